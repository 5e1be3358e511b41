using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>The networks of the released shape with initial weights.</summary>
internal static class SynthesisBenchmarks
{
    private const int Rounds = 5;

    public static void Backbone(Machine machine, PanoHeadNetwork network) => Network(machine, network.Backbone, "backbone synthesis 256²", 3, 3);

    public static void Background(Machine machine, PanoHeadNetwork network) => Network(machine, network.Background!, "background synthesis 128²", 1, 1);

    public static void SuperResolution(Machine machine, PanoHeadNetwork network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var refiner = network.SuperResolution;
        var (rgb, features, ws) = (randn(1, 3, 64, 64), randn(1, 32, 64, 64), randn(1, 14, 512));
        var expected = refiner.Forward(rgb, features, ws);
        var actual = FastSynthesis.Refine(refiner, rgb, features, ws);
        var times = Measurement.Interleaved(Rounds, () => refiner.Forward(rgb, features, ws).Dispose(), () => FastSynthesis.Refine(refiner, rgb, features, ws).Dispose());
        var (flops, bytes) = (Flops(refiner.Block0) + Flops(refiner.Block1), Bytes(refiner.Block0) + Bytes(refiner.Block1));
        Report.Line("super-resolution 128² → 512²", times[0], times[1], Error(expected, actual), flops, bytes, machine);
    }

    /// <summary>Views of one head around the full circle, planes synthesised once; the libtorch path renders every ninth view, and its time is multiplied by nine.</summary>
    public static void Orbit(Machine machine, PanoHeadNetwork network)
    {
        using var scope = NewDisposeScope();
        using var head = new PanoHead(network).Clone();
        using var grid = head.Synthesize(head.Map(1));
        var cameras = head.Orbit(36);
        RenderedViews View(RayEngine engine, IReadOnlyList<Cameras.Camera> seen) => head.Render(grid, seen, new RenderOptions { Engine = engine });
        using var expected = View(RayEngine.Torch, [cameras[5]]);
        using var actual = View(RayEngine.Automatic, [cameras[5]]);
        var times = Measurement.Once(
            () => View(RayEngine.Torch, [.. cameras.Where((_, i) => i % 9 == 0)]).Dispose(), () => View(RayEngine.Automatic, cameras).Dispose());
        times[0] = new Measurement(9 * times[0].Cpu, 9 * times[0].Wall);
        var flops = 36 * (Flops(network.SuperResolution.Block0) + Flops(network.SuperResolution.Block1) + RayBenchmarks.Flops(64));
        var bytes = 36 * (Bytes(network.SuperResolution.Block0) + Bytes(network.SuperResolution.Block1));
        Report.Line("orbit of 36 views, 64² → 512²", times[0], times[1], Error(expected.Image, actual.Image), flops, bytes, machine);
    }

    private static void Network(Machine machine, SynthesisNetwork network, string name, int planes, int slices)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var ws = randn(1, network.Config.StyleCount, 512);
        var expected = network.Synthesize(ws, new SynthesisOptions()).view(1, planes, -1, slices, network.Config.Resolution, network.Config.Resolution);
        var actual = FastSynthesis.Synthesize(network, ws, NoiseMode.Constant, planes, slices);
        var times = Measurement.Interleaved(
            Rounds, () => network.Synthesize(ws, new SynthesisOptions()).Dispose(), () => FastSynthesis.Synthesize(network, ws, NoiseMode.Constant, planes, slices).Dispose());
        Report.Line(name, times[0], times[1], Error(expected, actual), network.Blocks.Sum(Flops), network.Blocks.Sum(Bytes), machine);
    }

    // Operations of the straight convolutions; an enlarging layer multiplies every input pixel with nine taps and filters every output with sixteen.
    private static double Flops(SynthesisBlock block)
    {
        double pixels = (double)block.Config.Resolution * block.Config.Resolution, outputs = block.Config.OutChannels;
        var first = block.Conv0 is null ? 0 : pixels / (block.Config.Up * block.Config.Up) * 18 * block.Config.InChannels * outputs + (block.Config.Up == 1 ? 0 : pixels * 32 * outputs);
        return first + pixels * 18 * outputs * outputs + pixels * 2 * outputs * block.Config.ImageChannels;
    }

    // Weights, and every activation and image written and read once.
    private static double Bytes(SynthesisBlock block)
    {
        double pixels = (double)block.Config.Resolution * block.Config.Resolution, outputs = block.Config.OutChannels;
        return sizeof(float) * (9 * outputs * (block.Config.InChannels + outputs) + 2 * pixels * (2 * outputs + block.Config.ImageChannels));
    }

    private static double Error(Tensor expected, Tensor actual) => (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
}
