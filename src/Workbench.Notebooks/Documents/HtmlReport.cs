using System.Globalization;
using System.Net;
using System.Text;
using Workbench.Notebooks.Reports;

namespace Workbench.Notebooks.Documents;

/// <summary>Writes a notebook with its outputs as one HTML file that needs nothing else: no network, no fonts, no scripts from elsewhere.</summary>
/// <remarks>
/// The page forbids all network access by its own content policy. Outputs in HTML are passed on as they are, scripts included:
/// a report of a notebook is as trustworthy as running it. Markdown and text are escaped.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Writes the report file atomically.</summary>
    public static void Save(NotebookDocument document, string path, HtmlReportOptions? options = null) =>
        AtomicFile.WriteAllText(path, Render(document, options));

    /// <summary>The report as HTML.</summary>
    public static string Render(NotebookDocument document, HtmlReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        options ??= new HtmlReportOptions();
        var contents = new List<(int Level, string Text, string Anchor)>();
        var resources = new Dictionary<string, string>();
        var images = new EmbeddedImages(options.ImageFolder);
        var outputs = new ReportOutputs(resources);
        NotebookCell? current = null;
        var markdown = new Markdown(new MarkdownOptions
        {
            EmbedImage = address => images.Find(address, current?.Attachments),
            Heading = (level, text, anchor) => contents.Add((level, text, anchor)),
            ExternalLinks = options.ExternalLinks,
        });
        var body = new StringBuilder();
        foreach (var cell in document.Cells)
        {
            current = cell;
            Write(cell, markdown, outputs, options, body);
        }
        var title = options.Title ?? (contents.Count > 0 ? contents[0].Text : "Notebook");
        return Page(title, contents, resources.Values, body);
    }

    private static void Write(NotebookCell cell, Markdown markdown, ReportOutputs outputs, HtmlReportOptions options, StringBuilder html)
    {
        switch (cell.Kind)
        {
            case CellKind.Markdown:
                html.Append("<section class=\"text\">").Append(markdown.ToHtml(cell.Source)).Append("</section>\n");
                break;
            case CellKind.Code:
                if (string.IsNullOrWhiteSpace(cell.Source) && cell.Outputs.Count == 0) break;
                html.Append("<section class=\"cell\">");
                if (!options.HideCode)
                {
                    var number = cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture) ?? " ";
                    html.Append("<div class=\"input\"><span class=\"count\">[").Append(number).Append("]</span><pre class=\"code\">")
                        .Append(CSharpHighlighter.ToHtml(cell.Source)).Append("</pre></div>");
                }
                foreach (var output in cell.Outputs) outputs.Write(output, html);
                html.Append("</section>\n");
                break;
        }
    }

    private static string Page(string title, List<(int Level, string Text, string Anchor)> contents, IEnumerable<string> resources, StringBuilder body)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; style-src 'unsafe-inline'; ")
            .Append("img-src data: blob:; media-src data: blob:; font-src data:; connect-src data: blob:; worker-src blob:; frame-src data: blob: 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'\">\n")
            .Append("<title>").Append(WebUtility.HtmlEncode(title)).Append("</title>\n<style>").Append(ReportStyle.Css).Append("</style>\n");
        foreach (var resource in resources) page.Append(resource).Append('\n');
        page.Append("</head>\n<body>\n");
        var entries = contents.Where(entry => entry.Level <= 3).ToArray();
        if (entries.Length > 1)
        {
            page.Append("<nav><details open><summary>Contents</summary>");
            foreach (var (level, text, anchor) in entries)
            {
                page.Append("<a class=\"level").Append(level.ToString(CultureInfo.InvariantCulture)).Append("\" href=\"#").Append(WebUtility.HtmlEncode(anchor)).Append("\">")
                    .Append(WebUtility.HtmlEncode(text)).Append("</a>");
            }
            page.Append("</details></nav>\n");
        }
        return page.Append("<main>\n").Append(body).Append("</main>\n</body>\n</html>\n").ToString();
    }
}

/// <summary>What a report shows.</summary>
public sealed record HtmlReportOptions
{
    /// <summary>Title of the page; the first heading unless set.</summary>
    public string? Title { get; init; }

    /// <summary>Folder from which relative images of Markdown are embedded, and which they may not leave; null embeds none.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>Leave out the source of code cells.</summary>
    public bool HideCode { get; init; }

    /// <summary>Keep links of Markdown to other sites; otherwise their address is shown as text and the page refers to nothing outside.</summary>
    public bool ExternalLinks { get; init; }
}
