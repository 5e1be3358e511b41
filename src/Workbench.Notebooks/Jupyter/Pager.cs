using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Jupyter;

/// <summary>Cells of the form <c>?name</c> and <c>name?</c>, which are no C#: what is known about the name is shown beside the notebook.</summary>
internal static partial class Pager
{
    /// <summary>The name asked about, or null when the cell is code.</summary>
    public static string? NameIn(string code)
    {
        var trimmed = code.AsSpan().Trim();
        if (trimmed.Length is < 2 or > 300 || (trimmed[0] != '?' && trimmed[^1] != '?')) return null;
        var match = Question().Match(trimmed.ToString());
        return match.Success ? match.Groups[1].Value + match.Groups[2].Value : null;
    }

    public static JsonObject Page(string name, LanguageService language)
    {
        var data = new JsonObject();
        if (language.Inspect(name, name.Length) is { } known)
        {
            data["text/plain"] = known.PlainText;
            data["text/markdown"] = known.Markdown;
        }
        else
        {
            data["text/plain"] = $"Nothing is known about {name}.";
        }
        return new JsonObject { ["source"] = "page", ["data"] = data, ["start"] = 0 };
    }

    [GeneratedRegex(@"^(?:\?{1,2}\s*([\p{L}_][\p{L}\p{N}_.]*)|([\p{L}_][\p{L}\p{N}_.]*)\s*\?{1,2})$")]
    private static partial Regex Question();
}
