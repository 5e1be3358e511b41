using System.Globalization;
using Plotly.NET;

namespace Workbench.Display;

/// <summary>Plotly.NET charts put together property by property, and the figure around a chart.</summary>
internal static class PlotlyChart
{
    private const int Height = 380;

    // Waits for the library, which a page may load after the chart; finds every copy of the chart on the page that is still empty.
    private const string Drawing = """
        (function(){var spec=SPEC;function draw(left){var places=document.querySelectorAll('[data-wb-chart="KEY"]');if(window.Plotly){Array.prototype.forEach.call(places,function(place){if(!place.getAttribute('data-ready')){place.setAttribute('data-ready','1');place.textContent='';
        window.Plotly.newPlot(place,spec.data,spec.layout,{responsive:true,displaylogo:false});}});}else if(left>0){setTimeout(function(){draw(left-1);},100);}else{Array.prototype.forEach.call(places,function(place){place.textContent='The chart library is missing on this page. Run Notebook.Reset() and this cell again.';});}}draw(150);})();
        """;

    public static Trace Trace(string type, params (string Name, object Value)[] properties)
    {
        var trace = new Trace(type);
        foreach (var (name, value) in properties)
            trace.SetProperty(name, value);
        return trace;
    }

    public static Dictionary<string, object> Object(params (string Name, object Value)[] properties) => properties.ToDictionary(property => property.Name, property => property.Value);

    /// <summary>Numbers for JSON, at most seven digits; what is not finite becomes a gap.</summary>
    public static double?[] Finite(IReadOnlyList<double> values) =>
        [.. values.Select(value => double.IsFinite(value) ? (double?)double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : null)];

    public static GenericChart Of(IEnumerable<Trace> traces, string xTitle, string yTitle, bool logarithmicY = false, bool reversedY = false, string? xType = null)
    {
        var x = Axis(xTitle);
        var y = Axis(yTitle);
        if (logarithmicY)
            y["type"] = "log";
        if (reversedY)
            y["autorange"] = "reversed";
        if (xType is not null)
            x["type"] = xType;
        return With([.. traces], ("xaxis", x), ("yaxis", y), ("margin", Object(("l", 60), ("r", 20), ("t", 20), ("b", 50))));
    }

    public static GenericChart OfScene(params IReadOnlyList<Trace> traces)
    {
        var hidden = Object(("visible", false));
        var camera = Object(("up", Object(("x", 0), ("y", 1), ("z", 0))), ("eye", Object(("x", 0.6), ("y", 0.25), ("z", 1.6))));
        return With(traces, ("scene", Object(("xaxis", hidden), ("yaxis", hidden), ("zaxis", hidden), ("aspectmode", "data"), ("camera", camera))), ("margin", Object(("l", 0), ("r", 0), ("t", 0), ("b", 0))));
    }

    public static Figure ToFigure(GenericChart chart, string title, string caption, Func<Picture>? still, string? words)
    {
        var json = GenericChart.toFigureJson(chart);
        return Figure.Create(title, caption, () => Body(json), still ?? (() => PlotlyStill.Draw(json)), words ?? PlotlyStill.Words(json), PlotlyScript.Resources);
    }

    private static string Body(string json)
    {
        var key = Html.UniqueKey(json);
        // Inside JSON an angle bracket can only stand in a string, where this is the same character.
        var spec = json.Replace("<", "\\u003c", StringComparison.Ordinal);
        var script = Drawing.Replace("KEY", key, StringComparison.Ordinal).Replace("SPEC", spec, StringComparison.Ordinal);
        return $"<div data-wb-chart=\"{key}\" style=\"width:100%;min-width:320px;max-width:900px;height:{Height}px;background:#fff;color:#333;border-radius:4px\"></div><script>{script}</script>";
    }

    private static GenericChart With(IReadOnlyList<Trace> traces, params (string Name, object Value)[] properties)
    {
        var layout = new Layout();
        foreach (var (name, value) in properties)
            layout.SetProperty(name, value);
        layout.SetProperty("paper_bgcolor", "#ffffff");
        layout.SetProperty("plot_bgcolor", "#ffffff");
        layout.SetProperty("font", Object(("color", "#212529"), ("size", 12)));
        return GenericChart.setLayout(layout, GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces)));
    }

    private static Dictionary<string, object> Axis(string title) =>
        Object(("title", Object(("text", Html.Escape(title)))), ("gridcolor", "#dee2e6"), ("zerolinecolor", "#adb5bd"), ("automargin", true));
}
