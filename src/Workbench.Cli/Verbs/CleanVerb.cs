using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Notebooks.Documents;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench clean NOTEBOOK …</c>: brings notebooks into the form that is committed.</summary>
internal static class CleanVerb
{
    private static readonly Argument<FileInfo[]> Notebooks = new("notebooks") { Description = "Notebooks to clean in place.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> KeepOutputs = new("--keep-outputs") { Description = "Keep what cells have shown, without terminal colours and random ids." };
    private static readonly Option<string?> MaxBytes = new("--max-bytes") { Description = "Largest kept output, for example 100k or 2M; larger ones become a note." };
    private static readonly Option<bool> Check = new("--check") { Description = "Change nothing; exit code 1 when a notebook is not clean." };

    public static Command Create()
    {
        var command = new Command("clean", "Strip outputs, counters and traces of the machine from notebooks; ids become stable.") { Notebooks, KeepOutputs, MaxBytes, Check };
        command.SetAction(Clean);
        return command;
    }

    private static int Clean(ParseResult arguments)
    {
        var options = new CleanOptions { KeepOutputs = arguments.GetValue(KeepOutputs), MaxBytes = arguments.GetValue(MaxBytes) is { } text ? Bytes(text) : int.MaxValue };
        var failed = false;
        foreach (var file in arguments.GetValue(Notebooks)!)
        {
            var clean = NotebookCleaner.Clean(NotebookDocument.Load(file.FullName), options);
            var changes = clean.ToJson() != File.ReadAllText(file.FullName);
            var problems = NotebookVerifier.Problems(clean);
            foreach (var problem in problems)
                AnsiConsole.MarkupLineInterpolated($"[red]{file.Name}: {problem}[/]");
            if (!arguments.GetValue(Check) && changes)
                clean.Save(file.FullName);
            var state = !changes ? "clean" : arguments.GetValue(Check) ? "not clean" : "cleaned";
            AnsiConsole.MarkupLineInterpolated($"{file.Name}: {state}");
            failed |= problems.Count > 0 || (changes && arguments.GetValue(Check));
        }
        return failed ? Failures.Failed : 0;
    }

    private static int Bytes(string text)
    {
        var scale = char.ToLowerInvariant(text[^1]) switch { 'k' => 1 << 10, 'm' => 1 << 20, _ => 1 };
        return int.TryParse(scale == 1 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= int.MaxValue / scale
            ? value * scale
            : throw new ArgumentException($"--max-bytes {text}: write a number, or one with k or M.");
    }
}
