using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Workbench.Display;

/// <summary>Draws the common kinds of Plotly charts without a browser, from their JSON.</summary>
internal static class PlotlyStill
{
    private const int Width = 720;
    private const int Height = 320;

    public static Picture Draw(string json)
    {
        using var document = JsonDocument.Parse(json);
        var traces = document.RootElement.GetProperty("data").EnumerateArray().ToArray();
        var layout = document.RootElement.GetProperty("layout");
        if (traces.FirstOrDefault(trace => Kind(trace) == "heatmap") is { ValueKind: JsonValueKind.Object } heat)
            return HeatMap(heat);
        var drawable = traces.Where(trace => Kind(trace) is "scatter" or "scattergl" or "bar").ToArray();
        if (drawable.Length == 0)
            return Figures.Text($"A chart of kind {string.Join(", ", traces.Select(Kind).Distinct())}; it is shown in the page only.").Still;
        var names = drawable.SelectMany(trace => Array(trace, "x")).Any(value => value.ValueKind == JsonValueKind.String && !Number(value).HasValue)
            ? drawable.SelectMany(trace => Array(trace, "x")).Select(value => WebUtility.HtmlDecode(value.ToString())).Distinct().ToArray()
            : null;
        var chart = new StillChart { XTitle = Title(layout, "xaxis"), YTitle = Title(layout, "yaxis"), LogX = Logarithmic(layout, "xaxis"), LogY = Logarithmic(layout, "yaxis"), Categories = names };
        var bars = drawable.Count(trace => Kind(trace) == "bar");
        var bar = 0;
        foreach (var trace in drawable)
        {
            var y = Numbers(Array(trace, "y"));
            var x = names is not null ? [.. Array(trace, "x").Select(value => (double)System.Array.IndexOf(names, WebUtility.HtmlDecode(value.ToString())))] : Numbers(Array(trace, "x"));
            if (x.Length == 0)
                x = [.. Enumerable.Range(0, y.Length).Select(i => (double)i)];
            var length = Math.Min(x.Length, y.Length);
            (x, y) = (x[..length], y[..length]);
            var name = WebUtility.HtmlDecode(Text(trace, "name") ?? "");
            var colour = ColourOf(trace) ?? Colour.Series[chart.Layers.Count % Colour.Series.Length];
            if (Kind(trace) == "bar")
            {
                var step = (names is not null || length < 2 ? 1 : Math.Abs(x[1] - x[0])) * 0.8 / bars;
                var shift = (bar++ - (bars - 1) / 2.0) * step;
                chart.Layers.Add(new StillBars(name, [.. x.Select(place => place + shift)], y, step, colour));
                continue;
            }
            var mode = Text(trace, "mode") ?? "lines";
            chart.Layers.Add(new StillPoints(name, x, y, mode.Contains("lines", StringComparison.Ordinal), mode.Contains("markers", StringComparison.Ordinal), colour));
        }
        return chart.Draw(Width, Height);
    }

    public static string Words(string json)
    {
        using var document = JsonDocument.Parse(json);
        return string.Join("; ", document.RootElement.GetProperty("data").EnumerateArray().Select(Describe));
    }

    private static string Describe(JsonElement trace)
    {
        var name = WebUtility.HtmlDecode(Text(trace, "name") ?? "");
        var kind = Kind(trace) switch { "scatter" or "scattergl" => Text(trace, "mode") == "markers" ? "points" : "curve", "bar" => "bars", "heatmap" => "heat map", var other => other };
        var values = Numbers(Array(trace, Kind(trace) == "heatmap" ? "z" : "y")).Where(double.IsFinite).ToArray();
        var range = values.Length == 0 ? "no values" : $"{values.Length} values, {Html.Number(values.Min())}…{Html.Number(values.Max())}, last {Html.Number(values[^1])}";
        return $"{(name.Length > 0 ? $"{name}: " : "")}{kind}, {range}";
    }

    private static Picture HeatMap(JsonElement trace)
    {
        var rows = Array(trace, "z").Select(row => Numbers(row.ValueKind == JsonValueKind.Array ? row.EnumerateArray() : [])).ToArray();
        if (rows.Length == 0 || rows.Max(row => row.Length) == 0)
            return Figures.Text("An empty heat map.").Still;
        var plane = new Plane(rows.Max(row => row.Length), rows.Length, new float[rows.Length * rows.Max(row => row.Length)]);
        for (var y = 0; y < plane.Height; y++)
            for (var x = 0; x < plane.Width; x++)
                plane.Values[y * plane.Width + x] = x < rows[y].Length ? (float)rows[y][x] : float.NaN;
        var (low, high) = plane.Range();
        var picture = plane.Coloured(low, high, ColourMap.Sequential).Within(640);
        picture = picture.Magnify(Math.Max(1, 320 / Math.Max(picture.Width, picture.Height)));
        return PlanePictures.Beside(picture, PlanePictures.Bar(Math.Max(100, picture.Height), low, high, ColourMap.Sequential, ""));
    }

    private static string Kind(JsonElement trace) => Text(trace, "type") ?? "scatter";

    private static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement[] Array(JsonElement trace, string name) => trace.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    private static string Title(JsonElement layout, string axis)
    {
        if (!layout.TryGetProperty(axis, out var settings) || settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty("title", out var title))
            return "";
        return WebUtility.HtmlDecode((title.ValueKind == JsonValueKind.String ? title.GetString() : Text(title, "text")) ?? "");
    }

    private static bool Logarithmic(JsonElement layout, string axis) => layout.TryGetProperty(axis, out var settings) && Text(settings, "type") == "log";

    private static Colour? ColourOf(JsonElement trace)
    {
        foreach (var part in (string[])["line", "marker"])
            if (trace.TryGetProperty(part, out var settings) && Text(settings, "color") is { } text && text.StartsWith('#') && text.Length is 4 or 7 or 9 && text[1..].All(char.IsAsciiHexDigit))
                return Colour.Parse(text);
        return null;
    }

    private static double[] Numbers(IEnumerable<JsonElement> values) => [.. values.SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1)).Select(value => Number(value) ?? double.NaN)];

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        JsonValueKind.Null => double.NaN,
        _ => null,
    };
}
