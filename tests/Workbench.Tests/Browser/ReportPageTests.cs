using Workbench.Display;
using Workbench.Notebooks.Documents;
using static Workbench.Tests.Notebooks.TestNotebooks;

namespace Workbench.Tests.Browser;

/// <summary>An executed notebook as a reader opens it: one file, in a browser, without a network.</summary>
[Trait("Category", "Browser")]
public sealed class ReportPageTests(SharedBrowser shared) : IClassFixture<SharedBrowser>
{
    [Fact]
    public async Task A_report_shows_its_pictures_and_draws_its_charts_with_the_network_off()
    {
        using var folder = new TemporaryFolder();
        var outcome = await NotebookRunner.RunAsync(Of(
            Text("# Report\n\nA picture, a curve, a pie."),
            Code($"#r \"{typeof(Figure).Assembly.Location}\"\n#r \"{typeof(Tensor).Assembly.Location}\"\n#r \"{typeof(Plotly.NET.GenericChart).Assembly.Location}\"\nusing TorchSharp; using Workbench.Display;\nNotebook.Use();"),
            Code("Figures.Image(Picture.FromTensor(torch.rand(3, 40, 60)), title: \"noise\")"),
            Code("Charts.Curve(new double[] { 3, 1, 2 })"),
            Code("Plotly.NET.GenericChart.ofTraceObject(true, new Plotly.NET.Trace(\"pie\"))")), null, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, outcome.Error);
        HtmlReport.Save(outcome.Document, folder.File("charts.html"));
        Assert.Equal((1, 2), await ReportPage.Check(shared.Browser, folder.File("charts.html")));
    }
}
