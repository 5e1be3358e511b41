using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Spectre.Console;
using Workbench.Generator;
using Workbench.Notebooks.Documents;
using Workbench.Notebooks.Jupyter;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench lab</c>: installs the kernel, builds what the notebooks reference, and opens them in Jupyter.</summary>
internal static partial class LabVerb
{
    private const string Newest = "Workbench.Viewer"; // with all below it: what a new notebook begins with

    private static readonly string[] FrontEnds = ["jupyter-lab", "jupyter-notebook"];

    private static readonly Argument<string[]> Passed = new("arguments") { Description = "Passed on to Jupyter, after --.", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("lab", "Open the notebooks in Jupyter with the C# kernel.") { Passed };
        command.SetAction(Open);
        return command;
    }

    private static async Task<int> Open(ParseResult arguments, CancellationToken cancellation)
    {
        var repository = GeneratorFiles.Repository() ?? throw new InvalidOperationException("This is no checkout: run inside the folder of Workbench.sln.");
        var notebooks = Path.Combine(repository, "notebooks");
        await InstalledKernel.Install(JupyterFolders.Data, cancellation);
        foreach (var project in Referenced(notebooks).Append(Newest).Distinct())
        {
            AnsiConsole.MarkupLineInterpolated($"  building {project}");
            var (code, trouble) = await DotnetCommand.Run(repository, cancellation, "build", Path.Combine("src", project), "-c", "Release", "-v", "quiet", "-nologo");
            if (code != 0)
                throw new InvalidOperationException($"{project} cannot be built: {trouble}");
        }
        if (FrontEnds.Select(Find).OfType<string>().FirstOrDefault() is not { } frontEnd)
        {
            AnsiConsole.MarkupLine("[yellow]Jupyter is not installed.[/] Debian and Ubuntu: [bold]apt install jupyter-notebook[/]; elsewhere: [bold]pipx install jupyterlab[/]. The kernel is ready for it.");
            AnsiConsole.MarkupLine("Without Jupyter: [bold]workbench run notebooks/01-latent-space.ipynb[/] executes a notebook and writes an HTML report.");
            return 1;
        }
        AnsiConsole.MarkupLineInterpolated($"  opening {frontEnd}; Ctrl+C ends it");
        using var process = Process.Start(new ProcessStartInfo(frontEnd, arguments.GetValue(Passed) ?? []) { WorkingDirectory = notebooks })!;
        // Ctrl+C reaches Jupyter too: it asks, saves and ends by itself.
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    /// <summary>The projects of this checkout whose assemblies the notebooks load.</summary>
    internal static IReadOnlyList<string> Referenced(string notebooks) =>
        [.. Directory.EnumerateFiles(notebooks, "*.ipynb").Order(StringComparer.Ordinal)
            .SelectMany(file => NotebookDocument.Load(file).Cells)
            .SelectMany(cell => ProjectReference().Matches(cell.Source))
            .Select(match => match.Groups[1].Value)
            .Distinct()];

    private static string? Find(string command)
    {
        string[] names = OperatingSystem.IsWindows() ? [command + ".exe", command + ".cmd"] : [command];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    [GeneratedRegex("""^#r\s*"\.\./src/([A-Za-z0-9.]+)/bin/Release/""", RegexOptions.Multiline)]
    private static partial Regex ProjectReference();
}
