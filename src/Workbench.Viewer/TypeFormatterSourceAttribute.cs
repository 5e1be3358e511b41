namespace Workbench.Viewer;

/// <summary>Tells a C# notebook how to show a type; notebooks find the attribute by its name.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute : Attribute
{
    /// <summary>The type that makes the formatters.</summary>
    public Type FormatterSourceType { get; } = typeof(LiveViewFormatters);

    /// <summary>What a notebook is given of a view.</summary>
    public string[] PreferredMimeTypes { get; } = ["text/html", "image/png", "text/plain"];
}
