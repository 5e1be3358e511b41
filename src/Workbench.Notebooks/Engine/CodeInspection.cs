using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.QuickInfo;

namespace Workbench.Notebooks.Engine;

/// <summary>Declaration and documentation of the name at a place.</summary>
internal static class CodeInspection
{
    public static Inspection? Find(Document document, int position, CancellationToken token)
    {
        if (QuickInfoService.GetService(document) is not { } service) return null;
        var found = service.GetQuickInfoAsync(document, position, token).GetAwaiter().GetResult();
        // the cursor behind a name means that name
        if (found is null && position > 0) found = service.GetQuickInfoAsync(document, position - 1, token).GetAwaiter().GetResult();
        if (found is null) return null;
        var (plain, markdown) = (new StringBuilder(), new StringBuilder());
        foreach (var section in found.Sections)
        {
            var text = section.Text.Trim();
            if (text.Length == 0) continue;
            if (plain.Length > 0) plain.Append("\n\n");
            plain.Append(text);
            if (markdown.Length > 0) markdown.Append("\n\n");
            if (section.Kind == QuickInfoSectionKinds.Description) markdown.Append("```csharp\n").Append(text).Append("\n```");
            else markdown.Append(Escape(text));
        }
        return plain.Length == 0 ? null : new Inspection(plain.ToString().ReplaceLineEndings("\n"), markdown.ToString().ReplaceLineEndings("\n"), found.Span.Start, found.Span.End);
    }

    // words of a documentation comment are no markup
    private static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|') result.Append('\\');
            result.Append(c);
        }
        return result.Replace("\n", "  \n").ToString();
    }
}
