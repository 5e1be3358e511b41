using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Reports;
using static Workbench.Tests.Notebooks.TestNotebooks;

namespace Workbench.Tests.Notebooks;

public sealed class HtmlReportTests
{
    private static string Html(string markdown) => new Markdown(new MarkdownOptions()).ToHtml(markdown).Trim();

    [Theory]
    [InlineData("# A *b*", "<h1 id=\"a-b\">A <em>b</em></h1>")]
    [InlineData("Title\n===", "<h1 id=\"title\">Title</h1>")]
    [InlineData("a **b** _c_ ~~d~~ `e<f` g", "<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e&lt;f</code> g</p>")]
    [InlineData("snake_case_name 2*3*4", "<p>snake_case_name 2<em>3</em>4</p>")]
    [InlineData("- a\n- b\n  - c", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul></li>\n</ul>")]
    [InlineData("3. x\n4. y", "<ol start=\"3\">\n<li>x</li>\n<li>y</li>\n</ol>")]
    [InlineData("> q\n> r", "<blockquote>\n<p>q\nr</p>\n</blockquote>")]
    [InlineData("```\na <b>\n```", "<pre class=\"code\">a &lt;b&gt;\n</pre>")]
    [InlineData("| a | b |\n|---|--:|\n| 1 | `x|y` |", "<table><thead><tr><th>a</th><th class=\"right\">b</th></tr></thead><tbody><tr><td>1</td><td class=\"right\"><code>x|y</code></td></tr></tbody></table>")]
    [InlineData("---", "<hr>")]
    [InlineData("a  \nb", "<p>a<br>\nb</p>")]
    [InlineData("$a_1 * b_2$ and $$x$$", "<p><span class=\"formula\">$a_1 * b_2$</span> and <span class=\"formula\">$$x$$</span></p>")]
    [InlineData("[in](#a-b) [rel](other.ipynb)", "<p><a href=\"#a-b\">in</a> <a href=\"other.ipynb\">rel</a></p>")]
    [InlineData("\\*no\\*", "<p>*no*</p>")]
    public void Markdown_of_notebooks_is_rendered(string markdown, string expected) => Assert.Equal(expected, Html(markdown));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("# <img src=x onerror=alert(1)>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](java\u0001script:alert(1))")]
    [InlineData("[x](\" onmouseover=\"alert(1))")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("![\" onerror=\"x](a.png)")]
    [InlineData("[x](//evil.example/a)")]
    [InlineData("| <script> | b |\n|---|---|\n| <script>x</script> | 1 |")]
    [InlineData("```<script>\nx\n```")]
    [InlineData("`<script>`")]
    [InlineData("$<script>$")]
    [InlineData("- <script>\n> <iframe src=x>")]
    public void Markup_in_markdown_is_never_passed_on(string markdown)
    {
        var html = Html(markdown);
        Assert.DoesNotMatch("(?i)<(script|iframe|img)", html);
        Assert.DoesNotMatch("(?i)(href|src)=\"[^\"]*(script:|//)", html);
        Assert.DoesNotMatch("<(?:[^>\"]|\"[^\"]*\")*\\son\\w+=", html);
    }

    [Fact]
    public void Hostile_markdown_takes_linear_time()
    {
        foreach (var piece in (string[])["*", "**a ", "[", "![", "`", "> ", "- ", "|", "$", "~~", "<http", "_a_", "#", "\\"])
        {
            _ = Html(string.Concat(Enumerable.Repeat(piece, 20_000)));
            _ = Html(string.Concat(Enumerable.Repeat(piece + "\n", 5_000)));
        }
    }

    [Fact]
    public void A_report_refers_to_nothing_outside_and_forbids_it()
    {
        var document = Of(Text("# Title\n\n[paper](https://example.org/p) <https://example.org/q>\n\n![p](https://example.org/i.png)\n\n## Second"), Code("var s = \"http://example.org\"; // see https://example.org"));
        document.Cells[1].Outputs.Add(new DisplayOutput { Data = new JsonObject { ["image/png"] = "QUJD", ["text/plain"] = "a picture" } });
        var html = HtmlReport.Render(document);
        Assert.DoesNotMatch("(?i)(src|href)\\s*=\\s*[\"']?\\s*(http|//)", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,QUJD", html, StringComparison.Ordinal);
        Assert.Contains("(https://example.org/p)", html, StringComparison.Ordinal);
        Assert.Contains("href=\"#second\"", html, StringComparison.Ordinal);
        Assert.Contains("<title>Title</title>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://example.org/p\"", HtmlReport.Render(document, new HtmlReportOptions { ExternalLinks = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Streams_and_errors_are_escaped_and_control_sequences_resolved()
    {
        var document = Of(Code("1"));
        document.Cells[0].Outputs.Add(new StreamOutput { Name = "stdout", Text = "10 %\r20 %\r30 %\n\u001b[31mred\u001b[0m <b>" });
        document.Cells[0].Outputs.Add(new ErrorOutput { Name = "E", Message = "<m>", Traceback = ["<t>"] });
        document.Cells[0].Outputs.Add(new DisplayOutput { Data = new JsonObject { ["image/png"] = "\"><script>", ["text/plain"] = "<p>" } });
        var html = HtmlReport.Render(document);
        Assert.Contains(">30 %\nred &lt;b&gt;</pre>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;t&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_resource_stands_once_in_the_head_of_a_report_and_once_in_the_notebook()
    {
        var code = $"#r \"{typeof(HtmlReportTests).Assembly.Location}\"\ndisplay(Workbench.Tests.Notebooks.FigureMaker.Make());";
        var outcome = await NotebookRunner.RunAsync(Of(Code(code), Code("Workbench.Tests.Notebooks.FigureMaker.Make()")), null, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Single(Regex.Matches(outcome.Document.ToJson(), "<script>library</script>"));
        var html = HtmlReport.Render(outcome.Document);
        Assert.Single(Regex.Matches(html, "<script>library</script>"));
        Assert.True(html.IndexOf("<script>library</script>", StringComparison.Ordinal) < html.IndexOf("<body>", StringComparison.Ordinal));
        Assert.Equal(2, Regex.Count(html, "<i>by convention</i>"));
    }

    [Fact]
    public void Code_is_highlighted_and_escaped()
    {
        var html = CSharpHighlighter.ToHtml("// a <b>\nvar s = \"<x>\"; List<int> l = new List<int>(3);");
        Assert.Contains("<span class=\"c\">// a &lt;b&gt;</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"k\">var</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"s\">&quot;&lt;x&gt;&quot;</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"n\">3</span>", html, StringComparison.Ordinal);
        Assert.Equal("// a <b>\nvar s = \"<x>\"; List<int> l = new List<int>(3);", System.Net.WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]+>", string.Empty)));
    }

    [Fact]
    public void Images_are_embedded_from_below_the_folder_only()
    {
        var root = Directory.CreateTempSubdirectory("images-").FullName;
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, "nb")).FullName;
            byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1];
            File.WriteAllBytes(Path.Combine(folder, "in.png"), png);
            File.WriteAllBytes(Path.Combine(root, "out.png"), png);
            File.WriteAllText(Path.Combine(folder, "secret.png"), "no picture");
            var images = new EmbeddedImages(folder);
            Assert.StartsWith("data:image/png;base64,", images.Find("in.png", null), StringComparison.Ordinal);
            Assert.Null(images.Find("../out.png", null));
            Assert.Null(images.Find("%2e%2e/out.png", null));
            Assert.Null(images.Find(Path.Combine(root, "out.png"), null));
            Assert.Null(images.Find("secret.png", null));
            Assert.Null(images.Find("missing.png", null));
            var attachments = new JsonObject { ["a.png"] = new JsonObject { ["image/png"] = "QUJD" } };
            Assert.Equal("data:image/png;base64,QUJD", images.Find("attachment:a.png", attachments));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}

/// <summary>Gives scripts a value with a shared resource.</summary>
public static class FigureMaker
{
    public static object Make() => new Conventional();
}
