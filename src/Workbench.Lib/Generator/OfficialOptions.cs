using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Rendering;

namespace Workbench.Generator;

/// <summary>Reads the constructor keywords and rendering options that published checkpoints carry (PanoHead and its EG3D ancestors).</summary>
public static class OfficialOptions
{
    // Training-time and GPU-only options, and those that other keys decide.
    private static readonly HashSet<string> Inert =
    [
        "img_channels", "image_resolution", "gpc_reg_prob", "density_reg", "density_reg_p_dist", "reg_type", "trans_reg", "sr_kwargs", "num_fp16_res",
        "fused_modconv_default", "clamp_mode", "img_resolution", "rendering_kwargs", "mapping_kwargs", "sr_num_fp16_res",
    ];

    /// <summary>A configuration from keywords.</summary>
    /// <param name="keywords">Constructor keywords, with <c>rendering_kwargs</c> inside.</param>
    /// <param name="neuralResolution">State of the network object; 64 when it has none.</param>
    /// <param name="rendering">The network's own rendering options, which win over those of the keywords.</param>
    /// <exception cref="ArgumentException">A value is of another type or unknown.</exception>
    public static PanoHeadConfig Read(JsonObject keywords, int? neuralResolution = null, JsonObject? rendering = null)
    {
        ArgumentNullException.ThrowIfNull(keywords);
        var unused = new List<string>();
        var root = new Options(keywords, "", unused);
        var mapping = new Options(keywords["mapping_kwargs"] as JsonObject, "mapping_kwargs.", unused);
        var render = new Options(rendering ?? keywords["rendering_kwargs"] as JsonObject, "rendering_kwargs.", unused);
        if (render.Text("clamp_mode", "softplus") is var clampMode and not "softplus")
            throw new ArgumentException($"rendering_kwargs.clamp_mode: '{clampMode}' is unknown; the only published mode is softplus.", nameof(keywords));
        var pivot = render.Numbers("avg_camera_pivot") ?? [0, 0, 0.2];
        var config = new PanoHeadConfig
        {
            LatentWidth = root.Integer("z_dim", 512),
            ConditionWidth = root.Integer("c_dim", 25),
            StyleWidth = root.Integer("w_dim", 512),
            MappingLayers = mapping.Integer("num_layers", 8),
            MappingHidden = mapping.MaybeInteger("layer_features"),
            MappingEmbed = mapping.MaybeInteger("embed_features"),
            ConditionScale = render.Number("c_scale", 0), // a missing scale counts as 0 and removes the conditioning
            ConditionZero = render.Flag("c_gen_conditioning_zero"),
            PlaneResolution = render.Integer("triplane_size", 256),
            PlaneDepth = render.Integer("triplane_depth", 1),
            BoxSize = render.Number("box_warp", 1),
            ChannelBase = root.Integer("channel_base", 32768),
            ChannelMax = root.Integer("channel_max", 512),
            Architecture = Enum.Parse<SynthesisArchitecture>(root.Text("architecture", "skip"), ignoreCase: true),
            Clamp = root.MaybeNumber("conv_clamp"),
            DecoderLearningRateMultiplier = render.Number("decoder_lr_mul", 1),
            DecoderActivation = Decoder(render.Text("decoder_activation", "sigmoid")),
            HasBackground = render.Flag("use_background"),
            HasRawColourLayer = render.Flag("use_torgb_raw"),
            NeuralResolution = neuralResolution ?? 64,
            CameraRadius = render.Number("avg_camera_radius", 2.7),
            CameraPivot = pivot.Length == 3 ? (pivot[0], pivot[1], pivot[2]) : throw new ArgumentException("rendering_kwargs.avg_camera_pivot: expected three numbers.", nameof(keywords)),
            SuperResolution = SuperResolutionConfig.Named(render.Text("superresolution_module", "SuperresolutionHybrid8XDC")) with
            {
                Clamp = root.Integer("sr_num_fp16_res", 0) > 0 ? 256 : null,
                Antialias = render.Flag("sr_antialias"),
                Noise = Noise(render.Text("superresolution_noise_mode", "none")),
            },
            Rendering = new RenderingConfig
            {
                CoarseSamples = render.Integer("depth_resolution", 48),
                FineSamples = render.Integer("depth_resolution_importance", 48),
                Near = render.Limit("ray_start", 2.25),
                Far = render.Limit("ray_end", 3.3),
                DisparitySampling = render.Flag("disparity_space_sampling"),
                WhiteBackground = render.Flag("white_back"),
                DensityNoise = render.Number("density_noise", 0),
            },
        };
        root.CollectUnused();
        mapping.CollectUnused();
        render.CollectUnused();
        return config with { UnusedOptions = unused };
    }

    private static DecoderActivation Decoder(string name) => name switch
    {
        "none" => DecoderActivation.None,
        "sigmoid" => DecoderActivation.Sigmoid,
        "lrelu" => DecoderActivation.LeakyRelu,
        _ => throw new ArgumentException($"rendering_kwargs.decoder_activation: '{name}' is unknown; known are none, sigmoid, lrelu."),
    };

    private static NoiseMode Noise(string name) => name switch
    {
        "none" => NoiseMode.None,
        "const" => NoiseMode.Constant,
        "random" => NoiseMode.Random,
        _ => throw new ArgumentException($"rendering_kwargs.superresolution_noise_mode: '{name}' is unknown; known are none, const, random."),
    };

    /// <summary>Typed access to one dictionary; remembers what was never asked for.</summary>
    private sealed class Options(JsonObject? values, string path, List<string> unused)
    {
        private readonly HashSet<string> _asked = [];

        public int Integer(string key, int missing) => MaybeInteger(key) ?? missing;

        public int? MaybeInteger(string key) => MaybeNumber(key) is { } number
            ? number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? (int)number : throw Wrong(key, "an integer")
            : null;

        public double Number(string key, double missing) => MaybeNumber(key) ?? missing;

        public double? MaybeNumber(string key) => Value(key) switch
        {
            null => null,
            { } value => Parse(value) ?? throw Wrong(key, "a number"),
        };

        public bool Flag(string key) => Value(key) switch
        {
            null => false,
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            { } value => Parse(value) is { } number ? number != 0 : throw Wrong(key, "true or false"),
        };

        public string Text(string key, string missing) => Value(key) switch
        {
            null => missing,
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            _ => throw Wrong(key, "a text"),
        };

        public double[]? Numbers(string key) => Value(key) switch
        {
            null => null,
            JsonArray array => [.. array.Select(item => Parse(item) ?? throw Wrong(key, "a list of numbers"))],
            _ => throw Wrong(key, "a list of numbers"),
        };

        public double? Limit(string key, double missing) =>
            Value(key) is JsonValue value && value.TryGetValue<string>(out var text) ? text == "auto" ? null : throw Wrong(key, "a number or 'auto'") : Number(key, missing);

        public void CollectUnused() => unused.AddRange((values ?? []).Select(pair => pair.Key).Where(key => !_asked.Contains(key) && !Inert.Contains(key)).Select(key => path + key));

        // A node made from an int does not convert to double by itself; its text does.
        private static double? Parse(JsonNode? node) =>
            node?.GetValueKind() == JsonValueKind.Number ? double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) : null;

        private JsonNode? Value(string key)
        {
            _asked.Add(key);
            return values?[key];
        }

        private ArgumentException Wrong(string key, string expected) => new($"{path}{key}: expected {expected}, got {values![key]!.ToJsonString()}.");
    }
}
