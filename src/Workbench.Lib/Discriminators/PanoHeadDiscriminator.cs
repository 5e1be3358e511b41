using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Discriminators;

/// <summary>Judges an image together with its neural rendering and, in two of three forms, its mask (EG3D §4.2, PanoHead §3.2).</summary>
/// <remarks>State-dict names equal those of the published classes DualDiscriminator, MaskDualDiscriminator and MaskDualDiscriminatorV2.</remarks>
public sealed class PanoHeadDiscriminator : nn.Module
{
    /// <summary>Stream of the noise added to labels.</summary>
    public const string LabelNoise = "label-noise";

    private readonly List<DiscriminatorBlock> _images = [];
    private readonly List<DiscriminatorBlock> _masks = [];

    private readonly MappingNetwork? _mapping;
    private readonly DiscriminatorEpilogue _epilogue;

    /// <summary>Creates a discriminator with initial weights.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself; the message lists every problem.</exception>
    public PanoHeadDiscriminator(PanoHeadDiscriminatorConfig config)
        : base(nameof(PanoHeadDiscriminator))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        register_buffer("resample_filter", Initial.FilterBuffer());
        for (var resolution = config.Resolution; resolution > 4; resolution /= 2)
        {
            _images.Add(Block(config, resolution, resolution == config.Resolution ? ImageInputs(config) : 0));
            register_module($"b{resolution}", _images[^1]);
            if (config.Mask != MaskRoute.Tower || resolution > config.MaskResolution)
                continue;
            _masks.Add(Block(config, resolution, resolution == config.MaskResolution ? config.MaskChannels : 0));
            register_module($"sb{resolution}", _masks[^1]);
        }
        var mapped = config.ConditionWidth == 0 ? 0 : config.MappedWidth ?? config.Channels(4);
        if (mapped > 0)
        {
            _mapping = new MappingNetwork(new MappingConfig
            {
                LatentWidth = 0,
                ConditionWidth = config.ConditionWidth,
                StyleWidth = mapped,
                StyleCount = null,
                Layers = config.MappingLayers,
                AverageDecay = null,
            });
            register_module("mapping", _mapping);
        }
        _epilogue = new DiscriminatorEpilogue(config, mapped);
        register_module("b4", _epilogue);
    }

    /// <summary>Shape of the network.</summary>
    public PanoHeadDiscriminatorConfig Config { get; }

    /// <summary>Scores pictures; the higher, the more real.</summary>
    /// <param name="input">Pictures of N heads.</param>
    /// <param name="cameras">Labels, [N, 25]; null for a discriminator that ignores cameras. Never modified.</param>
    /// <param name="random">Source of label noise, stream <see cref="LabelNoise"/>; needed only where the configuration asks for it.</param>
    /// <returns>Raw scores, [N, 1].</returns>
    /// <exception cref="ArgumentException">A picture has another shape, or a mask, label or source that is needed is missing.</exception>
    public Tensor Score(DiscriminatorInput input, Tensor? cameras, RandomSource? random = null)
    {
        var (side, channels) = (Config.Resolution, Config.ImageChannels);
        var count = Shape.Check(input.Image, "N C H W", [("C", channels), ("H", side), ("W", side)])[0];
        Shape.Check(input.ImageRaw, "N C H W", [("N", count), ("C", channels)]);
        using var scope = NewDisposeScope();
        var parts = new List<Tensor> { input.Image, FilteredResize.Apply(input.ImageRaw, side) };
        var mask = Config.Mask == MaskRoute.None ? null : Mask(input.Mask, count);
        if (Config.Mask == MaskRoute.Channel)
            parts.Add(FilteredResize.Apply(mask!, side));
        var features = Tower(_images, cat(parts, 1)); // [N, C, 4, 4]
        if (Config.Mask == MaskRoute.Tower)
            features = features + Tower(_masks, FilteredResize.Apply(mask!, Config.MaskResolution));
        return _epilogue.Score(features, Label(cameras, count, random)).MoveToOuterDisposeScope();
    }

    private Tensor Mask(Tensor? mask, long count)
    {
        if (mask is null)
            throw new ArgumentException("input: this discriminator reads a mask; give one, or configure MaskRoute.None.", nameof(mask));
        Shape.Check(mask, "N C H W", [("N", count), ("C", Config.MaskChannels)]);
        return 2 * mask - 1; // −1…1 as the images
    }

    private Tensor? Label(Tensor? cameras, long count, RandomSource? random)
    {
        if (_mapping is null)
            return null;
        if (cameras is null)
            throw new ArgumentException("cameras: this discriminator reads camera labels; give one a sample.", nameof(cameras));
        Shape.Check(cameras, "N C", [("N", count), ("C", Config.ConditionWidth)]);
        if (Config.LabelNoise > 0)
        {
            if (random is null)
                throw new ArgumentException("random: label noise needs a RandomSource; pass RandomSource.Seeded(seed).", nameof(random));
            var noise = random.Normal(LabelNoise, cameras.shape).to(cameras.dtype).to(cameras.device);
            cameras = cameras + noise * cameras.std(0, unbiased: true) * Config.LabelNoise; // a copy: the reference writes into the caller's labels
        }
        return _mapping.Map(null, cameras); // [N, M]
    }

    private static Tensor Tower(List<DiscriminatorBlock> blocks, Tensor x)
    {
        foreach (var block in blocks)
            x = block.call(x);
        return x;
    }

    private static int ImageInputs(PanoHeadDiscriminatorConfig config) => 2 * config.ImageChannels + (config.Mask == MaskRoute.Channel ? config.MaskChannels : 0);

    private static DiscriminatorBlock Block(PanoHeadDiscriminatorConfig config, int resolution, int imageChannels) =>
        new(imageChannels, config.Channels(resolution), config.Channels(resolution / 2), config.Clamp);
}
