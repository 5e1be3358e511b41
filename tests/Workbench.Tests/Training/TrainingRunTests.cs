using System.Text.Json;
using Workbench.Display;
using Workbench.Probe;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Tests.Training;

public sealed class TrainingRunTests : TensorTest, IDisposable
{
    private static readonly RunSettings Quick = new() { Checkpoint = Interval.EverySteps(5), Sample = Interval.Never, Evaluate = Interval.Never };

    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public void A_run_leaves_configuration_surroundings_metrics_events_samples_and_checkpoints()
    {
        var outcome = Train(new FormulaConfig(), Quick with { Steps = 10, Sample = Interval.EverySteps(5), Evaluate = Interval.EverySteps(10) });
        Assert.Equal((TrainingEnd.Completed, 10, 10), (outcome.End, outcome.Step, outcome.StepsNow));
        Assert.Equal(new FormulaConfig(), TrainingRun.ReadConfig<FormulaConfig>(_temporary.Path));
        using var sittings = JsonDocument.Parse(File.ReadAllText(_temporary.File("environment.json")));
        Assert.Equal(0, Assert.Single(sittings.RootElement.EnumerateArray()).GetProperty("fromStep").GetInt64());
        var metrics = MetricsFile.Read(_temporary.File("metrics.jsonl"));
        Assert.Equal([.. Enumerable.Range(1, 10), 10], metrics.Select(entry => (int)entry.Step));
        Assert.Contains("evaluation/best", metrics[^1].Values.Keys);
        Assert.Equal(["step-000000005.png", "step-000000010.png"], Directory.GetFiles(_temporary.File("samples")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.True(Picture.Load(_temporary.File("samples/step-000000005.png")).Width > 100);
        Assert.Equal(_temporary.File("checkpoints/step-000000010.safetensors"), outcome.Checkpoint);
        Assert.Single(Directory.GetFiles(_temporary.Path, "events.out.tfevents.*"));
    }

    [Fact]
    public void The_loss_falls_tenfold()
    {
        Train(new FormulaConfig(), Quick with { Steps = 150 });
        var losses = MetricsFile.Read(_temporary.File("metrics.jsonl")).Select(entry => entry.Values["loss"]).ToList();
        Assert.True(losses[^10..].Average() < losses[0] / 10, $"{losses[0]} → {losses[^10..].Average()}");
    }

    [Fact]
    public void A_resumed_run_sees_the_next_batch_and_keeps_its_curve()
    {
        Train(new FormulaConfig(), Quick with { Steps = 12 });
        using var training = new FormulaTraining(new FormulaConfig());
        using var run = TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig(), RunMode.Resume);
        var reports = new List<StepReport>();
        var outcome = run.Train(training, Quick with { Steps = 14 }, new Collector(reports));
        Assert.Equal((14, 2), (outcome.Step, outcome.StepsNow));
        Assert.Equal(["images 96…103", "images 104…111"], training.Batches);
        Assert.Equal(Enumerable.Range(1, 14), MetricsFile.Read(_temporary.File("metrics.jsonl")).Select(entry => (int)entry.Step));
        Assert.Contains("step 14", Assert.IsType<FigureReport>(reports[^1]).Figure!.Caption, StringComparison.Ordinal);
        using var sittings = JsonDocument.Parse(File.ReadAllText(_temporary.File("environment.json")));
        Assert.Equal([0L, 12], sittings.RootElement.EnumerateArray().Select(sitting => sitting.GetProperty("fromStep").GetInt64()));
    }

    [Fact]
    public void Metrics_after_the_checkpoint_are_dropped_since_the_steps_are_done_again()
    {
        Train(new FormulaConfig(), Quick with { Steps = 10 });
        var file = _temporary.File("metrics.jsonl");
        File.AppendAllText(file, """
            {"step":11,"minutes":1,"loss":7}
            {"step":12,"minut
            """);
        Train(new FormulaConfig(), Quick with { Steps = 11 });
        var metrics = MetricsFile.Read(file);
        Assert.Equal(Enumerable.Range(1, 11), metrics.Select(entry => (int)entry.Step));
        Assert.NotEqual(7, metrics[^1].Values["loss"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(90)]
    public void A_run_ends_with_the_last_step_of_its_configuration(int? asked)
    {
        var config = new FormulaConfig { Length = 7 };
        var outcome = Train(config, Quick with { Steps = asked });
        Assert.Equal((TrainingEnd.Completed, 7, 7), (outcome.End, outcome.Step, outcome.StepsNow));
        Assert.Equal(_temporary.File("checkpoints/step-000000007.safetensors"), outcome.Checkpoint);
    }

    [Fact]
    public void A_finished_run_has_nothing_to_do()
    {
        Train(new FormulaConfig(), Quick with { Steps = 5 });
        var outcome = Train(new FormulaConfig(), Quick with { Steps = 5 });
        Assert.Equal((TrainingEnd.Completed, 5, 0), (outcome.End, outcome.Step, outcome.StepsNow));
        Assert.NotNull(outcome.Checkpoint);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_stops_names_the_batch_and_keeps_the_last_good_checkpoint()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => Train(new FormulaConfig { NotANumberAt = 12 }, Quick with { Steps = 100 }));
        Assert.Equal((13, "images 96…103"), (error.Step, error.Batch));
        Assert.Contains("loss is NaN", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("step-000000010.safetensors", error.Checkpoint, StringComparison.Ordinal);
        Assert.Equal(10, TrainingCheckpoint.ReadHeader(new CheckpointFolder(_temporary.File("checkpoints")).FindNewest()!).Header.Step);
        using var failure = JsonDocument.Parse(File.ReadAllText(_temporary.File("failure.json")));
        Assert.Equal("images 96…103", failure.RootElement.GetProperty("batch").GetString());
        Assert.Equal("images 88…95", failure.RootElement.GetProperty("previousBatch").GetString());
        Assert.Equal("NaN", failure.RootElement.GetProperty("metrics").GetProperty("loss").GetString());
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_never_saved_although_the_loss_was()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => Train(new FormulaConfig { SpoilAt = 9 }, Quick with { Steps = 100 }));
        Assert.Equal(10, error.Step);
        Assert.Contains("network/first.weight", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("step-000000005.safetensors", error.Checkpoint, StringComparison.Ordinal);
        Assert.Single(new CheckpointFolder(_temporary.File("checkpoints")).Files());
    }

    [Fact]
    public void Cancelling_finishes_the_step_and_saves()
    {
        using var stop = new CancellationTokenSource();
        var outcome = Train(new FormulaConfig(), Quick with { Checkpoint = Interval.Never }, new Collector([], report =>
        {
            if (report.Step == 3)
                stop.Cancel();
        }), stop.Token);
        Assert.Equal((TrainingEnd.Cancelled, 3), (outcome.End, outcome.Step));
        Assert.Equal(3, TrainingCheckpoint.ReadHeader(outcome.Checkpoint!).Header.Step);
    }

    [Fact]
    public void Minutes_of_the_sitting_and_minutes_between_saves_are_counted()
    {
        var clock = new SteppingClock(TimeSpan.FromSeconds(30));
        using var training = new FormulaTraining(new FormulaConfig());
        using var run = TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig());
        run.Clock = clock;
        var outcome = run.Train(training, new RunSettings { Minutes = 20, Checkpoint = new() { Minutes = 5 }, Sample = Interval.Never, Evaluate = Interval.Never, Keep = 100 });
        Assert.Equal(TrainingEnd.TimeOver, outcome.End);
        var files = new CheckpointFolder(_temporary.File("checkpoints")).Files();
        Assert.InRange(files.Count, 3, 5);
        Assert.InRange(TrainingCheckpoint.ReadHeader(files[0]).Header.Minutes, 19, 25);
    }

    [Fact]
    public void The_best_checkpoint_stays_besides_the_newest()
    {
        var settings = Quick with { Steps = 30, Keep = 1, Evaluate = Interval.EverySteps(3), BestBy = "best", BestIsLargest = true }; // the smallest loss so far only falls: the first is the largest
        Train(new FormulaConfig(), settings);
        Assert.Equal([30L, 3], new CheckpointFolder(_temporary.File("checkpoints")).Files().Select(file => TrainingCheckpoint.ReadHeader(file).Header.Step));
        Train(new FormulaConfig(), settings with { Steps = 40 });
        Assert.Equal([40L, 3], new CheckpointFolder(_temporary.File("checkpoints")).Files().Select(file => TrainingCheckpoint.ReadHeader(file).Header.Step));
        Assert.Contains("there", Assert.Throws<ArgumentException>(() => Train(new FormulaConfig(), settings with { Steps = 60, BestBy = "worst" })).Message + "there", StringComparison.Ordinal);
    }

    [Fact]
    public void Another_configuration_is_refused_and_every_difference_named()
    {
        Train(new FormulaConfig(), Quick with { Steps = 1 });
        var message = Assert.Throws<ArgumentException>(() => TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig { Batch = 4, Adam = new() { LearningRate = 0.5, Beta1 = 0.9 } })).Message;
        Assert.Contains("batch: 8 → 4", message, StringComparison.Ordinal);
        Assert.Contains("adam.learningRate: 0.01 → 0.5", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_file_edited_afterwards_is_noticed()
    {
        Train(new FormulaConfig(), Quick with { Steps = 1 });
        File.WriteAllText(_temporary.File("config.json"), File.ReadAllText(_temporary.File("config.json")).Replace("\"batch\": 8", "\"batch\": 4", StringComparison.Ordinal));
        Assert.Contains("config.json", Assert.Throws<CheckpointFormatException>(() => Train(new FormulaConfig { Batch = 4 }, Quick with { Steps = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        Train(new FormulaConfig(), Quick with { Steps = 1 });
        using var training = new FormulaTraining(new FormulaConfig());
        using var run = TrainingRun.Open(_temporary.Path, "other", new FormulaConfig());
        Assert.Contains("'formula', not of 'other'", Assert.Throws<CheckpointFormatException>(() => run.Train(training, Quick)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_a_whole_checkpoint_does_not_begin_anew_by_itself()
    {
        var outcome = Train(new FormulaConfig(), Quick with { Steps = 1 });
        File.WriteAllText(outcome.Checkpoint!, "gone");
        Assert.Contains("no checkpoint of the run is whole", Assert.Throws<CheckpointFormatException>(() => Train(new FormulaConfig(), Quick with { Steps = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beginning_twice_and_resuming_nothing_are_refused()
    {
        Assert.Contains("There is no run", Assert.Throws<ArgumentException>(() => TrainingRun.Open(_temporary.File("none"), "formula", new FormulaConfig(), RunMode.Resume)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_temporary.File("none")));
        TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig()).Dispose();
        Assert.Contains("already holds a run", Assert.Throws<ArgumentException>(() => TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig(), RunMode.Begin)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_processes_cannot_train_into_one_folder()
    {
        using var first = TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig());
        Assert.Contains("Another process", Assert.Throws<IOException>(() => TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_settings_are_listed_together()
    {
        using var training = new FormulaTraining(new FormulaConfig());
        using var run = TrainingRun.Open(_temporary.Path, "formula", new FormulaConfig());
        var message = Assert.Throws<ArgumentException>(() => run.Train(training, new RunSettings { Steps = -1, Minutes = double.NaN, LogSteps = 0, Sample = Interval.EverySteps(0) })).Message;
        Assert.All(["Steps must", "Minutes must", "LogSteps", "Sample must"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    public new void Dispose()
    {
        _temporary.Dispose();
        base.Dispose();
    }

    private TrainingOutcome Train(FormulaConfig config, RunSettings settings, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        using var training = new FormulaTraining(config);
        using var run = TrainingRun.Open(_temporary.Path, "formula", config);
        return run.Train(training, settings, progress, cancellation);
    }

    private sealed class Collector(List<StepReport> reports, Action<StepReport>? also = null) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            reports.Add(value);
            also?.Invoke(value);
        }
    }

    /// <summary>Time that passes whenever somebody looks.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += step.Ticks;
    }
}
