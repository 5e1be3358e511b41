using System.Numerics;
using System.Text.RegularExpressions;
using Plotly.NET;
using Workbench.Display;
using Workbench.Geometry;

namespace Workbench.Tests.Display;

public class ChartTests : TensorTest
{
    [Fact]
    public void A_chart_waits_for_the_library_and_brings_it_as_a_resource()
    {
        var figure = Charts.Line([new ChartSeries("loss", [3, 2, 1])], "Loss", "step", "value");
        Assert.True(figure.Html.Length < 10_000);
        Assert.Contains("window.Plotly", figure.Html);
        Assert.Equal([PlotlyScript.Key], figure.Resources.Keys);
        var page = Figures.Column([figure, Charts.Curve([1, 2, 3])], "Two charts").ToDocument();
        Assert.Equal(1, Regex.Count(page, Regex.Escape("plotly.js v")));
        Assert.InRange(page.Length, 3_500_000, 3_700_000);
    }

    [Fact]
    public void The_library_hides_module_systems_from_itself()
    {
        Assert.StartsWith("<script>if(!window.Plotly){(function(define,module,exports){", PlotlyScript.Library);
        Assert.Equal(1, Regex.Count(PlotlyScript.Library, "</script", RegexOptions.IgnoreCase));
    }

    [Fact]
    public void The_first_chart_of_a_session_carries_the_library_the_second_does_not()
    {
        Notebook.Reset();
        var (first, second) = (new StringWriter(), new StringWriter());
        Notebook.Write(Charts.Curve([1, 2]), "text/html", first, engine: null);
        Notebook.Write(Charts.Curve([1, 2]), "text/html", second, engine: null);
        Assert.True(first.ToString().Length > 3_000_000);
        Assert.True(second.ToString().Length < 10_000);
        Notebook.Reset();
    }

    [Fact]
    public void Values_that_are_not_finite_are_gaps_and_never_text()
    {
        var figure = Charts.Line([new ChartSeries("a", [1, double.NaN, double.PositiveInfinity, 4])]);
        Assert.Contains("[1.0,null,null,4.0]", figure.Html);
        Assert.Contains("2 values, 1…4", figure.Text);
        Assert.NotEmpty(figure.Png);
    }

    [Fact]
    public void A_still_shows_the_curve_where_it_belongs()
    {
        var chart = new StillChart();
        chart.Layers.Add(new StillPoints("", [0, 1], [0, 1], true, false, Colour.Series[0]));
        var picture = chart.Draw(300, 200);
        var hits = new List<(int X, int Y)>();
        for (var y = 0; y < 200; y++)
            for (var x = 0; x < 300; x++)
                if (picture[x, y] == Colour.Series[0])
                    hits.Add((x, y));
        Assert.True(hits.MinBy(hit => hit.X).Y > hits.MaxBy(hit => hit.X).Y + 100);
    }

    [Fact]
    public void Charts_of_any_data_can_be_drawn()
    {
        foreach (var figure in new[]
        {
            Charts.Curve([]), Charts.Curve([double.NaN]), Charts.Curve([5]), Charts.Curve([1, 1, 1]), Charts.Curve([0, -1, -5], logarithmic: true), Charts.Curve([1e300, -1e300]), Charts.Curve([1e-300, 2e-300]),
            Charts.Line([new ChartSeries("log", [1e-9, 1, 1e9])], logarithmic: true), Charts.Scatter([new ChartSeries("p", [1, 2], [3, 3])]), Charts.Bar(["a", "b"], [-1, 2]),
            Charts.HeatMap(zeros(1, 1)), Charts.HeatMap(full([3, 4], float.NaN)), Charts.HeatMap(randn(30, 2000)),
        })
            Assert.True(new SkiaCodec().Decode(figure.Png, "still").Height > 20);
        Assert.Throws<ArgumentException>(() => Charts.Line([]));
        Assert.Throws<ArgumentException>(() => Charts.Bar(["a"], [1, 2]));
        Assert.Throws<ArgumentException>(() => Charts.Line([new ChartSeries("a", [1, 2], [1])]));
    }

    [Fact]
    public void Any_plotly_chart_is_a_figure()
    {
        var trace = new Trace("pie");
        trace.SetProperty("values", (List<int>)[1, 2]);
        var figure = Workbench.Display.Figure.Of(GenericChart.ofTraceObject(true, trace));
        Assert.Contains("\"pie\"", figure.Html);
        Assert.NotEmpty(figure.Png);
    }

    [Fact]
    public void A_mesh_is_turnable_in_the_page_and_drawn_as_a_still()
    {
        // A red square before a green one: the nearer hides the farther.
        Vector3[] vertices = [new(-1, -1, 0.5f), new(1, -1, 0.5f), new(1, 1, 0.5f), new(-1, 1, 0.5f), new(-1, -1, -0.5f), new(1, -1, -0.5f), new(1, 1, -0.5f), new(-1, 1, -0.5f)];
        Vector3[] colours = [.. Enumerable.Repeat(new Vector3(1, 0, 0), 4), .. Enumerable.Repeat(new Vector3(0, 1, 0), 4)];
        var figure = Charts.Mesh(new Mesh(vertices, [], [0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7], colours), "Mesh");
        Assert.Contains("\"mesh3d\"", figure.Html);
        Assert.Contains("#ff0000", figure.Html);
        var middle = figure.Still[figure.Still.Width / 2, figure.Still.Height / 2];
        Assert.True(middle.R > 100 && middle.G < 20, middle.ToString());
        Assert.Contains("empty", Charts.Mesh(new Mesh([], [], [])).Text);
    }

    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(-1, 1, 4, "−1 −0.5 0 0.5 1")]
    [InlineData(0, 0.003, 3, "0 0.001 0.002 0.003")]
    public void Ticks_are_round_numbers(double low, double high, int wanted, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Linear(low, high, wanted).Select(Ticks.Label)));

    [Fact]
    public void The_sequential_map_grows_brighter_all_the_way()
    {
        var brightness = Enumerable.Range(0, 101).Select(i => ColourMap.Sequential(i / 100.0)).Select(colour => 0.2126 * colour.R + 0.7152 * colour.G + 0.0722 * colour.B).ToArray();
        for (var i = 5; i <= 100; i += 5)
            Assert.True(brightness[i] > brightness[i - 5]);
        Assert.Equal(Colour.NotANumber, ColourMap.Sequential(double.NaN));
        Assert.True(ColourMap.Diverging(0).B > ColourMap.Diverging(0).R && ColourMap.Diverging(1).R > ColourMap.Diverging(1).B && ColourMap.Diverging(0.5).G > 240);
    }
}
