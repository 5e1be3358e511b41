using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Documents;

/// <summary>Compares printed text: words exactly, numbers under tolerances, white space not at all.</summary>
internal static partial class TextComparison
{
    private const int Shown = 160;

    /// <summary>The first difference as a sentence, or null.</summary>
    public static string? FirstDifference(string expected, string actual, ComparisonTolerances tolerances)
    {
        var (left, right) = (Lines(expected), Lines(actual));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var place = $"line {(i + 1).ToString(CultureInfo.InvariantCulture)}";
            if (i >= left.Length) return $"{place}: not expected: \"{Short(right[i])}\"";
            if (i >= right.Length) return $"{place}: missing: \"{Short(left[i])}\"";
            if (Difference(left[i], right[i], tolerances) is { } reason) return $"{place}: expected \"{Short(left[i])}\", got \"{Short(right[i])}\" ({reason})";
        }
        return null;
    }

    private static string? Difference(string expected, string actual, ComparisonTolerances tolerances)
    {
        if (expected == actual) return null;
        var (left, right) = (Tokens().Matches(expected), Tokens().Matches(actual));
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            var (a, b) = (left[i].Value, right[i].Value);
            if (a == b) continue;
            if (!double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) || !double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y)) return $"\"{Short(a)}\" became \"{Short(b)}\"";
            var allowed = tolerances.Absolute + tolerances.Relative * Math.Abs(x);
            if (Math.Abs(x - y) > allowed) return string.Create(CultureInfo.InvariantCulture, $"{a} became {b}: off by {Math.Abs(x - y):g3}, allowed {allowed:g3}");
        }
        return left.Count == right.Count ? null : left.Count < right.Count ? $"more text from \"{Short(right[left.Count].Value)}\"" : $"less text from \"{Short(left[right.Count].Value)}\"";
    }

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string Short(string text) => text.Length > Shown ? text[..Shown] + "…" : text;

    // a number, a word, or one other character
    [GeneratedRegex(@"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[^\W\d]\w*|[^\s\w]")]
    private static partial Regex Tokens();
}
