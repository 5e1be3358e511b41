using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Ops;
using Workbench.Probe;
using Workbench.Training;

// A process that tests start, kill and start again: "formula FOLDER STEPS INTERVAL DELAY", "panohead FOLDER STEPS INTERVAL" or "save FOLDER".
torch.set_num_threads(1);
switch (args)
{
    case ["formula", var folder, var steps, var interval, var delay]:
        var formula = new FormulaConfig { Delay = Number(delay) };
        return Train(folder, formula, new FormulaTraining(formula), Number(steps), Number(interval));
    case ["panohead", var folder, var steps, var interval]:
        var tiny = PanoHeadTrainingConfig.Tiny with { Batch = 4, DiscriminatorInterval = 2, GeneratorInterval = 2, Objective = PanoHeadTrainingConfig.Tiny.Objective with { DensityWeight = 0.25 } };
        return Train(folder, tiny, new PanoHeadTraining(tiny, data: new DrawnHeads(tiny.Discriminator.Resolution)), Number(steps), Number(interval));
    case ["save", var folder]:
        SaveForever(folder);
        return 0;
    default:
        Console.Error.WriteLine("formula FOLDER STEPS INTERVAL DELAY | panohead FOLDER STEPS INTERVAL | save FOLDER");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Train<TConfig>(string folder, TConfig config, ITraining training, int steps, int interval)
    where TConfig : class
{
    using var stop = new CancellationTokenSource();
    using var signals = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        stop.Cancel();
    });
    using (training)
    using (var run = TrainingRun.Open(folder, "probe", config))
    {
        var settings = new RunSettings { Steps = steps, Checkpoint = Interval.EverySteps(interval), Sample = Interval.Never, Evaluate = Interval.Never };
        var outcome = run.Train(training, settings, new Lines(), stop.Token);
        Console.WriteLine($"{outcome.End} after {outcome.Step}, reproducible {NativeRuntime.Reproducible}");
        return outcome.End == TrainingEnd.Cancelled ? 75 : 0;
    }
}

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
