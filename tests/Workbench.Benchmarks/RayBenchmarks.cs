using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>Neural rendering from ready planes of the released shape.</summary>
internal static class RayBenchmarks
{
    public static void Run(Machine machine, int side)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var config = PanoHeadConfig.Paper;
        var features = randn([1, 3, 32, 3, config.PlaneResolution, config.PlaneResolution]);
        var plain = new TriGrid(features, config.PlaneAxes, config.BoxSize);
        var packed = RayRenderer.Prepare(plain);
        using var decoder = new TriGridDecoder();
        decoder.Output.Weight[0].mul_(10);
        var rays = RaySampler.Sample(Camera.At(20).ToTensor(), side);
        var expected = TriGridRenderer.Render(plain, decoder, rays, config.Rendering, RandomSource.Seeded(1));
        var actual = RayRenderer.Render(packed, decoder, rays, config.Rendering, RandomSource.Seeded(1));
        var error = (actual.Features - expected.Features).abs().max().item<float>() / expected.Features.abs().max().item<float>();
        var times = Measurement.Interleaved(
            side > 64 ? 3 : 7,
            () => TriGridRenderer.Render(plain, decoder, rays, config.Rendering, RandomSource.Seeded(1)).Dispose(),
            () => RayRenderer.Render(packed, decoder, rays, config.Rendering, RandomSource.Seeded(1)).Dispose());
        var samples = (double)side * side * (config.Rendering.CoarseSamples + config.Rendering.FineSamples);
        // What the samples read of the planes, each texel once a sample.
        var bytes = samples * 3 * 8 * 32 * sizeof(float);
        Report.Line($"neural render {side}²", times[0], times[1], error, Flops(side), bytes, machine);
    }

    /// <summary>Operations of one image: eight corners of three planes, then 32 → 64 → 33, for every sample.</summary>
    public static double Flops(int side)
    {
        var config = PanoHeadConfig.Paper.Rendering;
        return (double)side * side * (config.CoarseSamples + config.FineSamples) * 2 * (3 * 8 * 32 + 32 * 64 + 64 * 33);
    }
}
