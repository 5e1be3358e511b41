using System.Text.Json.Nodes;
using Workbench.Generator;
using Workbench.Rendering;
using Workbench.Tests.Geometry;
using Workbench.Tests.Parity;
using static Workbench.Tests.Parity.Tolerance;

namespace Workbench.Tests.Generator;

internal static class GeneratorParity
{
    /// <summary>A generator with the weights of the recipe.</summary>
    public static PanoHeadNetwork Create(Fixture f)
    {
        int? resolution = f.Metadata.ContainsKey("neural_rendering_resolution") ? (int)f.Number("neural_rendering_resolution") : null;
        var network = new PanoHeadNetwork(OfficialOptions.Read(JsonNode.Parse(f.Metadata["kwargs"])!.AsObject(), resolution));
        WeightRecipe.Apply(network, (uint)f.Number("weight_seed"), sigmaBias: f.Number("sigma_bias"));
        network.eval();
        return network;
    }

    [Parity("panohead/generator_*.safetensors")]
    internal static void SmallGenerator(Fixture f)
    {
        using var grad = no_grad();
        using var network = Create(f);
        var seed = (uint)f.Number("random_seed");
        var (psi, cutoff) = (f.Number("truncation_psi"), (int)f.Number("truncation_cutoff"));
        Assert.Equal(f.Number("num_ws"), network.Config.StyleCount);
        Assert.Equal(f.Number("bcg_num_ws"), network.Config.Background.StyleCount);
        var (z, c) = (f["z"], f["c"]);

        var ws = network.Map(z, f["c_cond"], psi, cutoff);
        f.Expect("out.ws", ws, Unit, Unit);
        f.Expect("out.ws_psi1", network.Map(z, f["c_cond"]), Unit, Unit);
        var (corrected, offsets) = network.CorrectCameras(z, c, psi, cutoff);
        f.Expect("out.c_new", corrected, Unit, Unit);
        f.Expect("out.delta_c", offsets, Unit, Unit);

        (ws, corrected) = (f["out.ws"], f["out.c_new"]);
        Stages(f, network, ws, corrected, seed);
        var main = network.Synthesis(ws, corrected, new SynthesisSettings { Random = new RecipeRandom("synth", seed) });
        f.Expect("out.image", main.Image, 1e-4, 1e-4);
        f.Expect("out.image_raw", main.ImageRaw, 1e-4, 1e-4);
        f.Expect("out.image_depth", main.Depth, 1e-4, 1e-4, f["out.image_mask"] > 0.02);
        f.Expect("out.image_mask", main.Mask, 1e-4, 1e-4);
        ExpectRandom(f, "synth", seed);

        var forwardSide = (int)f.ShapeOf("fwd.image_raw")[2];
        var forward = network.Forward(z, c, new SynthesisSettings { NeuralResolution = forwardSide, Noise = NoiseMode.None, Random = new RecipeRandom("fwd", seed) }, psi, cutoff);
        f.Expect("fwd.image.every4", Every(forward.Image, 4), 1e-4, 1e-4);
        f.Expect("fwd.image_raw", forward.ImageRaw, 1e-4, 1e-4);
        f.Expect("fwd.image_depth", forward.Depth, 1e-4, 1e-4, f["fwd.image_mask"] > 0.02);
        f.Expect("fwd.image_mask", forward.Mask, 1e-4, 1e-4);
        ExpectRandom(f, "fwd", seed);

        var swapped = ws.shape[0] == 1 ? ws[.., 2..7] * 0.5 : ws.roll(1, 0)[.., ..5];
        var other = network.Synthesis(ws, corrected, new SynthesisSettings { BackgroundStyles = swapped, Random = new RecipeRandom("bcg", seed) });
        f.Expect("bcg.image_raw", other.ImageRaw, 1e-4, 1e-4);

        var (colours, densities) = network.Query(f["query.xyz"], ws, new SynthesisSettings());
        f.Expect("query.sigma", densities, 2e-4, 1e-4);
        f.Expect("query.rgb", colours, 2e-4, 1e-4);

        var grid = network.Synthesize(ws[..1], new SynthesisSettings());
        ShapeParity.Check(f, points => TriGridRenderer.Query(grid, network.Decoder, points).Densities);
    }

    private static void Stages(Fixture f, PanoHeadNetwork network, Tensor ws, Tensor cameras, uint seed)
    {
        var settings = new SynthesisSettings();
        var grid = network.Synthesize(ws, settings);
        f.Expect("stage.backbone.synthesis.first.every2", Every(grid.ToChannels()[..1], 2), 5e-5, 5e-5);
        var side = (int)Math.Sqrt(f.ShapeOf("stage.renderer.0")[1]);
        var rays = TriGridRenderer.Render(grid, network.Decoder, RaySampler.Sample(cameras, side), network.Config.Rendering, new RecipeRandom("synth", seed));
        f.Expect("stage.renderer.0", rays.Features, 1e-4, 1e-4);
        f.Expect("stage.renderer.1", rays.Depth, 1e-4, 1e-4, rays.Opacity > 0.02);
        f.Expect("stage.renderer.2", rays.Opacity, 1e-4, 1e-4);

        network.Background!.BlockDone += OnBackground;
        var background = network.SynthesizeBackground(ws, settings)!;
        network.Background.BlockDone -= OnBackground;
        f.Expect("stage.bcg_synthesis.every4", Every(background, 4), 5e-5, 5e-5);
        network.SuperResolution.BlockDone += OnRefined;
        network.Dress(rays, side, background, ws);
        network.SuperResolution.BlockDone -= OnRefined;

        void OnBackground(int resolution, Tensor x, Tensor? image)
        {
            ExpectStage(f, $"stage.bcg_synthesis.b{resolution}.0", x, 5e-5);
            ExpectStage(f, $"stage.bcg_synthesis.b{resolution}.1", image!, 5e-5);
        }

        void OnRefined(int block, Tensor x, Tensor? image)
        {
            ExpectStage(f, $"stage.superresolution.block{block}.0", x, 1e-4);
            ExpectStage(f, $"stage.superresolution.block{block}.1", image!, 1e-4);
        }
    }

    /// <summary>Compares a stage with whatever excerpt of it is stored: whole, every n-th pixel, the first head only.</summary>
    private static void ExpectStage(Fixture f, string name, Tensor value, double tolerance)
    {
        foreach (var key in f.Keys.Where(key => key == name || key.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            var excerpt = value;
            foreach (var word in key[name.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries))
                excerpt = word == "first" ? excerpt[..1] : Every(excerpt, int.Parse(word["every".Length..], System.Globalization.CultureInfo.InvariantCulture));
            f.Expect(key, excerpt, tolerance, tolerance);
        }
    }

    private static void ExpectRandom(Fixture f, string tag, uint seed)
    {
        for (var call = 0; f.Has($"{tag}.rand.{call}"); call++)
            f.Expect($"{tag}.rand.{call}", WeightRecipe.Uniform($"{tag}.rand.{call}", seed, f.ShapeOf($"{tag}.rand.{call}")), 0);
    }

    private static Tensor Every(Tensor x, int stride) => x[.., .., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];
}
