using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Engine;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench run [NOTEBOOK …]</c>: executes notebooks and writes the executed notebook and an HTML report of each.</summary>
internal static class RunVerb
{
    private const string DefaultNotebook = "01-latent-space.ipynb";

    private static readonly Argument<FileInfo[]> Notebooks = new("notebooks") { Description = "Notebooks (.ipynb, .dib) to run; notebooks/01-latent-space.ipynb by default.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<DirectoryInfo?> Output = new("--output", "-o") { Description = "Folder for executed notebooks and reports; runs/notebooks by default." };
    private static readonly Option<string[]> Parameters = new("--parameter", "-p") { Description = "name=value for the cell tagged 'parameters'; may be repeated.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<FileInfo?> ParameterFile = new("--parameter-file", "-f") { Description = "JSON object with values for the cell tagged 'parameters'; --parameter wins." };
    private static readonly Option<double?> Timeout = new("--timeout") { Description = "Seconds one cell may take." };
    private static readonly Option<int> Jobs = new("--jobs", "-j") { Description = "Notebooks to run at a time, each in its own process.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> AllowErrors = new("--allow-errors") { Description = "Go on after a cell that failed; the run fails all the same." };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Compare the outputs with those the notebook holds; cells tagged 'no-verify' are left out." };
    private static readonly Option<double> Relative = new("--rtol") { Description = "Allowed relative difference of numbers.", DefaultValueFactory = _ => new ComparisonTolerances().Relative };
    private static readonly Option<double> Absolute = new("--atol") { Description = "Allowed absolute difference of numbers.", DefaultValueFactory = _ => new ComparisonTolerances().Absolute };
    private static readonly Option<double> Psnr = new("--psnr") { Description = "Smallest peak signal-to-noise ratio of equal pictures, in dB.", DefaultValueFactory = _ => new ComparisonTolerances().Psnr };

    public static Command Create()
    {
        var command = new Command("run", "Run C# notebooks without Jupyter. Exit code: 0 all ran, 1 a cell failed or an output differs, 124 a cell took too long.")
        {
            Notebooks, Output, Parameters, ParameterFile, Timeout, Jobs, AllowErrors, Verify, Relative, Absolute, Psnr,
        };
        command.SetAction(RunAll);
        return command;
    }

    private static async Task<int> RunAll(ParseResult arguments, CancellationToken cancellation)
    {
        var files = arguments.GetValue(Notebooks) is { Length: > 0 } named ? named.Select(file => file.FullName).ToArray() : [Default()];
        var folder = arguments.GetValue(Output)?.FullName ?? Path.Combine(GeneratorFiles.Repository() ?? Environment.CurrentDirectory, "runs", "notebooks");
        if (files.GroupBy(file => Executed(file, folder)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{string.Join(" and ", twice)} would both be written to {twice.Key}; run them with different --output folders.");
        if (files.FirstOrDefault(file => Path.GetFullPath(Executed(file, folder)) == Path.GetFullPath(file)) is { } own)
            throw new ArgumentException($"{own} would be overwritten by its executed copy; choose another --output folder.");
        if (arguments.GetValue(Jobs) < 1)
            throw new ArgumentException("--jobs must be at least 1.");
        Directory.CreateDirectory(folder);
        if (files.Length > 1 && arguments.GetValue(Jobs) > 1)
            return await NotebookJobs.Run(files, PassedOn(arguments, folder), arguments.GetValue(Jobs), cancellation);
        var options = new RunOptions
        {
            Parameters = ReadParameters(arguments),
            CellTimeout = arguments.GetValue(Timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            AllowErrors = arguments.GetValue(AllowErrors),
            Session = new SessionOptions { References = [typeof(PanoHead).Assembly] },
        };
        var tolerances = arguments.GetValue(Verify)
            ? new ComparisonTolerances { Relative = arguments.GetValue(Relative), Absolute = arguments.GetValue(Absolute), Psnr = arguments.GetValue(Psnr) }
            : null;
        foreach (var file in files)
            if (await Run(file, folder, options, tolerances, cancellation) is not 0 and var code)
                return code;
        return 0;
    }

    private static async Task<int> Run(string file, string folder, RunOptions options, ComparisonTolerances? tolerances, CancellationToken cancellation)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{Path.GetFileName(file)}[/]");
        var executed = Executed(file, folder);
        var watch = Stopwatch.StartNew();
        var committed = NotebookDocument.Load(file);
        var outcome = await NotebookRunner.RunAsync(committed, options with
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
        if (!outcome.Succeeded)
            return outcome.Status == RunStatus.TimedOut ? Failures.TimedOut : Failures.Failed;
        return tolerances is null || IsAsCommitted(committed, outcome.Document, tolerances) ? 0 : Failures.Failed;
    }

    private static bool IsAsCommitted(NotebookDocument committed, NotebookDocument executed, ComparisonTolerances tolerances)
    {
        var report = NotebookComparison.Compare(committed, executed, tolerances);
        foreach (var difference in report.Differences)
            AnsiConsole.MarkupLineInterpolated($"  [red]{difference.ToString()}[/]");
        if (report.Compared == 0)
            AnsiConsole.MarkupLine("  [yellow]nothing to compare: the notebook holds no outputs[/]");
        else
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {report.Compared} outputs compared, {report.Differences.Count} different");
        return report.Differences.Count == 0;
    }

    private static string Executed(string file, string folder) => Path.Combine(folder, Path.GetFileNameWithoutExtension(file) + ".ipynb");

    private static string Default() => GeneratorFiles.Repository() is { } root
        ? Path.Combine(root, "notebooks", DefaultNotebook)
        : throw new FileNotFoundException("No notebook named, and this is no checkout: run inside the folder of Workbench.sln, or name a notebook.");

    private static Dictionary<string, object?> ReadParameters(ParseResult arguments)
    {
        var values = new Dictionary<string, object?>();
        if (arguments.GetValue(ParameterFile) is { } file)
        {
            try
            {
                foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllBytes(file.FullName)) ?? [])
                    values[name] = value;
            }
            catch (JsonException error)
            {
                throw new ArgumentException($"{file.FullName}: not a JSON object of parameters: {error.Message}");
            }
        }
        foreach (var parameter in arguments.GetValue(Parameters) ?? [])
        {
            var split = parameter.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
                throw new ArgumentException($"'{parameter}' is no parameter: write name=value.");
            values[parameter[..split]] = parameter[(split + 1)..];
        }
        return values;
    }

    private static List<string> PassedOn(ParseResult arguments, string folder)
    {
        var options = new List<string> { "--output", folder };
        foreach (var parameter in arguments.GetValue(Parameters) ?? [])
            options.AddRange(["--parameter", parameter]);
        if (arguments.GetValue(ParameterFile) is { } file)
            options.AddRange(["--parameter-file", file.FullName]);
        if (arguments.GetValue(Timeout) is { } seconds)
            options.AddRange(["--timeout", Number(seconds)]);
        if (arguments.GetValue(AllowErrors))
            options.Add("--allow-errors");
        if (arguments.GetValue(Verify))
            options.AddRange(["--verify", "--rtol", Number(arguments.GetValue(Relative)), "--atol", Number(arguments.GetValue(Absolute)), "--psnr", Number(arguments.GetValue(Psnr))]);
        return options;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

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
