namespace Workbench.Ops;

/// <summary>Tells a C# notebook how to show a type: .NET Interactive and its kin look for an attribute of this name, in any assembly.</summary>
/// <remarks>
/// The convention wants a type with a parameterless constructor and a method <c>CreateTypeFormatters</c>. It is found by name, so that
/// the numerical folders need not know the display folder.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute : Attribute
{
    /// <summary>The type that makes the formatters.</summary>
    public Type FormatterSourceType { get; } = typeof(TypeFormatterSourceAttribute).Assembly.GetType("Workbench.Display.FormatterSource", throwOnError: true)!;

    /// <summary>What a notebook is given of a value.</summary>
    public string[] PreferredMimeTypes { get; } = ["text/html", "image/png", "text/plain"];
}
