using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Engine;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench run [NOTEBOOK …]</c>: executes notebooks and writes the executed notebook and an HTML report of each.</summary>
internal static class RunVerb
{
    private const string DefaultNotebook = "01-latent-space.ipynb";

    private static readonly Argument<FileInfo[]> Notebooks = new("notebooks") { Description = "Notebooks to run; notebooks/01-latent-space.ipynb by default.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<DirectoryInfo?> Output = new("--output", "-o") { Description = "Folder for executed notebooks and reports; runs/notebooks by default." };
    private static readonly Option<string[]> Parameters = new("--parameter", "-p") { Description = "name=value for the cell tagged 'parameters'; may be repeated.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<int?> Timeout = new("--timeout") { Description = "Seconds one cell may take." };

    public static Command Create()
    {
        var command = new Command("run", "Run C# notebooks without Jupyter.") { Notebooks, Output, Parameters, Timeout };
        command.SetAction(RunAll);
        return command;
    }

    private static async Task<int> RunAll(ParseResult arguments, CancellationToken cancellation)
    {
        var files = arguments.GetValue(Notebooks) is { Length: > 0 } named ? named.Select(file => file.FullName).ToArray() : [Default()];
        var folder = arguments.GetValue(Output)?.FullName ?? Path.Combine(GeneratorFiles.Repository() ?? Environment.CurrentDirectory, "runs", "notebooks");
        var options = new RunOptions
        {
            Parameters = Parse(arguments.GetValue(Parameters) ?? []),
            CellTimeout = arguments.GetValue(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Session = new SessionOptions { References = [typeof(PanoHead).Assembly] },
        };
        Directory.CreateDirectory(folder);
        foreach (var file in files)
            if (!await Run(file, folder, options, cancellation))
                return 1;
        return 0;
    }

    private static async Task<bool> Run(string file, string folder, RunOptions options, CancellationToken cancellation)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{Path.GetFileName(file)}[/]");
        var executed = Path.Combine(folder, Path.GetFileName(file));
        var watch = Stopwatch.StartNew();
        var outcome = await NotebookRunner.RunAsync(NotebookDocument.Load(file), options with
        {
            OutputPath = executed,
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(file)),
            Progress = new CellLines(),
        }, cancellation);
        var report = Path.ChangeExtension(executed, ".html");
        HtmlReport.Save(outcome.Document, report);
        foreach (var warning in outcome.Warnings)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{warning}[/]");
        if (!outcome.Succeeded)
            AnsiConsole.MarkupLineInterpolated($"[red]{outcome.Error}[/]");
        AnsiConsole.MarkupLineInterpolated($"  {outcome.Status.ToString().ToLowerInvariant()} in {Seconds(watch.Elapsed)}");
        AnsiConsole.MarkupLineInterpolated($"  notebook  {executed}");
        AnsiConsole.MarkupLineInterpolated($"  report    {report}   (open it in a browser)");
        cancellation.ThrowIfCancellationRequested();
        return outcome.Succeeded;
    }

    private static string Default() => GeneratorFiles.Repository() is { } root
        ? Path.Combine(root, "notebooks", DefaultNotebook)
        : throw new FileNotFoundException("No notebook named, and this is no checkout: run inside the folder of Workbench.sln, or name a notebook.");

    private static Dictionary<string, object?> Parse(string[] parameters)
    {
        var values = new Dictionary<string, object?>();
        foreach (var parameter in parameters)
        {
            var split = parameter.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
                throw new ArgumentException($"'{parameter}' is no parameter: write name=value.");
            values[parameter[..split]] = parameter[(split + 1)..];
        }
        return values;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private sealed class CellLines : IProgress<CellProgress>
    {
        public void Report(CellProgress value)
        {
            if (value.Status is { } status)
                AnsiConsole.MarkupLineInterpolated($"  cell {value.CodeCell,2} of {value.CodeCells}   {status.ToString().ToLowerInvariant(),-10} {Seconds(value.Duration),8}");
        }
    }
}
