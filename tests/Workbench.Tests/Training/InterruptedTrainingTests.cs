using System.Diagnostics;
using System.Globalization;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Tests.Training;

/// <summary>Processes that are killed, stopped and started again.</summary>
public sealed class InterruptedTrainingTests : TensorTest
{
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("WORKBENCH_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 50;

    [Fact]
    public void Killing_at_any_moment_of_a_save_loses_nothing_that_was_saved()
    {
        using var temporary = new TemporaryFolder();
        var random = new Random(5);
        var acknowledged = 0L;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = new ProbeProcess("save", temporary.Path);
            acknowledged = Read(process.ReadLine()) ?? throw new InvalidOperationException(process.Errors);
            SpinFor(TimeSpan.FromMilliseconds(random.NextDouble() * 40));
            process.Kill();
            acknowledged = Read(process.LastLine()) ?? acknowledged;

            using var scope = NewDisposeScope();
            var values = zeros(300_000);
            var state = new TrainingState();
            state.Tensor("values", values);
            var newest = new CheckpointFolder(temporary.Path).FindNewest();
            Assert.NotNull(newest);
            var step = CheckpointFolder.Load(newest, state).Step;
            Assert.True(step >= acknowledged, $"kill {kill}: checkpoint {acknowledged} was written, but {step} is the newest");
            Assert.True(values.eq(step).all().item<bool>(), $"kill {kill}: checkpoint {step} holds other values");
        }
        Assert.True(acknowledged > Kills, "no process went on from the one before");
    }

    [Fact]
    public void Twenty_steps_and_twenty_more_equal_forty_bit_for_bit() => Halves("formula", 40);

    [Fact]
    public void Two_networks_against_each_other_resume_bit_for_bit() => Halves("panohead", 6);

    [Fact]
    public void A_training_that_is_killed_goes_on_as_if_nothing_had_happened()
    {
        using var temporary = new TemporaryFolder();
        var (whole, killed) = (temporary.File("whole"), temporary.File("killed"));
        Train(whole, 30);
        using (var process = new ProbeProcess("formula", killed, "30", "7", "5"))
        {
            process.WaitFor("step 17"); // three steps after the last checkpoint
            process.Kill();
            process.LastLine();
        }
        Train(killed, 30, delay: 5);
        Assert.Equal(Metrics(whole), Metrics(killed));
    }

    [Fact]
    public void A_request_to_stop_finishes_the_step_saves_and_has_a_code_of_its_own()
    {
        using var temporary = new TemporaryFolder();
        using var process = new ProbeProcess("formula", temporary.Path, "100000", "50000", "2");
        process.WaitFor("step 3");
        process.Signal("TERM");
        var (code, output) = process.Finish();
        Assert.True(code == 75, output + process.Errors);
        Assert.Contains("Cancelled after", output, StringComparison.Ordinal);
        var newest = new CheckpointFolder(Path.Combine(temporary.Path, "checkpoints")).FindNewest()!;
        Assert.Equal(MetricsFile.Read(Path.Combine(temporary.Path, "metrics.jsonl"))[^1].Step, TrainingCheckpoint.ReadHeader(newest).Header.Step);
        Assert.Empty(Directory.GetFiles(Path.Combine(temporary.Path, "checkpoints"), ".*"));
    }

    private static void Halves(string kind, int steps)
    {
        using var temporary = new TemporaryFolder();
        var (whole, halves) = (temporary.File("whole"), temporary.File("halves"));
        Train(whole, steps, kind);
        Train(halves, steps / 2, kind);
        Train(halves, steps, kind);
        using var first = SafeTensors.Open(new CheckpointFolder(Path.Combine(whole, "checkpoints")).FindNewest()!);
        using var second = SafeTensors.Open(new CheckpointFolder(Path.Combine(halves, "checkpoints")).FindNewest()!);
        Assert.Equal(first.Entries.Keys, second.Entries.Keys);
        foreach (var name in first.Entries.Keys.Where(name => name != "checksum.sha256")) // the sum covers times as well
            Assert.True(first.Load(name).reshape(-1).bytes.SequenceEqual(second.Load(name).reshape(-1).bytes), name);
        foreach (var (name, text) in first.Metadata.Where(item => item.Key.StartsWith("state:", StringComparison.Ordinal)))
            Assert.Equal(text, second.Metadata[name]);
        Assert.Equal(Metrics(whole), Metrics(halves));
        Assert.Equal(steps, Metrics(whole).Count);
    }

    private static void Train(string folder, int steps, string kind = "formula", int delay = 0)
    {
        string[] arguments = [kind, folder, steps.ToString(CultureInfo.InvariantCulture), "7"];
        using var process = new ProbeProcess(kind == "formula" ? [.. arguments, delay.ToString(CultureInfo.InvariantCulture)] : arguments);
        var (code, output) = process.Finish();
        Assert.True(code == 0, output + process.Errors);
        Assert.Contains("reproducible True", output, StringComparison.Ordinal);
    }

    private static List<string> Metrics(string folder) =>
        [.. MetricsFile.Read(Path.Combine(folder, "metrics.jsonl")).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Step} {string.Join(' ', entry.Values.Select(item => $"{item.Key} {item.Value:R}"))}"))];

    private static long? Read(string? line) => long.TryParse(line, CultureInfo.InvariantCulture, out var step) ? step : null;

    // Sleeping is too coarse to hit every moment of a save.
    private static void SpinFor(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
            Thread.SpinWait(50);
    }
}
