using System.Text;
using Workbench.Ops;

namespace Workbench.Display;

/// <summary>Something to look at: one value that is HTML, a picture and a line of text at the same time, and knows no notebook.</summary>
/// <remarks>Immutable. HTML and picture are made when first asked for. The HTML works offline: images are inside it, and scripts come from <see cref="Resources"/>.</remarks>
[TypeFormatterSource]
public sealed class Figure
{
    private readonly Lazy<string> _body;
    private readonly Lazy<Picture> _still;
    private readonly Lazy<string> _html;
    private readonly Lazy<byte[]> _png;
    private readonly string _text;

    private Figure(string title, string caption, Lazy<string> body, Lazy<Picture> still, string text, IReadOnlyDictionary<string, string> resources)
    {
        (Title, Caption, _body, _still, _text, Resources) = (title, caption, body, still, text, resources);
        _html = new Lazy<string>(() => FigureFrame.Html(Title, Caption, _body.Value));
        _png = new Lazy<byte[]>(() => ImageCodec.Current.Encode(FigureFrame.Still(Title, Caption, _still.Value), ImageFormat.Png));
    }

    /// <summary>Puts a figure together from its parts; the title and the caption are added to each of them.</summary>
    /// <param name="title">What is shown; plain text.</param>
    /// <param name="caption">Shape, range and origin of what is shown; plain text.</param>
    /// <param name="body">Makes the HTML; user text in it must be escaped already.</param>
    /// <param name="still">Makes the picture.</param>
    /// <param name="text">What a reader without pictures is told.</param>
    /// <param name="resources">What the page must hold once before the HTML works: name and HTML.</param>
    public static Figure Create(string title, string caption, Func<string> body, Func<Picture> still, string text, IReadOnlyDictionary<string, string>? resources = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentNullException.ThrowIfNull(text);
        return new Figure(title, caption, new Lazy<string>(body), new Lazy<Picture>(still), text, resources ?? new Dictionary<string, string>());
    }

    /// <summary>Shows any value of the workbench: pictures, tensors, renderings, planes, codes, cameras, charts, lists of them.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public static Figure Of(object value) => Describe.ToFigure(value);

    /// <summary>What is shown.</summary>
    public string Title { get; }

    /// <summary>Shape, range and origin of what is shown.</summary>
    public string Caption { get; }

    /// <summary>The figure as a piece of HTML (<c>text/html</c>), without <see cref="Resources"/>.</summary>
    public string Html => _html.Value;

    /// <summary>The figure as an image (<c>image/png</c>).</summary>
    public byte[] Png => _png.Value;

    /// <summary>The figure in words (<c>text/plain</c>).</summary>
    public string Text => string.Join(Environment.NewLine, new[] { Title, Caption, _text }.Where(part => part.Length > 0).Distinct());

    /// <summary>What a page must hold once, before the HTML of this figure works, such as a chart library: name and HTML.</summary>
    /// <remarks>Equal names are the same resource. Notebook engines that know the property place each once a document.</remarks>
    public IReadOnlyDictionary<string, string> Resources { get; }

    /// <summary>The picture without title and caption.</summary>
    public Picture Still => _still.Value;

    internal string Body => _body.Value;

    internal string Words => _text;

    /// <summary>The same figure under another title.</summary>
    /// <param name="title">The title.</param>
    /// <param name="caption">The caption; null keeps it.</param>
    public Figure WithTitle(string title, string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        return new Figure(title, caption ?? Caption, _body, _still, _text, Resources);
    }

    /// <summary>A complete page that needs no network.</summary>
    public string ToDocument() => FigureFrame.Document(Title, [this]);

    /// <summary>Writes the figure: .html a complete page, .png, .jpg and .webp the picture, .txt and .md the words.</summary>
    /// <exception cref="ArgumentException">The extension is none of these.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var data = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".html" or ".htm" => Encoding.UTF8.GetBytes(ToDocument()),
            ".png" => Png,
            ".jpg" or ".jpeg" or ".webp" => ImageCodec.Current.Encode(FigureFrame.Still(Title, Caption, Still), ImageCodec.FormatOf(path)),
            ".txt" or ".md" => Encoding.UTF8.GetBytes(Text + Environment.NewLine),
            var other => throw new ArgumentException($"path: figures are written as .html, .png, .jpg, .webp or .txt; '{path}' ends in '{other}'.", nameof(path)),
        };
        WholeFile.Write(path, stream => stream.Write(data));
    }

    /// <summary>The figure in words.</summary>
    public override string ToString() => Text;
}
