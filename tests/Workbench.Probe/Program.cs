using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Ops;
using Workbench.Probe;
using Workbench.Training;

// A process that tests start, kill and start again: "train FOLDER STEPS INTERVAL DELAY" or "save FOLDER".
torch.set_num_threads(1);
switch (args)
{
    case ["train", var folder, var steps, var interval, var delay]:
        using (var stop = new CancellationTokenSource())
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        }))
        {
            var config = new FormulaConfig { Delay = Number(delay) };
            using var training = new FormulaTraining(config);
            using var run = TrainingRun.Open(folder, "formula", config);
            var settings = new RunSettings { Steps = Number(steps), Checkpoint = Interval.EverySteps(Number(interval)), Sample = Interval.Never, Evaluate = Interval.Never };
            var outcome = run.Train(training, settings, new Lines(), stop.Token);
            Console.WriteLine($"{outcome.End} after {outcome.Step}, reproducible {NativeRuntime.Reproducible}");
            return outcome.End == TrainingEnd.Cancelled ? 75 : 0;
        }
    case ["save", var folder]:
        SaveForever(folder);
        return 0;
    default:
        Console.Error.WriteLine("train FOLDER STEPS INTERVAL DELAY | save FOLDER");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

// Every tensor of checkpoint n holds n, so that a mixture of two checkpoints would show.
static void SaveForever(string path)
{
    using var scope = torch.NewDisposeScope();
    var values = torch.zeros(300_000);
    var folder = new CheckpointFolder(path, keep: 2);
    folder.RemoveLeftovers();
    var state = new TrainingState();
    state.Tensor("values", values);
    var step = folder.FindNewest() is { } newest ? CheckpointFolder.Load(newest, state).Step : 0;
    for (; ; )
    {
        values.fill_(++step);
        folder.Save(state, new CheckpointHeader { Training = "save", Step = step, ConfigHash = "", Library = "" });
        Console.WriteLine(step);
    }
}

/// <summary>One line a step.</summary>
internal sealed class Lines : IProgress<StepReport>
{
    public void Report(StepReport value) => Console.WriteLine($"step {value.Step}");
}
