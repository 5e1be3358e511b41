using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebooks.Engine;

/// <summary>Splits a cell into C# code and directives. Directive lines become empty lines of the code.</summary>
internal static partial class CellParser
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly string[] Commands = ["time", "who", "whos", "lsmagic", "about", "reset", "forget", "mem", "import", "set", "share"];

    /// <summary>The names of all commands, for the reader.</summary>
    public static IEnumerable<string> CommandNames => ["#r", "#i", "#load", "#!csharp", "#!html", "#!markdown", "#!value", .. Commands.Select(name => "#!" + name)];

    /// <exception cref="CellException">A directive is malformed or unknown.</exception>
    public static IReadOnlyList<CellStep> Parse(string cell)
    {
        if (!cell.Contains('#', StringComparison.Ordinal)) return [new CodeStep(1, cell)];
        var lines = cell.ReplaceLineEndings("\n").Split('\n');
        var hidden = LinesInsideTokens(cell.ReplaceLineEndings("\n"));
        var steps = new List<CellStep>();
        var code = new StringBuilder();
        var (text, textStart) = (new StringBuilder(), (CommandStep?)null);
        for (var i = 0; i < lines.Length; i++)
        {
            var trimmed = lines[i].Trim();
            var isMagic = trimmed.StartsWith("#!", StringComparison.Ordinal) && (textStart is not null || !hidden.Contains(i));
            if (textStart is not null && !isMagic)
            {
                text.Append(lines[i]).Append('\n');
                continue;
            }
            if (isMagic)
            {
                EndText();
                EndCode(i);
                var name = trimmed[2..].Split(' ', 2, StringSplitOptions.TrimEntries);
                ReadMagic(name[0], name.Length > 1 ? name[1] : string.Empty, i + 1);
            }
            else if (!hidden.Contains(i) && ReadReference(trimmed, i + 1) is { } reference)
            {
                steps.Add(reference);
            }
            else
            {
                code.Append(lines[i]);
            }
            code.Append('\n');
        }
        EndText();
        EndCode(lines.Length);
        return steps;

        void EndCode(int nextLine)
        {
            if (string.IsNullOrWhiteSpace(code.ToString()))
            {
                return;
            }
            steps.Add(new CodeStep(1, code.ToString()));
            code.Clear().Append('\n', nextLine);
        }

        void EndText()
        {
            if (textStart is { Name: "value" }) steps.Add(new ValueStep(textStart.Line, textStart, text.ToString()));
            else if (textStart is not null) steps.Add(new TextStep(textStart.Line, textStart.Name == "html" ? "text/html" : "text/markdown", text.ToString()));
            code.Append('\n', text.ToString().Count(c => c == '\n'));
            text.Clear();
            textStart = null;
        }

        void ReadMagic(string name, string argument, int line)
        {
            if (KernelNames.IsCSharp(name)) return;
            var command = new CommandStep(line, name, argument);
            if (IsText(name)) textStart = command;
            else if (Commands.Contains(name)) steps.Add(command);
            else if (KernelNames.OtherLanguage(name) is { } language) throw new CellException(line, $"#!{name}: this engine runs C# only, not {language}.");
            else throw new CellException(line, $"#!{name}: unknown command.{Suggestion(name)} #!lsmagic lists all.");
        }
    }

    /// <summary>True for commands whose text reaches to the next command.</summary>
    public static bool IsText(string name) => name is "html" or "markdown" or "md" or "value";

    private static string Suggestion(string name) => NearestName.Of("#!" + name, CommandNames) is { } near ? $" Did you mean {near}?" : string.Empty;

    private static CellStep? ReadReference(string line, int number)
    {
        var match = ReferenceLine().Match(line);
        if (!match.Success) return null;
        var (directive, argument) = (match.Groups[1].Value, match.Groups[2].Value.Trim());
        var isPackage = argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);
        if (directive == "i")
        {
            if (isPackage) return new SourceStep(number, argument[6..].Trim());
            throw new CellException(number, $"#i \"{argument}\": expected #i \"nuget: address or folder\".");
        }
        if (!isPackage) return new AssemblyStep(number, argument);
        var parts = argument[6..].Split([',', '/'], 2, StringSplitOptions.TrimEntries);
        var version = parts.Length > 1 && parts[1].Length > 0 && parts[1] != "*" ? parts[1] : null;
        if (!PackageId().IsMatch(parts[0])) throw new CellException(number, $"#r \"{argument}\": \"{parts[0]}\" is not a package id.");
        if (version is not null && !PackageVersion().IsMatch(version)) throw new CellException(number, $"#r \"{argument}\": \"{version}\" is not a package version.");
        return new PackageStep(number, parts[0], version);
    }

    // lines that begin inside a string literal, a block comment or disabled text: a # there is no directive
    internal static HashSet<int> LinesInsideTokens(string cell)
    {
        var hidden = new HashSet<int>();
        var tree = CSharpSyntaxTree.ParseText(cell, ParseOptions);
        var text = tree.GetText();
        foreach (var token in tree.GetRoot().DescendantTokens(descendIntoTrivia: true))
        {
            Hide(token.Span);
            foreach (var trivia in token.GetAllTrivia())
            {
                if (trivia.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia) Hide(trivia.FullSpan);
            }
        }
        return hidden;

        void Hide(Microsoft.CodeAnalysis.Text.TextSpan span)
        {
            var (first, last) = (text.Lines.IndexOf(span.Start), text.Lines.IndexOf(Math.Max(span.Start, span.End - 1)));
            if (text.Lines[first].Start == span.Start && first < last) hidden.Add(first);
            for (var line = first + 1; line <= last; line++) hidden.Add(line);
        }
    }

    [GeneratedRegex("""^#([ri])\s*"([^"]*)"\s*(?://.*)?$""")]
    private static partial Regex ReferenceLine();

    [GeneratedRegex("^[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*$")]
    private static partial Regex PackageId();

    [GeneratedRegex(@"^[\[\(]?[0-9A-Za-z.*+\-, ]+[\]\)]?$")]
    private static partial Regex PackageVersion();
}
