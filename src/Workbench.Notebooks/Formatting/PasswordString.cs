namespace Microsoft.DotNet.Interactive;

/// <summary>A password that a person has typed. Showing it shows dots.</summary>
/// <param name="clearText">The password.</param>
public sealed class PasswordString(string clearText)
{
    /// <summary>The password as it was typed.</summary>
    public string GetClearTextPassword() => clearText;

    /// <summary>As many dots as the password has characters.</summary>
    public override string ToString() => new('•', clearText.Length);
}
