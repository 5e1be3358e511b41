using System.Globalization;
using System.Text.Json;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Tests.Parity;
using static Workbench.Tests.Parity.Tolerance;

namespace Workbench.Tests.Rendering;

internal static class RenderingParity
{
    [Parity("panohead/rays*.safetensors")]
    internal static void RaySampling(Fixture f)
    {
        foreach (var key in f.Under("out.origins."))
        {
            using var rays = RaySampler.Sample(f["c"], int.Parse(key, CultureInfo.InvariantCulture));
            f.Expect("out.origins." + key, rays.Origins, Unit, Unit);
            f.Expect("out.dirs." + key, rays.Directions, Unit, Unit);
        }
        var side = (int)Math.Sqrt(f.ShapeOf("wide_dirs")[1]);
        using var wide = RaySampler.Sample(f["c_wide"], side);
        f.Expect("wide_origins", wide.Origins, Unit, Unit);
        f.Expect("wide_dirs", wide.Directions, Unit, Unit);
        foreach (var key in f.Under("out.tmin.bw"))
        {
            var stored = new Rays(f["wide_origins"], f["wide_dirs"]);
            var (near, far) = RayLimits.Box(stored, double.Parse(key, CultureInfo.InvariantCulture));
            f.Expect("out.tmin.bw" + key, near, 1e-4);
            f.Expect("out.tmax.bw" + key, far, 1e-4);
        }
    }

    [Parity("panohead/depth_sampling*.safetensors")]
    internal static void DepthSampling(Fixture f)
    {
        const double near = 2.25, far = 3.3; // fixed by the note of the file
        var (start, end) = (f["ray_start"], f["ray_end"]);
        foreach (var key in f.Under("out.stratified."))
        {
            var jitter = f[$"strat.{key}.rand.0"];
            f.Expect("out.stratified." + key, key switch
            {
                "fixed" => StratifiedSampling.Fixed(near, far, jitter),
                "disparity" => StratifiedSampling.Disparity(near, far, jitter),
                "tensor" => StratifiedSampling.PerRay(start, end, jitter),
                _ => throw new NotSupportedException($"No stratification is called '{key}'."),
            }, Unit, Unit);
        }
        var count = f.ShapeOf("out.linspace.tensor")[0];
        var grid = StratifiedSampling.PerRay(start, end, zeros(start.shape[0], start.shape[1], count, 1)); // [N, R, S, 1]
        f.Expect("out.linspace.tensor", grid.permute(2, 0, 1, 3), Unit, Unit);

        var (depths, weights) = (f["depths"], f["weights"]);
        f.Expect("out.importance", ImportanceSampling.Sample(depths, weights, f["imp.rand.0"]), Unit, Unit);
        f.Expect("out.importance.smoothed_weights", ImportanceSampling.Smooth(weights), Unit, Unit);
        f.Expect("out.importance.bins", ImportanceSampling.Bins(depths), Unit, Unit);
        var quantiles = linspace(0, 1, f.ShapeOf("out.pdf_det")[1]).expand(f.ShapeOf("out.pdf_det"));
        f.Expect("out.pdf_det", ImportanceSampling.InvertDistribution(f["out.importance.bins"], f["out.importance.smoothed_weights"][.., 1..^1], quantiles), Unit, Unit);
        f.Expect("out.pdf_edge", ImportanceSampling.InvertDistribution(f["pdf_edge_bins"], f["pdf_edge_weights"], f["pdf_edge_u"]), Unit, Unit);
    }

    [Parity("panohead/ray_marcher*.safetensors")]
    internal static void RayMarching(Fixture f)
    {
        var (depths, colours, densities) = (f["depths"], f["colors"], f["densities"]);
        var (nearest, farthest) = (depths.min().item<float>(), depths.max().item<float>());
        foreach (var (key, white) in new[] { ("plain", false), ("white", true) })
        {
            using var rays = VolumeRenderer.Composite(colours, densities, depths, white);
            f.Expect($"out.{key}.rgb", rays.Values, Unit, Unit);
            f.Expect($"out.{key}.depth", rays.Depth(nearest, farthest), Unit, Unit);
            f.Expect($"out.{key}.weights", rays.Weights, Unit, Unit);
        }
        var merged = TriGridRenderer.Merge(depths, colours, densities, f["depths2"], f["colors2"], f["densities2"]);
        f.Expect("out.unify.depths", merged.Depths, 0);
        f.Expect("out.unify.colors", merged.Colours, 0);
        f.Expect("out.unify.densities", merged.Densities, 0);
        // Positions are sorted like colours.
        f.Expect("out.unify.xyz", TriGridRenderer.Merge(depths, f["xyz1"], densities, f["depths2"], f["xyz2"], f["densities2"]).Colours, 0);

        var points = f["crop.xyz"];
        foreach (var key in f.Under("out.crop."))
        {
            var words = key.Split('_');
            var (box, margin) = key == "no_bottom" ? (1, 0.1) : (Number(words[0], "bw"), Number(words[1], "t"));
            f.Expect("out.crop." + key, SampleCulling.Cropped(points, box, margin), 0);
        }
        foreach (var key in f.Under("out.cull."))
            f.Expect("out.cull." + key, SampleCulling.Thin(f["cull.densities"], Number(key, "")), 0);

        static double Number(string word, string prefix) => double.Parse(word[prefix.Length..], CultureInfo.InvariantCulture);
    }

    [Parity("panohead/sample_from_planes*.safetensors")]
    internal static void PlaneSampling(Fixture f)
    {
        var points = f["coordinates"];
        var axes = PlaneAxes.FromMatrices(f["plane_axes"]);
        Assert.Equal(PlaneAxes.PanoHead, axes);
        f.Expect("plane_axes_inverse", f["plane_axes"].inverse(), 0);
        f.Expect("out.projected", TriGridSampler.Project(points, axes).flatten(0, 1), 0);
        foreach (var key in f.Under("out.D"))
        {
            var words = key.Split(".bw");
            var planes = f["planes.D" + words[0]]; // [N, P, C·D, H, W]
            var depth = int.Parse(words[0], CultureInfo.InvariantCulture);
            var grid = TriGrid.FromChannels(planes.flatten(1, 2), depth, axes, double.Parse(words[1], CultureInfo.InvariantCulture));
            f.Expect("out.D" + key, TriGridSampler.Sample(grid, points), Unit, Unit);
        }
        f.Expect("out.grid3d", TriGridSampler.Volume(f["grid3d"].expand(points.shape[0], -1, -1, -1, -1), points), Unit, Unit);
    }

    [Parity("panohead/decoder*.safetensors")]
    internal static void Decoding(Fixture f)
    {
        var features = f["features"];
        foreach (var key in f.Under("out.").Where(key => key.EndsWith(".rgb", StringComparison.Ordinal)))
        {
            var name = key[..^".rgb".Length];
            var split = name.IndexOf(".lr", StringComparison.Ordinal);
            using var decoder = Decoder(f, Activation(name[..split]), double.Parse(name[(split + 3)..], CultureInfo.InvariantCulture));
            var (colours, densities) = decoder.Decode(features);
            f.Expect($"out.{name}.rgb", colours, Unit, Unit);
            f.Expect($"out.{name}.sigma", densities, Unit, Unit);
        }
    }

    [Parity("panohead/importance_renderer*.safetensors")]
    internal static void WholeRenderer(Fixture f)
    {
        var side = (int)Math.Sqrt(f.ShapeOf("ray_directions")[1]);
        using var sampled = RaySampler.Sample(f["c"], side);
        f.Expect("ray_origins", sampled.Origins, Unit, Unit);
        f.Expect("ray_directions", sampled.Directions, Unit, Unit);
        var rays = new Rays(f["ray_origins"], f["ray_directions"]);
        foreach (var test in f.Json("cases").EnumerateObject())
        {
            var options = Merged(f.Json("base_options"), test.Value.GetProperty("options"), test.Value.GetProperty("call"));
            Check(f, test.Name, rays, f["planes." + test.Value.GetProperty("planes").GetString()], options, Activation(test.Value.GetProperty("decoder").GetString()!));
        }
        if (f.Has("out.auto_missed.features"))
        {
            var wide = new Rays(f["wide_origins"], f["wide_dirs"]);
            var options = Merged(f.Json("base_options"), JsonDocument.Parse("""{"ray_start":"auto","ray_end":"auto","depth_resolution":8,"depth_resolution_importance":6,"box_warp":1}""").RootElement);
            Check(f, "auto_missed", wide, f["planes.D3"][..1], options, DecoderActivation.None);
        }
    }

    private static void Check(Fixture f, string name, Rays rays, Tensor planes, Dictionary<string, JsonElement> options, DecoderActivation activation)
    {
        var config = ConfigOf(options);
        var grid = TriGrid.FromChannels(planes.flatten(1, 2), options["triplane_depth"].GetInt32(), PlaneAxes.PanoHead, options["box_warp"].GetDouble());
        using var decoder = Decoder(f, activation, 1);
        var atol = config.WhiteBackground ? 1e-6 : 5e-7;
        foreach (var budget in new[] { long.MaxValue, 1 })
        {
            // The random numbers of the file, once in one batch and once ray by ray.
            using var result = TriGridRenderer.Render(grid, decoder, rays, config with { MemoryBudget = budget }, new StoredRandom(f, "ren." + name));
            f.Expect($"out.{name}.features", result.Features, atol, 2e-5);
            f.Expect($"out.{name}.weights", result.Opacity, atol, 2e-5);
            var opacity = f[$"out.{name}.weights"];
            f.Expect($"out.{name}.depth", result.Depth, 5e-3, 0, opacity > 1e-5);
            f.Expect($"out.{name}.depth", result.Depth, 5e-4, 0, opacity > 1e-4);
        }
    }

    /// <summary>Sampling as the options of a file name it.</summary>
    internal static RenderingConfig ConfigOf(Dictionary<string, JsonElement> options) => new()
    {
        CoarseSamples = options["depth_resolution"].GetInt32(),
        FineSamples = options["depth_resolution_importance"].GetInt32(),
        Near = Limit(options["ray_start"]),
        Far = Limit(options["ray_end"]),
        DisparitySampling = options["disparity_space_sampling"].GetBoolean(),
        WhiteBackground = options.TryGetValue("white_back", out var white) && white.GetBoolean(),
        CropMargin = options.TryGetValue("triplane_crop", out var crop) ? crop.GetDouble() : 0.1,
        CullBelow = options.TryGetValue("cull_clouds", out var cull) ? cull.GetDouble() : null,
        BinarizeAt = options.TryGetValue("binarize_clouds", out var binarize) ? binarize.GetDouble() : null,
        DensityNoise = options.TryGetValue("density_noise", out var noise) ? noise.GetDouble() : 0,
    };

    private static double? Limit(JsonElement value) => value.ValueKind == JsonValueKind.String ? null : value.GetDouble();

    internal static Dictionary<string, JsonElement> Merged(params JsonElement[] layers)
    {
        var merged = new Dictionary<string, JsonElement>();
        foreach (var property in layers.SelectMany(layer => layer.EnumerateObject()))
            merged[property.Name] = property.Value;
        return merged;
    }

    internal static TriGridDecoder Decoder(Fixture f, DecoderActivation activation, double rate)
    {
        var (first, second) = (f.ShapeOf("decoder.net.0.weight"), f.ShapeOf("decoder.net.2.weight"));
        var decoder = new TriGridDecoder((int)first[1], (int)first[0], (int)second[0] - 1, rate, activation);
        f.LoadInto(decoder, "decoder.");
        return decoder;
    }

    internal static DecoderActivation Activation(string name) => name == "lrelu" ? DecoderActivation.LeakyRelu : Enum.Parse<DecoderActivation>(name, ignoreCase: true);

    /// <summary>Random numbers stored in a file under a tag, in the order of the calls.</summary>
    internal sealed class StoredRandom(Fixture f, string tag) : RandomSource
    {
        private int _uniform;
        private int _normal;

        public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) => f[$"{tag}.rand.{_uniform++}"].view(shape.ToArray());

        public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => f[$"{tag}.randn.{_normal++}"].view(shape.ToArray());
    }
}
