using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Notebooks.Documents;

/// <summary>Cell identifiers of nbformat 4.5.</summary>
internal static partial class CellIds
{
    public static bool IsValid(string id) => Pattern().IsMatch(id);

    /// <summary>The same cell at the same place always gets the same id, so that saving twice changes nothing.</summary>
    public static string Make(int index, string source)
    {
        var text = index.ToString(CultureInfo.InvariantCulture) + "\n" + source.ReplaceLineEndings("\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Pattern();
}
