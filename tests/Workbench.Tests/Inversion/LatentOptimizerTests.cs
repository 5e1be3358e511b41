using System.Text.Json;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Losses;
using Workbench.Ops;

namespace Workbench.Tests.Inversion;

public sealed class LatentOptimizerTests : TensorTest
{
    private static readonly LatentOptimizerConfig Quick = TinyHead.Quick;

    private readonly CancellationTokenSource _stop = new();

    private CancellationToken Stop => _stop.Token;

    [Fact]
    public void The_code_gets_closer_to_the_photograph()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var recorder = new Recorder();
        var result = new LatentOptimizer(Quick with { Steps = 60, CorrectCamera = false }).Invert(head, photo, recorder, Stop);
        Assert.Equal(InversionEnd.Finished, result.End);
        Assert.Equal(60, result.StepsDone);
        Assert.True(result.Losses.Perceptual < 0.5 * recorder.Reports[0].Losses.Perceptual);
        Assert.True(TinyHead.Difference(photo, result.Reconstruct(head).Image) < recorder.Reports[0].Losses.Pixel);
        Assert.Equal(recorder.Reports[^1].Losses, result.Losses);
        Assert.Contains("60 of 60", result.Provenance, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_step_has_rate_0_and_moves_nothing_the_second_moves_every_layer()
    {
        using var head = TinyHead.Create();
        var optimizer = new LatentOptimizer(Quick);
        var codes = Follow(optimizer);
        optimizer.Invert(head, TinyHead.PhotoOf(head), cancellation: Stop);
        Assert.Equal(Quick.Steps, codes.Count);
        Assert.True((codes[0] - codes[0][0]).abs().max().ToDouble() == 0); // the average, equal in all layers
        var moved = (codes[1] - codes[0]).abs().amax([1]); // [L]
        Assert.Equal(head.Config.StyleCount, moved.shape[0]);
        Assert.True(moved.min().ToDouble() > 0);
    }

    [Fact]
    public void W_keeps_all_layers_equal_and_W_plus_does_not()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var one = new LatentOptimizer(Quick with { Space = LatentSpace.W }).Invert(head, photo, cancellation: Stop).Latents;
        var each = new LatentOptimizer(Quick).Invert(head, photo, cancellation: Stop).Latents;
        Assert.Equal((LatentSpace.W, LatentSpace.WPlus), (one.Space, each.Space));
        Assert.Equal([1L, head.Config.StyleCount, head.Config.StyleWidth], one.Codes.shape);
        Assert.Equal(0, Spread(one.Codes));
        Assert.True(Spread(each.Codes) > 0);

        static double Spread(Tensor codes) => (codes - codes[.., ..1]).abs().max().ToDouble();
    }

    [Fact]
    public void The_loaded_generator_stays_as_it_was()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var (before, config) = (TinyHead.Bytes(head), head.Config);
        var result = new LatentOptimizer(Quick with { OptimizeNoise = true }).Invert(head, photo, cancellation: Stop);
        Assert.Equal(before, TinyHead.Bytes(head));
        Assert.Equal(config, head.Config);
        Assert.All(head.Network.parameters(), weight => Assert.True(weight.requires_grad && weight.grad is null));
        Assert.Equal(2.35, result.Rendering.Near);
        Assert.NotEqual(2.35, head.Config.Rendering.Near);
    }

    [Fact]
    public void Optimised_noise_lives_in_a_copy_with_unit_images()
    {
        using var head = TinyHead.Create();
        var recorder = new Recorder();
        var result = new LatentOptimizer(Quick with { OptimizeNoise = true }).Invert(head, TinyHead.PhotoOf(head), recorder, Stop);
        var noise = result.Tuned!.Network.Backbone.Blocks[1].Conv1.NoiseConst!;
        Assert.Equal(1, noise.square().mean().ToDouble(), 4);
        Assert.Equal(0, noise.mean().ToDouble(), 4);
        Assert.False(noise.requires_grad);
        Assert.All(recorder.Reports, report => Assert.True(report.Losses.NoiseCorrelation > 0));
        Assert.True(recorder.Reports[^1].Losses.NoiseCorrelation < recorder.Reports[0].Losses.NoiseCorrelation);
    }

    [Fact]
    public void A_cancelled_run_returns_the_best_code_so_far()
    {
        using var head = TinyHead.Create();
        var optimizer = new LatentOptimizer(Quick);
        var codes = Follow(optimizer);
        var recorder = new Recorder(report => Cancel(report.Step == 7));
        var result = optimizer.Invert(head, TinyHead.PhotoOf(head), recorder, Stop);
        Assert.True(result.Cancelled);
        Assert.Equal(7, result.StepsDone);
        var best = recorder.Reports.MinBy(report => report.Losses.Total)!;
        Assert.Equal(best.Losses, result.Losses);
        // The loss of step n (from 1) belongs to the code after n − 1 updates; the first update moves nothing.
        Assert.True(result.Latents.Codes[0].Equals(codes[(int)Math.Max(0, best.Step - 2)]));
    }

    [Fact]
    public void A_run_cancelled_inside_its_first_step_returns_the_average_head()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var calls = 0;
        var features = new Watched(image => Cancel(++calls == 2)); // the photograph first, then the first rendering
        var result = new LatentOptimizer(Quick, features).Invert(head, photo, cancellation: Stop);
        Assert.True(result.Cancelled);
        Assert.Equal(0, result.StepsDone);
        Assert.True(result.Losses.Pixel > 0);
    }

    [Fact]
    public void A_run_cancelled_before_it_starts_throws()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        Cancel(true);
        Assert.Throws<OperationCanceledException>(() => new LatentOptimizer(Quick).Invert(head, photo, cancellation: Stop));
    }

    [Fact]
    public void A_loss_that_becomes_nan_ends_the_run_with_the_best_code()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var calls = 0;
        var result = new LatentOptimizer(Quick, new Watched(_ => calls++, () => calls > 5)).Invert(head, photo, cancellation: Stop);
        Assert.Equal(InversionEnd.Diverged, result.End);
        Assert.Equal(4, result.StepsDone);
        Assert.True(double.IsFinite(result.Losses.Total));
        calls = 0;
        var error = Assert.Throws<InvalidOperationException>(() => new LatentOptimizer(Quick, new Watched(_ => calls++, () => calls > 1)).Invert(head, photo, cancellation: Stop));
        Assert.Contains("not a finite number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        foreach (var noise in new[] { false, true })
        {
            var live = new List<long>();
            var recorder = new Recorder(_ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
            using (new LatentOptimizer(Quick with { OptimizeNoise = noise }).Invert(head, photo, recorder, Stop))
                Assert.Single(live.Skip(1).Distinct());
        }
    }

    [Fact]
    public void Equal_seeds_find_equal_codes()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var optimizer = new LatentOptimizer(Quick);
        var first = optimizer.Invert(head, photo, cancellation: Stop).Latents.Codes;
        // Sums over several threads may round in another order.
        Assert.True(first.allclose(optimizer.Invert(head, photo, cancellation: Stop).Latents.Codes, 1e-3, 1e-3));
        Assert.False(first.allclose(new LatentOptimizer(Quick with { Seed = 1 }).Invert(head, photo, cancellation: Stop).Latents.Codes, 1e-3, 1e-3));
    }

    [Fact]
    public void Pictures_come_when_asked_for_and_belong_to_the_receiver()
    {
        using var head = TinyHead.Create();
        var recorder = new Recorder();
        new LatentOptimizer(Quick with { PictureEvery = 5 }).Invert(head, TinyHead.PhotoOf(head), recorder, Stop);
        Assert.Equal([1L, 6, 11, 12], recorder.Reports.Where(report => report.Picture is not null).Select(report => report.Step));
        foreach (var report in recorder.Reports.Where(report => report.Picture is not null))
            using (report)
                Assert.Equal([1L, 3, 16, 16], report.Picture!.shape);
    }

    [Fact]
    public void Nothing_outside_the_mask_counts()
    {
        using var head = TinyHead.Create();
        var seen = TinyHead.PhotoOf(head);
        var mask = zeros(1, 1, 16, 16);
        mask[.., .., ..8] = 1;
        var spoilt = seen.Image.clone();
        spoilt[.., .., 8..] = -1;
        var a = new LatentOptimizer(Quick).Invert(head, new Photo(seen.Image, seen.Camera, mask, range: ImageRange.Signed), cancellation: Stop);
        var b = new LatentOptimizer(Quick).Invert(head, new Photo(spoilt, seen.Camera, mask, range: ImageRange.Signed), cancellation: Stop);
        Assert.True(a.Latents.Codes.Equals(b.Latents.Codes));
    }

    [Fact]
    public void A_photograph_of_any_size_is_resized()
    {
        using var head = TinyHead.Create();
        foreach (var side in new[] { 12, 40 })
        {
            var photo = new Photo(linspace(-1, 1, 3 * side * side).view(1, 3, side, side), Camera.Front);
            Assert.Equal(InversionEnd.Finished, new LatentOptimizer(Quick with { Steps = 2 }).Invert(head, photo, cancellation: Stop).End);
        }
    }

    [Fact]
    public void The_camera_moves_by_the_generators_offset()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var moved = new LatentOptimizer(Quick with { Steps = 1 }).Invert(head, photo, cancellation: Stop).Camera;
        Assert.NotEqual(photo.Camera.Position, moved.Position);
        Assert.Equal(photo.Camera.Rotation, moved.Rotation);
        Assert.Same(photo.Camera, new LatentOptimizer(Quick with { Steps = 1, CorrectCamera = false }).Invert(head, photo, cancellation: Stop).Camera);
    }

    [Fact]
    public void A_start_replaces_the_average_and_must_fit()
    {
        using var head = TinyHead.Create();
        var photo = TinyHead.PhotoOf(head);
        var start = head.Map(7);
        var optimizer = new LatentOptimizer(Quick) { Start = start };
        var codes = Follow(optimizer);
        optimizer.Invert(head, photo, cancellation: Stop);
        Assert.True(codes[0].Equals(start.Codes[0]));
        Expect("in Z", head.Sample(7));
        Expect("Invert one head at a time", head.Map(head.Sample(1, 2)));
        Expect("Take a code of this generator", new Latents(zeros(1, 3, 16), LatentSpace.W));

        void Expect(string words, Latents wrong) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => new LatentOptimizer(Quick) { Start = wrong }.Invert(head, photo, cancellation: Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_is_checked_as_a_whole_and_survives_json()
    {
        var error = Assert.Throws<ArgumentException>(() => new LatentOptimizer(new LatentOptimizerConfig { Steps = 0, Space = LatentSpace.Z, PictureEvery = -1 }));
        Assert.All(["Steps", "Space", "PictureEvery"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        var config = new LatentOptimizerConfig { Steps = 7, Near = null, Space = LatentSpace.W };
        Assert.Equal(config, JsonSerializer.Deserialize<LatentOptimizerConfig>(JsonSerializer.Serialize(config)));
    }

    [Fact]
    public void Statistics_of_two_codes_are_their_middle_and_half_their_distance()
    {
        using var head = TinyHead.Create();
        using var grad = no_grad();
        var codes = new NumpyRandom(5).Randn(2, head.Config.LatentWidth);
        var styles = head.Network.Map(codes, Camera.Front.ToTensor().expand(2, -1))[.., 0];
        var statistics = StyleStatistics.Of(head.Network, codes, Camera.Front.ToTensor(), Stop);
        Assert.Equal(0, (statistics.Average[0] - styles.mean([0])).abs().max().ToDouble(), 5);
        Assert.Equal((styles[0] - styles[1]).norm().ToDouble() / 2, statistics.Spread, 4);
        Assert.Equal(0, (statistics.MeanCode - codes.mean([0])).abs().max().ToDouble(), 6);
    }

    private static List<Tensor> Follow(LatentOptimizer optimizer)
    {
        var codes = new List<Tensor>();
        optimizer.Updated += (_, code) => codes.Add(code[0].clone().MoveToOuterDisposeScope().MoveToOuterDisposeScope()); // out of the step, out of the run
        return codes;
    }

    private void Cancel(bool now)
    {
        if (now)
            _stop.Cancel();
    }

    /// <summary>A pixel distance that tells when it is asked, and may break.</summary>
    private sealed class Watched(Action<Tensor> asked, Func<bool>? broken = null) : IFeatureNetwork
    {
        public string Name => "watched";

        public Tensor Features(Tensor imageSigned)
        {
            asked(imageSigned);
            return imageSigned.flatten(1) * (broken?.Invoke() == true ? double.NaN : 0.05);
        }
    }
}
