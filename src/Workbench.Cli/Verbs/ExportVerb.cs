using System.CommandLine;
using Spectre.Console;
using Workbench.Training;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench export RUN OUT.safetensors</c>: what a training run made, with its model card.</summary>
internal static class ExportVerb
{
    public static Command Create()
    {
        var run = new Argument<DirectoryInfo>("run") { Description = "Folder of a run of distillation, demo-identity, demo-features or dual-encoder." };
        var output = new Argument<FileInfo>("output") { Description = "safetensors file to write; the model card stands beside it." };
        var heads = new Option<int?>("--heads") { Description = "Held-out heads or photographs to measure for the model card; 0 writes none." };
        var command = new Command("export", "Write the network of a training run with its model card.") { run, output, heads };
        command.SetAction(arguments => Export(arguments.GetValue(run)!.FullName, arguments.GetValue(output)!.FullName, arguments.GetValue(heads)));
        return command;
    }

    private static int Export(string run, string output, int? heads)
    {
        var measures = Trainings.Export(run, output, heads);
        AnsiConsole.MarkupLineInterpolated($"wrote {output}, {new FileInfo(output).Length / 1e6:f2} MB");
        foreach (var (name, value) in measures)
            AnsiConsole.MarkupLineInterpolated($"  {name,-24} {value:f4}");
        return 0;
    }
}
