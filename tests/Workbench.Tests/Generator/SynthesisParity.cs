using System.Text.Json;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Tests.Parity;
using static Workbench.Tests.Parity.Tolerance;

namespace Workbench.Tests.Generator;

internal static class SynthesisParity
{
    private const double Block = 5e-5;

    [Parity("panohead/mapping*.safetensors")]
    internal static void Mapping(Fixture f)
    {
        var (z, c) = (f["z"], f["c"]);
        foreach (var name in f.Metadata.Keys.Where(key => key.StartsWith("kwargs.", StringComparison.Ordinal)).Select(key => key["kwargs.".Length..]))
        {
            var options = f.Json("kwargs." + name);
            var latent = options.Integer("z_dim", 0);
            using var network = new MappingNetwork(MappingConfigOf(options));
            f.LoadInto(network, name + ".");
            foreach (var key in f.Under($"out.{name}."))
            {
                if (key == "w_avg_after_update")
                    continue;
                var words = key.Split('_');
                var psi = double.Parse(words[0]["psi".Length..], System.Globalization.CultureInfo.InvariantCulture);
                int? cutoff = words.Length > 1 ? int.Parse(words[1]["cutoff".Length..], System.Globalization.CultureInfo.InvariantCulture) : null;
                f.Expect($"out.{name}.{key}", network.Map(latent == 0 ? null : z, c, psi, cutoff), Unit, Unit);
            }
            if (f.Has($"out.{name}.w_avg_after_update"))
            {
                network.Map(z, c, updateAverage: true);
                f.Expect($"out.{name}.w_avg_after_update", network.Average!, Unit, Unit);
            }
        }
    }

    [Parity("panohead/synthesis_block*.safetensors")]
    internal static void Blocks(Fixture f)
    {
        var (x, image, ws) = (f["x"], f["img"], f["ws"]);
        foreach (var name in f.Metadata.Keys.Where(key => key.StartsWith("layer.", StringComparison.Ordinal)))
        {
            using var layer = new SynthesisLayer(LayerConfigOf(f.Json(name)));
            f.LoadInto(layer, name + ".");
            foreach (var key in f.Under($"out.{name}."))
            {
                using var random = new TaggedRandom(f, $"{name}.random");
                var options = key switch
                {
                    "none" => new SynthesisOptions(NoiseMode.None),
                    "const" => new SynthesisOptions(NoiseMode.Constant),
                    "random" => new SynthesisOptions(NoiseMode.Random, random),
                    "unfused_gain0.5" => new SynthesisOptions(NoiseMode.Constant, Fused: false),
                    _ => throw new NotSupportedException($"No layer case is called '{key}'."),
                };
                f.Expect($"out.{name}.{key}", layer.Forward(x, ws[.., 0], options, key.EndsWith("gain0.5", StringComparison.Ordinal) ? 0.5 : 1), Block, Block);
            }
        }
        var colour = f.ShapeOf("torgb.weight");
        using var torgb = new ToRgbLayer((int)colour[1], (int)colour[0], (int)ws.shape[2], clamp: 0.5);
        f.LoadInto(torgb, "torgb.");
        f.Expect("out.torgb", torgb.Forward(x, ws[.., 2]), Block, Block);
        foreach (var name in f.Metadata.Keys.Where(key => key.StartsWith("block.", StringComparison.Ordinal)))
        {
            var config = BlockConfigOf(f.Json(name)) with { Up = name == "block.noup" ? 1 : 2 };
            using var block = new SynthesisBlock(config);
            f.LoadInto(block, name + ".");
            var first = config.InChannels == 0;
            var (features, made) = block.Forward(first ? null : x, first || config.Architecture == SynthesisArchitecture.Resnet ? null : image, ws, new SynthesisOptions());
            f.Expect($"out.{name}.x", features, Block, Block);
            if (f.Has($"out.{name}.img"))
                f.Expect($"out.{name}.img", made!, Block, Block);
            else if (made is not null)
                f.Fail($"{name}: made an image, the original does not");
        }
    }

    [Parity("panohead/backbone_small*.safetensors")]
    internal static void Backbone(Fixture f)
    {
        var o = f.Json("kwargs");
        var synthesis = new SynthesisConfig
        {
            StyleWidth = o.Integer("w_dim", 512),
            Resolution = o.Integer("img_resolution", 256),
            ImageChannels = o.Integer("img_channels", 3),
            ChannelBase = o.Integer("channel_base", 32768),
            ChannelMax = o.Integer("channel_max", 512),
            Architecture = Enum.Parse<SynthesisArchitecture>(o.Text("architecture", "skip"), true),
            Clamp = o.MaybeNumber("conv_clamp"),
        };
        using var network = new SynthesisNetwork(synthesis);
        f.LoadInto(network, "backbone.synthesis.");
        using var mapping = new MappingNetwork(new MappingConfig
        {
            LatentWidth = o.Integer("z_dim", 512),
            ConditionWidth = o.Integer("c_dim", 25),
            StyleWidth = synthesis.StyleWidth,
            StyleCount = synthesis.StyleCount,
            Layers = o.GetProperty("mapping_kwargs").Integer("num_layers", 8),
        });
        f.LoadInto(mapping, "backbone.mapping.");
        // "psi 0.8, cutoff 4"
        var truncation = f.Metadata["truncation"].Replace(",", "", StringComparison.Ordinal).Split(' ');
        var psi = double.Parse(truncation[1], System.Globalization.CultureInfo.InvariantCulture);
        var ws = mapping.Map(f["z"], f["c"], psi, int.Parse(truncation[3], System.Globalization.CultureInfo.InvariantCulture));
        f.Expect("out.ws", ws, Block, Block);
        network.BlockDone += (resolution, x, image) =>
        {
            f.Expect($"out.b{resolution}.x", x, Block, Block);
            f.Expect($"out.b{resolution}.img", image!, Block, Block);
        };
        network.Synthesize(f["out.ws"], new SynthesisOptions());
        using var silent = new SynthesisNetwork(synthesis);
        f.LoadInto(silent, "backbone.synthesis.");
        f.Expect("out.img_nonoise", silent.Synthesize(f["out.ws"], new SynthesisOptions(NoiseMode.None)), Block, Block);
    }

    [Parity("panohead/superresolution*.safetensors")]
    internal static void SuperResolutions(Fixture f)
    {
        var seed = (uint)f.Number("seed");
        var ws = f["ws"];
        foreach (var key in f.Under("out."))
        {
            // 8XDC.in128.none.aa: variant, input side, noise, antialiasing
            var words = key.Split('.');
            var side = long.Parse(words[1]["in".Length..], System.Globalization.CultureInfo.InvariantCulture);
            var config = SuperResolutionConfig.Named("SuperresolutionHybrid" + words[0]) with { Antialias = words[3] == "aa" };
            using var network = new SuperResolution(config);
            WeightRecipe.Apply(network, seed, "superresolution.");
            var x = WeightRecipe.Normal($"sr.x{side}", seed, [1, 32, side, side]);
            var rgb = WeightRecipe.Symmetric($"sr.rgb{side}", seed, 0.5, 0, [1, 3, side, side]);
            var noise = words[2] == "const" ? NoiseMode.Constant : NoiseMode.None;
            using (no_grad())
            {
                var image = network.Forward(rgb, x, ws, new SynthesisOptions(noise));
                var stride = (int)(image.shape[3] / f.ShapeOf("out." + key)[3]);
                f.Expect("out." + key, image[.., .., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)], 1e-4, 1e-4);
                f.Expect("crop." + key, image[.., .., ^8.., ..8], 1e-4, 1e-4);
                var stats = f.Json("stats." + key);
                f.ExpectNumber($"{key} mean", stats[1].GetDouble(), image.mean().item<float>(), 1e-4);
                f.ExpectNumber($"{key} deviation", stats[2].GetDouble(), image.std(unbiased: false).item<float>(), 1e-4);
                f.ExpectNumber($"{key} minimum", stats[3].GetDouble(), image.min().item<float>(), 1e-4, 1e-4);
                f.ExpectNumber($"{key} maximum", stats[4].GetDouble(), image.max().item<float>(), 1e-4, 1e-4);
            }
        }
    }

    private static MappingConfig MappingConfigOf(JsonElement o) => new()
    {
        LatentWidth = o.Integer("z_dim", 512),
        ConditionWidth = o.Integer("c_dim", 25),
        StyleWidth = o.Integer("w_dim", 512),
        StyleCount = o.MaybeNumber("num_ws") is { } count ? (int)count : null,
        Layers = o.Integer("num_layers", 8),
        HiddenWidth = o.MaybeNumber("layer_features") is { } width ? (int)width : null,
        LastActivation = o.TryGetProperty("last_activation", out var last) ? Activations.Parse(last.GetString()!) : null,
        LearningRateMultiplier = o.Number("lr_multiplier", 0.01),
        AverageDecay = o.TryGetProperty("w_avg_beta", out var decay) ? decay.ValueKind == JsonValueKind.Null ? null : decay.GetDouble() : 0.998,
    };

    private static SynthesisLayerConfig LayerConfigOf(JsonElement o) => new()
    {
        InChannels = o.Integer("in_channels", 0),
        OutChannels = o.Integer("out_channels", 0),
        StyleWidth = o.Integer("w_dim", 0),
        Resolution = o.Integer("resolution", 0),
        Up = o.Integer("up", 1),
        UseNoise = o.Flag("use_noise", true),
        Activation = Activations.Parse(o.Text("activation", "lrelu")),
        Clamp = o.MaybeNumber("conv_clamp"),
    };

    private static SynthesisBlockConfig BlockConfigOf(JsonElement o) => new()
    {
        InChannels = o.Integer("in_channels", 0),
        OutChannels = o.Integer("out_channels", 0),
        StyleWidth = o.Integer("w_dim", 0),
        Resolution = o.Integer("resolution", 0),
        ImageChannels = o.Integer("img_channels", 3),
        IsLast = o.Flag("is_last", false),
        Clamp = o.MaybeNumber("conv_clamp"),
        Architecture = Enum.Parse<SynthesisArchitecture>(o.Text("architecture", "skip"), true),
    };

    private sealed class TaggedRandom(Fixture f, string tag) : RandomSource, IDisposable
    {
        private int _normal;

        public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) => throw new NotSupportedException("Layers draw normal numbers only.");

        public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => f[$"{tag}.randn.{_normal++}"].view(shape.ToArray());

        public void Dispose()
        {
            foreach (var key in f.Under(tag + ".randn."))
                if (_normal > 0 && int.Parse(key, System.Globalization.CultureInfo.InvariantCulture) >= _normal)
                    f.Fail($"{tag}.randn.{key}: the layer never asked for it");
        }
    }
}
