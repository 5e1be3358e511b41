namespace Microsoft.DotNet.Interactive;

/// <summary>An answer that is not shown: neither displaying it nor its text gives it away.</summary>
public sealed class PasswordString
{
    private readonly string _text;

    internal PasswordString(string text) => _text = text;

    /// <summary>The answer itself.</summary>
    public string GetClearTextPassword() => _text;

    /// <summary>Stars, as many as there are characters.</summary>
    public override string ToString() => new('*', _text.Length);
}
