using Plotly.NET;

namespace Workbench.Display;

/// <summary>The chart library plotly.js, as it lies inside Plotly.NET: no network is needed.</summary>
public static class PlotlyScript
{
    /// <summary>The name of the library among the resources of a page.</summary>
    public const string Key = "plotly.js";

    private static readonly Lazy<string> Embedded = new(Wrapped);
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Single = new(() => new Dictionary<string, string> { [Key] = Library });

    /// <summary>The library as HTML, 3.6 MB; a page needs it once before its charts draw.</summary>
    public static string Library => Embedded.Value;

    internal static IReadOnlyDictionary<string, string> Resources => Single.Value;

    // The library is a UMD module: where require.js is present it would register itself there and no global would appear.
    // Inside a function whose parameters carry the names of the module systems it sees none of them.
    private static string Wrapped()
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().SingleOrDefault(resource => resource.EndsWith(".min.js", StringComparison.Ordinal))
            ?? throw new InvalidOperationException("This version of Plotly.NET carries no plotly.js; charts cannot be shown offline.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var library = reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
        return $"<script>if(!window.Plotly){{(function(define,module,exports){{{library}\n}}).call(window);}}</script>";
    }
}
