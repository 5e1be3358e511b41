using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Workbench.Notebooks.Formatting;

/// <summary>Shows charts of Plotly.NET that come straight from a cell: without network, in every front end, the chart library once a document.</summary>
internal static class PlotlyView
{
    /// <summary>The name of the chart library among the resources of a document; other makers of such charts use the same.</summary>
    public const string LibraryKey = "plotly.js";

    private const int DefaultHeight = 450;

    // Waits for the library, which a page may load after the chart; draws every copy of the chart on the page that is still empty.
    private const string Drawing = """
        (function(){var spec=SPEC;function draw(left){var places=document.querySelectorAll('[data-nb-chart="KEY"]');if(window.Plotly){Array.prototype.forEach.call(places,function(place){if(!place.getAttribute('data-ready')){place.setAttribute('data-ready','1');place.textContent='';
        window.Plotly.newPlot(place,spec.data,spec.layout,Object.assign({responsive:true,displaylogo:false},spec.config||{}));}});}else if(left>0){setTimeout(function(){draw(left-1);},100);}else{Array.prototype.forEach.call(places,function(place){place.textContent='The chart library is missing on this page: run the first cell with a chart again.';});}}draw(150);})();
        """;

    private static string? _library;

    /// <param name="type">The type to register for.</param>
    /// <param name="chart">Plotly.NET's base type of charts.</param>
    public static ConventionFormatters.Discovered? Formatters(Type type, Type chart)
    {
        if (chart.GetMethod("toFigureJson", BindingFlags.Public | BindingFlags.Static) is not { } toJson || toJson.ReturnType != typeof(string)) return null;
        return new ConventionFormatters.Discovered([new(type, "text/html", WriteHtml), new(type, "text/plain", WriteWords)], ["text/html"]);

        bool WriteHtml(object value, TextWriter writer)
        {
            if (Library(chart.Assembly) is not { } library) return false;
            FormatScope.Note([KeyValuePair.Create(LibraryKey, library)]);
            writer.Write(Body((string)toJson.Invoke(null, [value])!));
            return true;
        }

        bool WriteWords(object value, TextWriter writer)
        {
            writer.Write(Words((string)toJson.Invoke(null, [value])!));
            return true;
        }
    }

    internal static string Body(string json)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..16];
        // inside JSON an angle bracket can only stand in a string, where this is the same character
        var script = Drawing.Replace("KEY", key, StringComparison.Ordinal).Replace("SPEC", json.Replace("<", "\\u003c", StringComparison.Ordinal), StringComparison.Ordinal);
        var (width, height) = Size(json);
        return $"<div data-nb-chart=\"{key}\" style=\"{width}min-width:240px;max-width:100%;height:{height}px\"></div><script>{script}</script>";
    }

    private static (string Width, string Height) Size(string json)
    {
        using var document = JsonDocument.Parse(json);
        var layout = document.RootElement.TryGetProperty("layout", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return (Number("width") is { } width ? $"width:{width}px;" : string.Empty, Number("height") ?? DefaultHeight.ToString(CultureInfo.InvariantCulture));

        string? Number(string name) => layout.ValueKind == JsonValueKind.Object && layout.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble().ToString("0", CultureInfo.InvariantCulture)
            : null;
    }

    private static string Words(string json)
    {
        using var document = JsonDocument.Parse(json);
        var traces = document.RootElement.GetProperty("data").EnumerateArray().Select(trace =>
        {
            var kind = Text(trace, "type") ?? "scatter";
            var name = Text(trace, "name") is { Length: > 0 } given ? $" \"{given}\"" : string.Empty;
            foreach (var axis in (string[])["y", "x", "z", "values"])
            {
                if (trace.TryGetProperty(axis, out var values) && values.ValueKind == JsonValueKind.Array) return $"{kind}{name} ({values.GetArrayLength().ToString(CultureInfo.InvariantCulture)} values)";
            }
            return kind + name;
        });
        return "Chart: " + string.Join(", ", traces);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The library is a UMD module: where require.js is present it would register itself there and no global would appear.
    // Inside a function whose parameters carry the names of the module systems it sees none of them.
    private static string? Library(Assembly assembly)
    {
        if (_library is not null) return _library;
        var name = Array.Find(assembly.GetManifestResourceNames(), resource => resource.EndsWith(".min.js", StringComparison.Ordinal));
        if (name is null || assembly.GetManifestResourceStream(name) is not { } stream) return null;
        using var reader = new StreamReader(stream);
        var code = reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
        return _library = $"<script>if(!window.Plotly){{(function(define,module,exports){{{code}\n}}).call(window);}}</script>";
    }
}
