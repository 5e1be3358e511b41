using System.Numerics;
using Plotly.NET;
using Workbench.Geometry;

namespace Workbench.Display;

/// <summary>One named curve or cloud of points.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Y">Heights; values that are not finite leave gaps.</param>
/// <param name="X">Places, as many as heights; null counts 0, 1, 2, ….</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double> Y, IReadOnlyList<double>? X = null);

/// <summary>Makers of charts: interactive in a page, drawn as a still everywhere else.</summary>
public static class Charts
{
    /// <summary>What a page must hold once before charts work: name and HTML.</summary>
    public static IReadOnlyDictionary<string, string> Resources => PlotlyScript.Resources;

    /// <summary>Curves, such as losses over steps.</summary>
    /// <param name="series">At least one.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="xTitle">Name of the horizontal axis.</param>
    /// <param name="yTitle">Name of the vertical axis.</param>
    /// <param name="logarithmic">Logarithmic heights.</param>
    /// <param name="caption">Origin; null says number and length of the curves.</param>
    public static Figure Line(IReadOnlyList<ChartSeries> series, string title = "", string xTitle = "", string yTitle = "", bool logarithmic = false, string? caption = null) =>
        Points(series, "lines", title, xTitle, yTitle, logarithmic, caption);

    /// <summary>One curve.</summary>
    public static Figure Curve(IReadOnlyList<double> values, string title = "", string xTitle = "", string yTitle = "", bool logarithmic = false) =>
        Line([new ChartSeries("", values)], title, xTitle, yTitle, logarithmic);

    /// <summary>Clouds of points.</summary>
    /// <param name="series">At least one.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="xTitle">Name of the horizontal axis.</param>
    /// <param name="yTitle">Name of the vertical axis.</param>
    /// <param name="caption">Origin; null says number and length of the series.</param>
    public static Figure Scatter(IReadOnlyList<ChartSeries> series, string title = "", string xTitle = "", string yTitle = "", string? caption = null) =>
        Points(series, "markers", title, xTitle, yTitle, false, caption);

    /// <summary>One bar a label.</summary>
    /// <param name="labels">Names under the bars.</param>
    /// <param name="values">As many heights.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="yTitle">Name of the vertical axis.</param>
    /// <param name="caption">Origin; null says the number of bars.</param>
    public static Figure Bar(IReadOnlyList<string> labels, IReadOnlyList<double> values, string title = "", string yTitle = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(values);
        if (labels.Count != values.Count || labels.Count == 0)
            throw new ArgumentException($"values: {labels.Count} labels need as many values and at least one, got {values.Count}.", nameof(values));
        var trace = PlotlyChart.Trace("bar", ("x", labels), ("y", PlotlyChart.Finite(values)), ("marker", PlotlyChart.Object(("color", Colour.Series[0].ToString()))));
        return FromPlotly(PlotlyChart.Of([trace], "", yTitle, xType: "category"), title, caption ?? $"{labels.Count} values");
    }

    /// <summary>A matrix in colours.</summary>
    /// <param name="values">[H, W]; the first row is drawn at the top.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="xTitle">Name of the horizontal axis.</param>
    /// <param name="yTitle">Name of the vertical axis.</param>
    /// <param name="caption">Origin; null says shape and range.</param>
    public static Figure HeatMap(Tensor values, string title = "", string xTitle = "", string yTitle = "", string? caption = null)
    {
        var plane = Plane.Read(values, nameof(values));
        var rows = plane.Values.Chunk(plane.Width).Select(row => PlotlyChart.Finite([.. row.Select(value => (double)value)])).ToArray();
        var scale = Enumerable.Range(0, 17).Select(i => new object[] { i / 16.0, ColourMap.Sequential(i / 16.0).ToString() }).ToArray();
        var trace = PlotlyChart.Trace("heatmap", ("z", rows), ("colorscale", scale));
        var (low, high) = plane.Range();
        return FromPlotly(PlotlyChart.Of([trace], xTitle, yTitle, reversedY: true), title, caption ?? $"[{plane.Height}, {plane.Width}], {Html.Number(low)}…{Html.Number(high)}");
    }

    /// <summary>A mesh to turn with the mouse.</summary>
    /// <remarks>Everything travels inside the page, about 40 bytes a vertex and 20 a triangle: reduce meshes of more than some 100 000 triangles first.</remarks>
    /// <param name="mesh">The mesh, y upwards, the face towards +z; grey where it has no colours.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null says the size of the mesh.</param>
    public static Figure Mesh(Mesh mesh, string title = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var text = caption ?? mesh.ToString();
        if (mesh.TriangleCount == 0)
            return Figures.Text("The mesh is empty.", title, text);
        double[] Axis(Func<Vector3, float> pick)
        {
            var values = new double[mesh.Vertices.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = Math.Round(pick(mesh.Vertices[i]), 5);
            return values;
        }
        int[] Corner(int corner)
        {
            var indices = new int[mesh.TriangleCount];
            for (var i = 0; i < indices.Length; i++)
                indices[i] = mesh.Triangles[3 * i + corner];
            return indices;
        }
        var trace = PlotlyChart.Trace("mesh3d", ("x", Axis(v => v.X)), ("y", Axis(v => v.Y)), ("z", Axis(v => v.Z)), ("i", Corner(0)), ("j", Corner(1)), ("k", Corner(2)),
            ("hoverinfo", "skip"), ("lighting", PlotlyChart.Object(("ambient", 0.55), ("diffuse", 0.7), ("specular", 0.08), ("roughness", 0.9))),
            ("lightposition", PlotlyChart.Object(("x", 1000), ("y", 1500), ("z", 3000))));
        trace.SetProperty(mesh.Colours.IsEmpty ? "color" : "vertexcolor", mesh.Colours.IsEmpty ? "#c8ccd0" : Colours(mesh.Colours));
        return PlotlyChart.ToFigure(PlotlyChart.OfScene(trace), title, text, () => MeshStill.Draw(mesh, 480), mesh.ToString());
    }

    /// <summary>Points in space to turn with the mouse.</summary>
    /// <param name="clouds">At least one.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null says how many points.</param>
    public static Figure Cloud(IReadOnlyList<PointCloud> clouds, string title = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(clouds);
        var words = string.Join(", ", clouds.Select(cloud => $"{cloud.Name}: {cloud.Points.Count} points"));
        if (clouds.All(cloud => cloud.Points.Count == 0))
            return Figures.Text("There are no points.", title, caption ?? words);
        double[] Axis(PointCloud cloud, Func<Vector3, float> pick) => [.. cloud.Points.Select(point => Math.Round(pick(point), 4))];
        var traces = clouds.Select(cloud => PlotlyChart.Trace("scatter3d", ("mode", "markers"), ("name", Html.Escape(cloud.Name)), ("hoverinfo", "name"),
            ("x", Axis(cloud, v => v.X)), ("y", Axis(cloud, v => v.Y)), ("z", Axis(cloud, v => v.Z)), ("marker", PlotlyChart.Object(("color", cloud.Colour.ToString()), ("size", 1.8))))).ToArray();
        return PlotlyChart.ToFigure(PlotlyChart.OfScene(traces), title, caption ?? words, () => CloudStill.Draw(clouds, 480), words);
    }

    /// <summary>Any Plotly.NET chart; curves, points, bars and heat maps are also drawn as a still.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin.</param>
    public static Figure FromPlotly(GenericChart chart, string title = "", string caption = "")
    {
        ArgumentNullException.ThrowIfNull(chart);
        return PlotlyChart.ToFigure(chart, title, caption, null, null);
    }

    private static Figure Points(IReadOnlyList<ChartSeries> series, string mode, string title, string xTitle, string yTitle, bool logarithmic, string? caption)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
            throw new ArgumentException("series: a chart needs at least one.", nameof(series));
        var traces = new List<Trace>();
        foreach (var one in series)
        {
            if (one.X is not null && one.X.Count != one.Y.Count)
                throw new ArgumentException($"series: '{one.Name}' has {one.Y.Count} heights but {one.X.Count} places.", nameof(series));
            var colour = Colour.Series[traces.Count % Colour.Series.Length].ToString();
            var places = one.X ?? [.. Enumerable.Range(0, one.Y.Count).Select(i => (double)i)];
            traces.Add(PlotlyChart.Trace("scatter", ("mode", mode), ("name", Html.Escape(one.Name)), ("x", PlotlyChart.Finite(places)), ("y", PlotlyChart.Finite(one.Y)),
                ("line", PlotlyChart.Object(("color", colour), ("width", 2))), ("marker", PlotlyChart.Object(("color", colour), ("size", 6)))));
        }
        var lengths = series.Select(one => one.Y.Count).Distinct().ToArray();
        var count = lengths.Length == 1 ? $"{lengths[0]} points" : $"{lengths.Min()}…{lengths.Max()} points";
        return FromPlotly(PlotlyChart.Of(traces, xTitle, yTitle, logarithmic), title, caption ?? (series.Count == 1 ? count : $"{series.Count} series of {count}"));
    }

    private static string[] Colours(ReadOnlySpan<Vector3> colours)
    {
        var names = new string[colours.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = MeshStill.ToColour(colours[i]).ToString();
        return names;
    }
}
