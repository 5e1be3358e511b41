namespace Workbench.Notebooks.Engine;

/// <summary>Finds the name that somebody may have meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest changed, missing, additional or swapped characters; null when none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> candidates)
    {
        var best = candidates.Select(name => (name, Distance: Distance(typed.ToLowerInvariant(), name.ToLowerInvariant()))).OrderBy(item => item.Distance).FirstOrDefault();
        return best.name is not null && best.Distance <= Math.Max(1, Math.Min(3, typed.Length / 2)) ? best.name : null;
    }

    // optimal string alignment: rows of a dynamic programme, d[i, j] = changes from the first i characters to the first j
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
