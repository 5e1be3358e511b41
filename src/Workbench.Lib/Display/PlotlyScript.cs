using Plotly.NET;

namespace Workbench.Display;

/// <summary>The chart library plotly.js, as it lies inside Plotly.NET: no network is needed.</summary>
public static class PlotlyScript
{
    private static readonly Lazy<PageResource> Embedded = new(() => new PageResource("plotly.js", Wrapped()));

    /// <summary>What a page needs once before its charts draw.</summary>
    public static PageResource Library => Embedded.Value;

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
