using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Tests.Generator;

/// <summary>The facade takes the fast implementations; they must show the same heads.</summary>
public sealed class FastPanoHeadTests : TensorTest
{
    [Fact]
    public void Heads_look_the_same_through_every_engine()
    {
        using var generator = SmallPanoHead.Create();
        using var codes = generator.Map(generator.Sample(1, 2));
        using var grad = no_grad();
        var planes = generator.Synthesize(codes);
        var expected = generator.Network.Synthesize(codes.Codes, new SynthesisSettings());
        Near(expected.Features, planes.Features);
        Near(generator.Network.SynthesizeBackground(codes.Codes, new SynthesisSettings())!, planes.Background!);
        var cameras = generator.Orbit(3);
        var torch = generator.Render(planes, cameras, new RenderOptions { Engine = RayEngine.Torch, Random = RandomSource.Seeded(3) });
        var fast = generator.Render(planes, cameras, new RenderOptions { Random = RandomSource.Seeded(3) });
        Near(torch.Image, fast.Image);
        Near(torch.ImageRaw, fast.ImageRaw);
        Near(torch.Mask, fast.Mask);
        Near(torch.Depth, fast.Depth);
    }

    [Fact]
    public void Unsupported_generators_take_the_network_path()
    {
        using var generator = SmallPanoHead.Create(SmallPanoHead.Config with { Architecture = SynthesisArchitecture.Resnet });
        using var planes = generator.Synthesize(generator.Map(1));
        using var grad = no_grad();
        Near(generator.Network.Synthesize(planes.Latents!.Codes, new SynthesisSettings()).Features, planes.Features);
    }

    [Fact]
    public void Random_layer_noise_still_follows_its_source()
    {
        using var generator = SmallPanoHead.Create();
        using var codes = generator.Map(1);
        using var grad = no_grad();
        var actual = generator.Synthesize(codes, NoiseMode.Random, RandomSource.Seeded(4));
        var expected = generator.Network.Synthesize(codes.Codes, new SynthesisSettings { Noise = NoiseMode.Random, Random = RandomSource.Seeded(4) });
        Near(expected.Features, actual.Features);
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        Assert.True(error <= 1e-5, $"results differ by {error:g3} of their largest value");
    }
}
