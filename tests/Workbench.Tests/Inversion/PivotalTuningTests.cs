using System.Text.Json;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;

namespace Workbench.Tests.Inversion;

public sealed class PivotalTuningTests : TensorTest
{
    private readonly CancellationTokenSource _stop = new();

    private static readonly PivotalTuningConfig Quick = new() { Steps = 15 };

    private static PivotalTuning Tuning => new(Quick, pivot: new LatentOptimizer(TinyHead.Quick with { CorrectCamera = false }));

    private CancellationToken Stop => _stop.Token;

    [Fact]
    public void A_tuned_generator_renders_closer_to_the_photograph()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var pivot = new LatentOptimizer(TinyHead.Quick with { CorrectCamera = false }).Invert(head, photo, cancellation: Stop);
        var tuned = Tuning.Invert(head, photo, cancellation: Stop);
        Assert.True(tuned.Latents.Codes.Equals(pivot.Latents.Codes));
        Assert.True(TinyHead.Difference(photo, tuned.Reconstruct(head).Image) < 0.9 * TinyHead.Difference(photo, pivot.Reconstruct(head).Image));
        Assert.Equal([(12, "optimising the code"), (15, "tuning the generator")], tuned.Stages.Select(stage => (stage.Steps, stage.Name)));
        Assert.Equal(27, tuned.StepsDone);
        Assert.Contains("tuned", tuned.Provenance, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loaded_generator_is_the_same_bit_for_bit()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var (before, config) = (TinyHead.Bytes(head), head.Config);
        var tuned = Tuning.Invert(head, photo, cancellation: Stop);
        Assert.Equal(before, TinyHead.Bytes(head));
        Assert.Equal(config, head.Config);
        Assert.False(head.Network.training);
        Assert.All(head.Network.parameters(), weight => Assert.Null(weight.grad));
        Assert.NotEqual(before["decoder.net.0.weight"], TinyHead.Bytes(tuned.Tuned!)["decoder.net.0.weight"]);
        Assert.False(tuned.Tuned!.Network.training);
        Assert.Equal(2.35, tuned.Tuned.Config.Rendering.Near);
    }

    [Fact]
    public void A_result_frees_the_generator_it_owns()
    {
        using var head = TinyHead.Create();
        using var photo = TinyHead.PhotoOf(head);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Tuning.Invert(head, photo, cancellation: Stop).DetachFromDisposeScope().Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_tuned_generator_outlives_the_scope_of_its_inversion()
    {
        using var head = TinyHead.Create();
        InvertedPhoto tuned;
        using (NewDisposeScope())
            tuned = Tuning.Invert(head, TinyHead.PhotoOf(head), cancellation: Stop).MoveToOuterDisposeScope();
        using var views = tuned.Render(head, head.Orbit(2));
        Assert.Equal([2L, 3, 16, 16], views.Image.shape);
    }

    [Fact]
    public void Cancelling_while_the_code_is_found_returns_the_code()
    {
        using var head = TinyHead.Create();
        var result = Tuning.Invert(head, TinyHead.PhotoOf(head), new Recorder(report => Cancel(report.Step == 3)), Stop);
        Assert.True(result.Cancelled);
        Assert.Null(result.Tuned);
        Assert.Equal(3, result.StepsDone);
    }

    [Fact]
    public void Cancelling_between_the_stages_returns_the_code()
    {
        using var head = TinyHead.Create();
        var result = Tuning.Invert(head, TinyHead.PhotoOf(head), new Recorder(report => Cancel(report.Step == report.Total)), Stop);
        Assert.True(result.Cancelled);
        Assert.Null(result.Tuned);
        Assert.Equal(12, result.StepsDone);
    }

    [Fact]
    public void Cancelling_the_tuning_returns_the_best_weights_so_far()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var recorder = new Recorder(report => Cancel(report is { Stage: "tuning the generator", Step: 6 }));
        var result = Tuning.Invert(head, photo, recorder, Stop);
        Assert.True(result.Cancelled);
        Assert.Equal(18, result.StepsDone);
        var tuning = recorder.Reports.Where(report => report.Stage == "tuning the generator").ToList();
        var best = tuning.MinBy(report => report.Losses.Total)!;
        Assert.Equal(best.Losses, result.Losses);

        // The loss of step n belongs to the weights after n − 1 updates.
        var pivot = new LatentOptimizer(TinyHead.Quick with { CorrectCamera = false }).Invert(head, photo, cancellation: CancellationToken.None);
        var expected = best.Step == 1
            ? TinyHead.Bytes(head)
            : TinyHead.Bytes(new PivotalTuning(Quick with { Steps = (int)best.Step - 1 }).Tune(head, photo, pivot.Latents, pivot.Rendering, cancellation: CancellationToken.None).Tuned!);
        Assert.Equal(expected, TinyHead.Bytes(result.Tuned!));
    }

    [Fact]
    public void Tuning_cancelled_before_it_starts_throws()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        Cancel(true);
        Assert.Throws<OperationCanceledException>(() => Tuning.Tune(head, photo, head.Map(1), cancellation: Stop));
    }

    [Fact]
    public void Noise_that_was_optimised_is_kept_while_tuning()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var code = new LatentOptimizer(TinyHead.Quick with { OptimizeNoise = true });
        var result = new PivotalTuning(Quick, pivot: code).Invert(head, photo, cancellation: Stop);
        Assert.Equal(NoiseOf(code.Invert(head, photo, cancellation: Stop).Tuned!), NoiseOf(result.Tuned!));
        Assert.NotEqual(NoiseOf(head), NoiseOf(result.Tuned!));

        static float[] NoiseOf(PanoHead any) => any.Network.Backbone.Blocks[0].Conv1.NoiseConst!.data<float>().ToArray();
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var head = TinyHead.Create();
        var live = new List<long>();
        var recorder = new Recorder(_ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        Tuning.Tune(head, TinyHead.PhotoOf(head), head.Map(1), progress: recorder, cancellation: Stop);
        Assert.Equal(Quick.Steps, live.Count);
        Assert.Single(live.Skip(1).Distinct());
    }

    [Fact]
    public void A_code_that_is_not_mapped_is_refused()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var error = Assert.Throws<ArgumentException>(() => Tuning.Tune(head, photo, head.Sample(1), cancellation: Stop));
        Assert.Contains("in Z. Call Map", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Tuning.Tune(head, photo, null!, cancellation: Stop));
    }

    [Fact]
    public void A_configuration_is_checked_as_a_whole_and_survives_json()
    {
        var error = Assert.Throws<ArgumentException>(() => new PivotalTuning(new PivotalTuningConfig { Steps = 0, LearningRate = 0 }));
        Assert.All(["Steps", "LearningRate"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        var config = new PivotalTuningConfig { Steps = 3, Near = null };
        Assert.Equal(config, JsonSerializer.Deserialize<PivotalTuningConfig>(JsonSerializer.Serialize(config)));
    }

    private void Cancel(bool now)
    {
        if (now)
            _stop.Cancel();
    }
}
