using System.Text.RegularExpressions;
using Workbench.Tests.Notebooks;

namespace Workbench.Tests.Display;

/// <summary>The formatters inside the engine that runs the notebooks.</summary>
public sealed class NotebookEngineTests : SessionTest
{
    private const string Library = "<!--shared-resource plotly.js-->";

    [Fact]
    public async Task Values_of_the_library_show_themselves_without_any_registration()
    {
        await Reference();
        var (_, sink) = await Run("Workbench.Cameras.Camera.At(0)");
        var bundle = Assert.Single(sink.Results);
        Assert.Contains("yaw 0°", bundle["text/html"]);
        Assert.StartsWith("iVBORw0KGgo", bundle["image/png"]);
        Assert.Contains("2.7 world units", bundle["text/plain"]);
    }

    [Fact]
    public async Task Charts_of_a_document_share_one_library()
    {
        await Reference();
        await Run("Workbench.Display.Notebook.Use();");
        var (_, first) = await Run("Workbench.Display.Charts.Curve(new double[] { 1, 2 })");
        Assert.Equal(1, Regex.Count(Assert.Single(first.Results)["text/html"]!, Library));
        foreach (var code in (string[])
        [
            "Workbench.Display.Charts.Curve(new double[] { 2, 1 })",
            "Plotly.NET.GenericChart.ofTraceObject(true, new Plotly.NET.Trace(\"pie\"))",
        ])
        {
            var (_, later) = await Run(code);
            var html = Assert.Single(later.Results)["text/html"]!;
            Assert.Contains("data-wb-chart", html);
            Assert.True(html.Length < 20_000, $"{html.Length} characters");
        }
    }

    [Fact]
    public async Task A_chart_of_another_library_brings_the_chart_library_along_when_it_comes_first()
    {
        await Reference();
        await Run("Workbench.Display.Notebook.Use();");
        var (_, sink) = await Run("Plotly.NET.GenericChart.ofTraceObject(true, new Plotly.NET.Trace(\"pie\"))");
        Assert.Equal(1, Regex.Count(Assert.Single(sink.Results)["text/html"]!, Library));
    }

    [Fact]
    public async Task Tensors_are_pictures_once_the_library_is_in_use()
    {
        await Reference();
        var (_, sink) = await Run("Workbench.Display.Notebook.Use();\nTorchSharp.torch.zeros(3, 32, 32)");
        Assert.Contains("<img ", Assert.Single(sink.Results)["text/html"]);
    }

    private async Task Reference() => await Run($"#r \"{typeof(Workbench.Display.Figure).Assembly.Location}\"\n#r \"{typeof(Tensor).Assembly.Location}\"\n#r \"{typeof(Plotly.NET.GenericChart).Assembly.Location}\"");
}
