namespace Workbench.Notebooks.Reports;

/// <summary>How Markdown becomes HTML.</summary>
internal sealed record MarkdownOptions
{
    /// <summary>The data address for the address of an image, or null when it cannot be embedded.</summary>
    public Func<string, string?> EmbedImage { get; init; } = static _ => null;

    /// <summary>Called with level, text and anchor of each heading.</summary>
    public Action<int, string, string>? Heading { get; init; }

    /// <summary>Keep links to other sites as links; otherwise their address stands behind the text.</summary>
    public bool ExternalLinks { get; init; }
}
