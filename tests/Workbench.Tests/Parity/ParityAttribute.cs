namespace Workbench.Tests.Parity;

/// <summary>Marks a static method <c>void Check(Fixture)</c> or <c>void Check(string path)</c> as the check of all files whose relative name fits a pattern (<c>*</c> stands for any text).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ParityAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}
