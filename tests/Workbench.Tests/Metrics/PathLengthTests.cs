using Workbench.Generator;
using Workbench.Metrics;
using Workbench.Tests.Generator;

namespace Workbench.Tests.Metrics;

public sealed class PathLengthTests : TensorTest
{
    private static readonly PathLengthConfig Few = new() { Samples = 3, Step = 1e-3 };

    [Fact]
    public void Great_circle_begins_and_ends_at_its_codes_and_has_one_speed()
    {
        var (a, b) = (randn(2, 16), randn(2, 16));
        Tensor Unit(Tensor x) => x * 4 / x.square().sum([1], keepdim: true).sqrt();
        Assert.True(PathLength.GreatCircle(a, b, 0).allclose(Unit(a), 1e-5, 1e-5));
        Assert.True(PathLength.GreatCircle(a, b, 1).allclose(Unit(b), 1e-5, 1e-5));
        Tensor Step(double t) => (PathLength.GreatCircle(a, b, t + 0.1) - PathLength.GreatCircle(a, b, t)).square().sum([1]);
        Assert.True(Step(0).allclose(Step(0.7), 1e-4, 1e-5));
    }

    [Fact]
    public void Code_has_no_way_to_itself()
    {
        var a = randn(1, 8);
        Assert.True(PathLength.GreatCircle(a, a, 0.3).allclose(PathLength.GreatCircle(a, a, 0), 1e-5, 1e-5));
    }

    [Theory]
    [InlineData(PathSpace.Z, PathSampling.Full)]
    [InlineData(PathSpace.Z, PathSampling.End)]
    [InlineData(PathSpace.W, PathSampling.Full)]
    [InlineData(PathSpace.W, PathSampling.End)]
    public void Length_grows_with_the_square_of_the_features_and_hardly_depends_on_the_step(PathSpace space, PathSampling sampling)
    {
        using var head = SmallPanoHead.Create();
        var config = Few with { Space = space, Sampling = sampling };
        var once = PathLength.Measure(head, new ScaledPixels(1), config);
        Assert.True(once.Value > 0);
        Assert.Equal(9 * once.Value, PathLength.Measure(head, new ScaledPixels(3), config).Value, 1e-3 * once.Value);
        Assert.Equal(once.Value, PathLength.Measure(head, new ScaledPixels(1), config with { Step = 2e-3 }).Value, 0.05 * once.Value);
    }

    [Fact]
    public void Length_is_that_of_the_pictures_at_both_ends_of_the_step()
    {
        using var head = SmallPanoHead.Create();
        using var grad = no_grad();
        var z = RandomSource.Seeded(5).Normal(RandomSource.Latent, 2, head.Config.LatentWidth);
        var w = head.Map(new Latents(z, LatentSpace.Z)).Codes;
        Tensor Picture(double t) => head.Render(head.Synthesize(new Latents(w[..1].lerp(w[1..], t), LatentSpace.W)), head.ConditioningCamera).Image;
        var expected = (Picture(0) - Picture(0.01)).square().sum().ToDouble() / 1e-4;
        var measured = PathLength.Measure(head, new ScaledPixels(1), new PathLengthConfig { Sampling = PathSampling.End, Samples = 1, Step = 0.01, Seed = 5 });
        Assert.Equal(expected, measured.Value, 1e-3 * expected);
    }

    [Fact]
    public void Average_head_has_no_paths()
    {
        using var head = SmallPanoHead.Create();
        Assert.Equal(0, PathLength.Measure(head, new ScaledPixels(1), Few with { Truncation = 0 }).Value);
    }

    [Fact]
    public void Result_says_how_it_was_measured()
    {
        using var head = SmallPanoHead.Create();
        var result = PathLength.Measure(head, new ScaledPixels(1), Few with { Cameras = head.Orbit(2), Seed = 9 });
        Assert.Equal("PPL w full", result.Metric);
        Assert.Equal(("scaled pixels", 3L, 32, 9L), (result.Conditions.Network, result.Conditions.Samples, result.Conditions.Resolution, result.Conditions.Seed!.Value));
        Assert.Contains("2 cameras", result.Conditions.Remarks, StringComparison.Ordinal);
    }

    [Fact]
    public void Hundredth_at_either_end_is_left_out()
    {
        var kept = PathLength.Kept([.. Enumerable.Range(0, 201).Select(i => (double)i)], 0.01);
        Assert.Equal((2, 198), (kept[0], kept[^1]));
        Assert.Equal(5, PathLength.Kept([3, 1, 2, 9, 5], 0.01).Length);
    }

    [Fact]
    public void Bad_configurations_are_named()
    {
        using var head = SmallPanoHead.Create();
        var error = Assert.Throws<ArgumentException>(() => PathLength.Measure(head, new ScaledPixels(1), new PathLengthConfig { Samples = 0, Step = 0, Trim = 0.5, Truncation = double.NaN }));
        Assert.All(new[] { "Samples", "Step", "Trim", "Truncation" }, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }
}
