using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Tests.Generator;

public sealed class PanoHeadTests : TensorTest
{
    [Fact]
    public void Rendering_without_randomness_is_repeatable_to_the_bit()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(7));
        var first = head.Render(grid, Camera.At(30));
        var second = head.Render(grid, Camera.At(30));
        Assert.True(first.Image.equal(second.Image).all().item<bool>());
    }

    [Fact]
    public void A_seeded_stream_repeats_and_another_seed_differs()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(7));
        var one = head.Render(grid, Camera.Front, new RenderOptions { Random = RandomSource.Seeded(1) });
        var again = head.Render(grid, Camera.Front, new RenderOptions { Random = RandomSource.Seeded(1) });
        var other = head.Render(grid, Camera.Front, new RenderOptions { Random = RandomSource.Seeded(2) });
        Assert.True(one.Depth.equal(again.Depth).all().item<bool>());
        Assert.False(one.Depth.equal(other.Depth).all().item<bool>());
    }

    [Fact]
    public void A_new_consumer_does_not_shift_the_numbers_of_another_stream()
    {
        var plain = RandomSource.Seeded(5);
        var mixed = RandomSource.Seeded(5);
        mixed.Normal(RandomSource.LayerNoise, 100);
        Assert.True(plain.Uniform(RandomSource.Jitter, 8).equal(mixed.Uniform(RandomSource.Jitter, 8)).all().item<bool>());
    }

    [Fact]
    public void Views_do_not_depend_on_the_company_they_are_rendered_in()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(head.Sample(1, 2)));
        var cameras = head.Orbit(3);
        var all = head.Render(grid, cameras);
        Assert.Equal(6, all.Count);
        var alone = head.Render(head.Synthesize(head.Map(2)), cameras[1]);
        Assert.True(all.Image[4..5].allclose(alone.Image, 1e-5, 1e-5));
        Assert.Same(cameras[1], all.Cameras[4]);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(100_000L)]
    public void Ray_batches_change_no_number(long budget)
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(3));
        var torch = new RenderOptions { Engine = RayEngine.Torch, Random = RandomSource.Seeded(3) };
        var whole = head.Render(grid, Camera.At(10), torch);
        var parts = head.Render(grid, Camera.At(10), torch with { Random = RandomSource.Seeded(3), Rendering = head.Config.Rendering with { MemoryBudget = budget } });
        Assert.True(whole.Depth.allclose(parts.Depth, 0, 1e-6));
        Assert.True(whole.Image.allclose(parts.Image, 0, 1e-5));
    }

    [Fact]
    public void A_thousand_renders_keep_no_tensor()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(3));
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var memory = 0L;
        for (var i = 0; i < 1000; i++)
        {
            using var views = head.Render(grid, Camera.At(i));
            if (i == 100)
                memory = ResidentBytes();
        }
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(ResidentBytes() - memory < 24 << 20, $"{(ResidentBytes() - memory) >> 10} KiB more after 900 renders");
    }

    [Fact]
    public void Gradients_reach_codes_planes_cameras_and_weights()
    {
        using var head = SmallPanoHead.Create();
        var network = head.Network;
        var ws = head.Map(4).Codes.detach().requires_grad_();
        var cameras = Camera.Front.ToTensor().requires_grad_();
        var planes = network.Synthesize(ws, new SynthesisSettings());
        planes.Features.retain_grad();
        var background = network.SynthesizeBackground(ws, new SynthesisSettings());
        var output = network.Render(planes, background, ws, cameras, new SynthesisSettings { Random = RandomSource.Seeded(1) });
        (output.Image.square().mean() + output.Depth.mean() + output.Mask.mean()).backward();
        foreach (var (name, gradient) in new[] { ("ws", ws.grad), ("cameras", cameras.grad), ("planes", planes.Features.grad), ("decoder", network.Decoder.Hidden.Weight.grad), ("backbone", network.Backbone.Blocks[1].Conv1.Weight.grad) })
        {
            Assert.True(gradient is not null, name + " has no gradient");
            Assert.True(gradient.isfinite().all().item<bool>(), name + " has a gradient that is not finite");
            Assert.True(gradient.abs().max().item<float>() > 0, name + " has a zero gradient");
        }
        network.zero_grad();
    }

    [Fact]
    public void Truncation_zero_is_the_average_head_for_every_seed()
    {
        using var head = SmallPanoHead.Create();
        Assert.True(head.Map(1, truncation: 0).Codes.allclose(head.Map(2, truncation: 0).Codes));
    }

    [Fact]
    public void A_clone_is_independent()
    {
        using var head = SmallPanoHead.Create();
        using var clone = head.Clone();
        using (no_grad())
            clone.Network.Decoder.Hidden.Weight.add_(1);
        Assert.False(head.Network.Decoder.Hidden.Weight.allclose(clone.Network.Decoder.Hidden.Weight));
        Assert.True(head.Network.Decoder.Output.Weight.equal(clone.Network.Decoder.Output.Weight).all().item<bool>());
    }

    [Fact]
    public void Codes_of_every_space_synthesise()
    {
        using var head = SmallPanoHead.Create();
        var z = head.Sample(1);
        var layers = head.Config.StyleCount;
        var repeated = new Latents(z.Codes.unsqueeze(1).expand(-1, layers, -1), LatentSpace.ZPlus);
        var one = head.Synthesize(z).Features;
        Assert.True(one.allclose(head.Synthesize(repeated).Features, 1e-5, 1e-5));
        Assert.True(one.allclose(head.Synthesize(head.Map(z)).Features, 1e-5, 1e-5));
    }

    [Fact]
    public void Planes_without_latents_are_named()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(1)) with { Latents = null };
        Assert.Contains("carry no latents", Assert.Throws<ArgumentException>(() => head.Render(grid, Camera.Front)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_of_another_generator_are_named_with_both_shapes()
    {
        using var head = SmallPanoHead.Create();
        var error = Assert.Throws<ArgumentException>(() => head.Synthesize(new Latents(zeros(1, 14, 512), LatentSpace.W)));
        Assert.Contains("expected [N L K=32], got [1, 14, 512]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => head.Map(new Latents(zeros(1, 6, 32), LatentSpace.W)));
    }

    [Fact]
    public void Cancellation_stops_between_views()
    {
        using var head = SmallPanoHead.Create();
        var grid = head.Synthesize(head.Map(1));
        using var source = new CancellationTokenSource();
        var seen = 0L;
        Assert.Throws<OperationCanceledException>(() => head.Render(grid, head.Orbit(8), progress: new Reports(report =>
        {
            seen = report.Step;
            if (report.Step == 2)
                source.Cancel();
        }), cancellation: source.Token));
        Assert.Equal(2, seen);
    }

    [Fact]
    public void A_contradictory_configuration_lists_every_problem()
    {
        var error = Assert.Throws<ArgumentException>(() => new PanoHeadNetwork(SmallPanoHead.Config with { PlaneDepth = 0, BoxSize = -1 }));
        Assert.Contains("PlaneDepth", error.Message, StringComparison.Ordinal);
        Assert.Contains("BoxSize", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SynthesisArchitecture.Resnet)]
    [InlineData(SynthesisArchitecture.Orig)]
    public void Every_architecture_renders_with_any_plane_depth_and_axes(SynthesisArchitecture architecture)
    {
        foreach (var (depth, axes) in new[] { (1, PlaneAxes.Eg3d), (5, PlaneAxes.PanoHead) })
        {
            using var head = SmallPanoHead.Create(SmallPanoHead.Config with { Architecture = architecture, PlaneDepth = depth, PlaneAxes = axes });
            var views = head.Render(head.Synthesize(head.Map(1)), Camera.Front);
            Assert.True(views.Image.isfinite().all().item<bool>());
        }
    }

    private static long ResidentBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private sealed class Reports(Action<StepReport> action) : IProgress<StepReport>
    {
        public void Report(StepReport value) => action(value);
    }
}
