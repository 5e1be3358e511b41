using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Occlusion;

namespace Workbench.Inversion;

/// <summary>Shape of GOAE's two stages on a generator; defaults are the published networks on PanoHead.</summary>
public sealed record GoaeInverterConfig
{
    /// <summary>The encoder into W+.</summary>
    public GoaeConfig Encoder { get; init; } = GoaeConfig.Paper;

    /// <summary>The alignment of features.</summary>
    public AfaConfig Alignment { get; init; } = AfaConfig.Paper;

    /// <summary>Side of the backbone's block whose features are aligned.</summary>
    public int AlignedResolution { get; init; } = 32;

    /// <summary>Where the aligned planes take the place of the code's.</summary>
    public OcclusionConfig Mask { get; init; } = OcclusionConfig.Goae;

    /// <summary>The published networks.</summary>
    public static GoaeInverterConfig Paper { get; } = new();

    /// <summary>A shape for a generator: the published one for planes from 128², a small one below.</summary>
    /// <param name="generator">The generator.</param>
    public static GoaeInverterConfig For(PanoHeadConfig generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var large = generator.PlaneResolution >= 128;
        var aligned = large ? 32 : generator.PlaneResolution / 2;
        var heads = generator.StyleWidth % 4 == 0 ? 4 : 1;
        return new()
        {
            Encoder = (large ? GoaeConfig.Paper : new GoaeConfig
            {
                Swin = new SwinConfig { ImageResolution = Math.Max(64, generator.PlaneResolution), PatchSize = 4, EmbedWidth = 32, Depths = [1, 1, 2, 1], Heads = [1, 2, 4, 8], Window = 4, PretrainedWindows = [0, 0, 0, 0] },
                AttentionHidden = 2 * generator.StyleWidth,
                CoarseStyles = Math.Max(1, (generator.StyleCount - 1) / 4),
                MiddleStyles = Math.Max(1, (generator.StyleCount - 1) / 4),
                Heads = heads,
            }) with { StyleCount = generator.StyleCount, StyleWidth = generator.StyleWidth },
            Alignment = (large ? AfaConfig.Paper : new AfaConfig { Trunk = new IrSeConfig { StemWidth = 16, Groups = [new(16, 1), new(32, 1)] }, AttentionHidden = 128, Heads = 1 }) with
            {
                FeatureChannels = generator.Backbone.Channels(aligned),
            },
            AlignedResolution = aligned,
        };
    }

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate() =>
        [.. Encoder.Validate().Select(problem => "Encoder: " + problem), .. Alignment.Validate().Select(problem => "Alignment: " + problem), .. Mask.Validate().Select(problem => "Mask: " + problem)];

    /// <summary>Why these networks and a generator do not belong together, as sentences; empty when they fit.</summary>
    /// <param name="generator">The generator.</param>
    public IReadOnlyList<string> Misfits(PanoHeadConfig generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var problems = new List<string>();
        if (Encoder.StyleCount != generator.StyleCount || Encoder.StyleWidth != generator.StyleWidth)
            problems.Add($"The encoder makes {Encoder.StyleCount} codes of {Encoder.StyleWidth}, the generator takes {generator.StyleCount} of {generator.StyleWidth}.");
        if (AlignedResolution < 4 || AlignedResolution >= generator.PlaneResolution || !int.IsPow2(AlignedResolution))
            problems.Add($"Features are aligned at {AlignedResolution}², but the generator has blocks of 4² to {generator.PlaneResolution / 2}² before its last.");
        else if (Alignment.FeatureChannels != generator.Backbone.Channels(AlignedResolution))
            problems.Add($"The alignment changes {Alignment.FeatureChannels} features at {AlignedResolution}², the generator has {generator.Backbone.Channels(AlignedResolution)} there.");
        if (problems.Count > 0)
            problems.Add("Load the generator that the encoder was trained for.");
        return problems;
    }
}
