using System.CommandLine;
using Spectre.Console;
using Workbench.Display;
using Workbench.Training;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench train WHAT</c>: begins or resumes a training of the library.</summary>
internal static class TrainVerb
{
    /// <summary>Stopped on request, state saved: start again with --resume. The code that schedulers take for "try again later" (EX_TEMPFAIL).</summary>
    internal const int Interrupted = 75;

    private static readonly Argument<string?> What = new("what") { Description = "Name of the training; without it all are listed.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Run = new("--run", "-r") { Description = "Folder of the run; runs/<what> unless given." };
    private static readonly Option<FileInfo?> Config = new("--config", "-c") { Description = "JSON file with the configuration." };
    private static readonly Option<string?> Preset = new("--preset", "-p") { Description = "A configuration of the library by name." };
    private static readonly Option<string[]> Set = new("--set", "-s") { Description = "Changes a value: name=value, nested names joined by dots. May be repeated." };
    private static readonly Option<double?> Minutes = new("--minutes") { Description = "Ends this sitting after so many minutes." };
    private static readonly Option<long?> Steps = new("--steps") { Description = "Ends the run after so many steps; otherwise it ends with the last step of its configuration." };
    private static readonly Option<long?> CheckpointSteps = new("--checkpoint-steps") { Description = "Steps between checkpoints, besides one every few minutes." };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Goes on with the run in the folder." };
    private static readonly Option<string> Device = new("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
    private static readonly Option<bool> Show = new("--show-config") { Description = "Prints the configuration and stops." };

    public static Command Create()
    {
        var command = new Command("train", $"Train a network. Ctrl+C or SIGTERM finishes the step, saves, and ends with code {Interrupted}; --resume goes on.")
        {
            What, Run, Config, Preset, Set, Minutes, Steps, CheckpointSteps, Resume, Device, Show,
        };
        command.SetAction((arguments, cancellation) => Task.Run(() => Train(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Train(ParseResult arguments, CancellationToken cancellation)
    {
        if (arguments.GetValue(What) is not { } name)
            return List();
        var recipe = Trainings.Find(name);
        var request = new TrainingRequest
        {
            Folder = arguments.GetValue(Run) ?? Path.Combine("runs", name),
            ConfigFile = arguments.GetValue(Config)?.FullName,
            Preset = arguments.GetValue(Preset),
            Assignments = arguments.GetValue(Set) ?? [],
            Mode = arguments.GetValue(Resume) ? RunMode.Resume : RunMode.Begin,
            Device = arguments.GetValue(Device)!,
        };
        request = request with { Settings = Settings(recipe.Settings, arguments) };
        if (arguments.GetValue(Show))
        {
            Console.Out.WriteLine(recipe.Resolve(request));
            return 0;
        }
        AnsiConsole.MarkupLineInterpolated($"run         {request.Folder}");
        TrainingOutcome outcome;
        using (var progress = new TrainingProgress())
            outcome = recipe.Train(request, progress, cancellation);
        Report(outcome, request.Folder);
        return outcome.End == TrainingEnd.Cancelled ? Interrupted : 0;
    }

    private static RunSettings Settings(RunSettings own, ParseResult arguments)
    {
        var settings = own with { Steps = arguments.GetValue(Steps) ?? own.Steps, Minutes = arguments.GetValue(Minutes) ?? own.Minutes };
        return arguments.GetValue(CheckpointSteps) is { } steps ? settings with { Checkpoint = settings.Checkpoint with { Steps = steps } } : settings;
    }

    private static void Report(TrainingOutcome outcome, string folder)
    {
        var reason = outcome.End switch
        {
            TrainingEnd.Completed => "all steps are done",
            TrainingEnd.TimeOver => "the time is over",
            _ => "cancelled",
        };
        AnsiConsole.MarkupLineInterpolated($"done        step {outcome.Step}, {outcome.StepsNow} of them now: {reason}");
        if (outcome.Metrics.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"metrics     {string.Join(", ", outcome.Metrics.Select(metric => $"{metric.Key} {metric.Value:g4}"))}");
        if (outcome.Checkpoint is { } file)
            AnsiConsole.MarkupLineInterpolated($"checkpoint  {file}");
        AnsiConsole.MarkupLineInterpolated($"look        tensorboard --logdir {folder}");
    }

    private static int List()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("training", "", "presets");
        foreach (var recipe in Trainings.All)
            table.AddRow(new Text(recipe.Name), new Text(recipe.Summary), new Text(string.Join(", ", recipe.Presets)));
        AnsiConsole.Write(table);
        return 0;
    }
}
