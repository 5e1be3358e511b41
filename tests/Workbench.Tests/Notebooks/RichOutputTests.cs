using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using SkiaSharp;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Formatting;

namespace Workbench.Tests.Notebooks;

/// <summary>Charts, pictures and tables as cells show them.</summary>
public sealed class RichOutputTests : SessionTest
{
    private const string Chart = "#r \"nuget: Plotly.NET, 6.0.0\"\nusing Plotly.NET;\nvar trace = new Trace(\"scatter\"); trace.SetProperty(\"y\", new[] { 3, 4 });\nvar chart = GenericChart.ofTraceObject(true, trace);\n";

    [Fact]
    public void A_foreign_chart_needs_no_network_and_no_registration()
    {
        var bundle = ValueFormatter.ToBundle(MakeChart());
        var html = bundle["text/html"]!;
        Assert.Contains("Plotly.newPlot", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal); // a name from data is no markup
        Assert.Equal("Chart: scatter \"a <b>\" (2 values)", bundle["text/plain"]);
        var library = bundle.Resources[PlotlyView.LibraryKey];
        Assert.StartsWith("<script>if(!window.Plotly){(function(define,module,exports){", library, StringComparison.Ordinal);
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(library, "</script"));
        Assert.True(library.Length > 3_000_000);
    }

    [Fact]
    public async Task Charts_of_a_notebook_share_one_copy_of_the_chart_library()
    {
        var document = TestNotebooks.Of(TestNotebooks.Code(Chart + "chart"), TestNotebooks.Code("display(chart); chart.Display();"));
        var outcome = await NotebookRunner.RunAsync(document, token: TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, outcome.Error);
        var json = outcome.Document.ToJson();
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(json, "if\\(!window.Plotly\\)"));
        var report = HtmlReport.Render(outcome.Document);
        Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(report, "if\\(!window.Plotly\\)"));
        Assert.True(report.IndexOf("if(!window.Plotly)", StringComparison.Ordinal) < report.IndexOf("<body>", StringComparison.Ordinal));
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(report, "<div data-nb-chart="));
    }

    [Fact]
    public void A_registration_of_the_user_beats_the_built_in_chart()
    {
        Formatter.Register<GenericChart>((_, writer) => writer.Write("mine"), "text/html");
        try
        {
            Assert.Equal("mine", ValueFormatter.ToBundle(MakeChart())["text/html"]);
        }
        finally
        {
            Formatter.ResetToDefault();
        }
    }

    [Fact]
    public void A_bitmap_is_shown_as_png()
    {
        using var bitmap = new SKBitmap(3, 2);
        bitmap.Erase(SKColors.Red);
        var bundle = ValueFormatter.ToBundle(bitmap);
        using var decoded = SKBitmap.Decode(Convert.FromBase64String(bundle["image/png"]!));
        Assert.Equal((3, 2, SKColors.Red), (decoded.Width, decoded.Height, decoded.GetPixel(1, 1)));
        Assert.Equal("SKBitmap 3 × 2", bundle["text/plain"]);
        Assert.Null(bundle["text/html"]);
    }

    [Theory]
    [InlineData("var shown = display(1);")]
    [InlineData("var shown = 1.Display();")]
    [InlineData("var shown = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.Display(1);")]
    [InlineData("var shown = \"1\".DisplayAs(\"text/plain\");")]
    public async Task Updates_reach_the_output_that_was_shown_whichever_call_showed_it(string code)
    {
        var (_, first) = await Run(code);
        var (_, second) = await Run("shown.Update(2);");
        var (bundle, id) = Assert.Single(second.Updates.Concat(first.Updates));
        Assert.Equal(first.Displays[0].Id, id);
        Assert.Equal("2", bundle["text/plain"]);
        Assert.NotNull(id);
    }

    [Fact]
    public async Task Tables_take_their_colours_from_the_page()
    {
        var (_, sink) = await Run("new[] { (Name: \"<i>\", Size: 1) }.Select(x => new { x.Name, x.Size }).DisplayTable();");
        var html = sink.Displays[0].Bundle["text/html"]!;
        Assert.Contains("<th>Name</th><th>Size</th>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;", html, StringComparison.Ordinal);
        Assert.Contains("var(--jp-ui-font-color1,var(--vscode-foreground,inherit))", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("#[0-9a-fA-F]{3,6}|white|black", html);
        Assert.NotNull(sink.Displays[0].Bundle["text/plain"]);
    }

    [Fact]
    public async Task Scripts_styles_and_text_of_other_types_have_a_text_beside_them()
    {
        var (_, sink) = await Run("Javascript(\"let x = 1;\"); CSS(\"b{}\"); \"$x$\".DisplayAs(\"text/latex\"); \"{}\".DisplayAs(\"application/json\"); display(HTML(\"<b>q</b>\")); \"AQID\".DisplayAs(\"image/png\");");
        Assert.All(sink.Displays, item => Assert.NotNull(item.Bundle["text/plain"]));
        Assert.Equal(["text/html", "text/html", "text/latex", "application/json", "text/html", "image/png"], sink.Displays.Select(item => item.Bundle.Items[0].Key));
        Assert.Equal("{ x = 1.5 }", await Value("Microsoft.DotNet.Interactive.Formatting.Formatter.ToDisplayString(new { x = 1.5 })"));
    }

    [Fact]
    public void A_formatter_source_that_throws_leaves_the_text_of_the_value()
    {
        var bundle = ValueFormatter.ToBundle(new Unlucky());
        Assert.Null(bundle["text/html"]);
        Assert.Contains("its formatter source failed: no luck", bundle["text/plain"], StringComparison.Ordinal);
        Assert.Contains("the value", bundle["text/plain"], StringComparison.Ordinal);
    }

    private static GenericChart MakeChart()
    {
        var trace = new Trace("scatter");
        trace.SetProperty("name", "a <b>");
        trace.SetProperty("y", new[] { 3, 4 });
        return GenericChart.ofTraceObject(true, trace);
    }
}

[TypeFormatterSource(typeof(UnluckySource))]
internal sealed class Unlucky
{
    public override string ToString() => "the value";
}

internal sealed class UnluckySource
{
    public UnluckySource() => throw new InvalidOperationException("no luck");

    public static IEnumerable<object> Formatters => [];

    public IEnumerable<object> CreateTypeFormatters() => [this];
}
