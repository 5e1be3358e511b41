using Workbench.Generator;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>What a phase of the distillation trains.</summary>
public enum DistillationKind
{
    /// <summary>The mapping network alone: a linear read-out of w names the head's fields.</summary>
    Mapping,

    /// <summary>Mapping, planes, decoder and raw colours against single rays and points.</summary>
    Field,

    /// <summary>The same against whole pictures with the sampler that users call.</summary>
    Pictures,

    /// <summary>The super-resolution against whole pictures; everything else stands still.</summary>
    SuperResolution,
}

/// <summary>One phase of the distillation.</summary>
public sealed record DistillationPhase
{
    /// <summary>What is trained.</summary>
    public required DistillationKind Kind { get; init; }

    /// <summary>Number of steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Heads a step.</summary>
    public int Heads { get; init; } = 16;

    /// <summary>Rays a head.</summary>
    public int Rays { get; init; } = 192;

    /// <summary>Samples a ray, near the surface and along the whole ray together.</summary>
    public int Samples { get; init; } = 12;

    /// <summary>Side of the planes: the backbone runs up to this block; null runs all.</summary>
    public int? PlaneResolution { get; init; }

    /// <summary>Step size of Adam at the first step; mapping networks take <see cref="DistillationConfig.MappingRate"/> of it.</summary>
    public double RateFrom { get; init; } = 0.01;

    /// <summary>Step size at the last step; a half cosine leads there.</summary>
    public double RateTo { get; init; } = 0.01;

    /// <summary>Weight of the losses of single points: matter inside the true surface, colour near it.</summary>
    public double PointWeight { get; init; } = 1;

    /// <summary>Weight of the distance to the surface in this phase; null takes <see cref="DistillationConfig.DepthWeight"/>.</summary>
    public double? DepthWeight { get; init; }

    /// <summary>Share of rays or pixels near outlines, where a head ends against the background; others are drawn regardless of what they meet.</summary>
    public double OutlineShare { get; init; }

    /// <summary>Pixels a side of the pictures of <see cref="DistillationKind.Pictures"/>.</summary>
    public int PictureResolution { get; init; } = 64;

    /// <summary>Pictures that <see cref="DistillationKind.SuperResolution"/> keeps and draws from; two are new at every step.</summary>
    public int Pool { get; init; } = 96;
}

/// <summary>The distillation of procedural heads into a PanoHead generator: since z fixes the head, every picture of it is known.</summary>
public sealed record DistillationConfig
{
    /// <summary>Seed of weights and of all random streams.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Shape of the generator.</summary>
    public PanoHeadConfig Generator { get; init; } = DemoGenerator;

    /// <summary>The phases, one after the other.</summary>
    public IReadOnlyList<DistillationPhase> Phases { get; init; } = [];

    /// <summary>Generator file to begin with; null begins with initial weights.</summary>
    public string? Start { get; init; }

    /// <summary>Share of the heads whose shape and colours come from two codes.</summary>
    public double MixingProbability { get; init; } = 0.5;

    /// <summary>Styles before this one carry the shape, the others the colours (style mixing).</summary>
    public int MixingLayer { get; init; } = 5;

    /// <summary>Share of the heads that are conditioned on the frontal camera, as users call the generator; the others on a random one.</summary>
    public double FrontalCondition { get; init; } = 0.5;

    /// <summary>Factor of the raw density during training, so that sharp surfaces (σ of several hundred) are within reach; folded into the decoder of finished generators.</summary>
    public double DensityGain { get; init; } = 10;

    /// <summary>Step size of the mapping network as a share of the others'.</summary>
    public double MappingRate { get; init; } = 0.2;

    /// <summary>Share of the averaged weights that survives a step.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Weight of the mask.</summary>
    public double MaskWeight { get; init; } = 0.5;

    /// <summary>Weight of the distance between where light stops and the surface, in box units.</summary>
    public double DepthWeight { get; init; } = 4;

    /// <summary>Weight of the density of points in free space.</summary>
    public double FreeWeight { get; init; } = 1;

    /// <summary>Weight of the squared colour error beside the absolute one.</summary>
    public double SquareWeight { get; init; } = 1;

    /// <summary>Heads that <see cref="ITraining.Evaluate"/> looks at.</summary>
    public int EvaluationHeads { get; init; } = 8;

    /// <summary>The demo generator: 64 codes, planes of 64² × 3 × 16 in a box of 0.84 (about all that the cameras see), 64² raw and 128² pictures.</summary>
    public static PanoHeadConfig DemoGenerator { get; } = new()
    {
        LatentWidth = HeadCoordinates.Count,
        StyleWidth = 256,
        MappingLayers = 3,
        MappingHidden = 384,
        MappingEmbed = 16,
        PlaneResolution = 64,
        PlaneFeatures = 16,
        BoxSize = 0.84,
        ChannelBase = 3072,
        ChannelMax = 128,
        DecoderHidden = 32,
        FeatureChannels = 32,
        HasBackground = false,
        NeuralResolution = 64,
        CameraPivot = (0, 0, 0),
        Rendering = new RenderingConfig { CoarseSamples = 24, FineSamples = 24, Near = 2.2, Far = 3.12, CropMargin = 0.06 },
        SuperResolution = new SuperResolutionConfig { FeatureChannels = 32, InputResolution = 64, OutputResolution = 128, Channels0 = 64, Channels1 = 32, StyleWidth = 256, Clamp = null },
    };

    /// <summary>The whole training of the demo generator.</summary>
    public static DistillationConfig Demo { get; } = new()
    {
        Phases =
        [
            new() { Kind = DistillationKind.Mapping, Steps = 6000, Heads = 256, RateFrom = 0.01, RateTo = 0.0005 },
            new() { Kind = DistillationKind.Field, Steps = 3000, PlaneResolution = 32, RateFrom = 0.02, RateTo = 0.012 },
            new() { Kind = DistillationKind.Field, Steps = 4000, Rays = 320, RateFrom = 0.01, RateTo = 0.008, PointWeight = 0.3, OutlineShare = 0.2 },
            new() { Kind = DistillationKind.Field, Steps = 7600, Rays = 320, RateFrom = 0.008, RateTo = 0.0012, PointWeight = 0.2, OutlineShare = 0.3 },
            new() { Kind = DistillationKind.Field, Steps = 800, Rays = 320, Samples = 16, RateFrom = 0.0015, RateTo = 0.0002, PointWeight = 0.2, OutlineShare = 0.3, DepthWeight = 10 },
            new() { Kind = DistillationKind.SuperResolution, Steps = 1500, Heads = 8, RateFrom = 0.005, RateTo = 0.0002 },
        ],
    };

    /// <summary>Every phase in seconds, for tests and first looks; the heads stay blobs.</summary>
    public static DistillationConfig Miniature { get; } = new()
    {
        Generator = DemoGenerator with
        {
            StyleWidth = 32,
            MappingLayers = 2,
            MappingHidden = 32,
            PlaneResolution = 16,
            PlaneFeatures = 8,
            ChannelBase = 256,
            ChannelMax = 16,
            DecoderHidden = 16,
            FeatureChannels = 8,
            NeuralResolution = 16,
            Rendering = DemoGenerator.Rendering with { CoarseSamples = 8, FineSamples = 8 },
            SuperResolution = DemoGenerator.SuperResolution with { FeatureChannels = 8, InputResolution = 16, OutputResolution = 32, Channels0 = 8, Channels1 = 8, StyleWidth = 32 },
        },
        MixingLayer = 3,
        EvaluationHeads = 1,
        Phases =
        [
            new() { Kind = DistillationKind.Mapping, Steps = 20, Heads = 32 },
            new() { Kind = DistillationKind.Field, Steps = 20, Heads = 4, Rays = 64, PlaneResolution = 8, RateFrom = 0.02 },
            new() { Kind = DistillationKind.Field, Steps = 20, Heads = 4, Rays = 64 },
            new() { Kind = DistillationKind.Pictures, Steps = 10, Heads = 4, Rays = 64, Samples = 16, PictureResolution = 16, RateFrom = 0.005, PointWeight = 0 },
            new() { Kind = DistillationKind.SuperResolution, Steps = 10, Heads = 4, RateFrom = 0.005, Pool = 8 },
        ],
    };

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Generator.Validate());
        if (Generator.LatentWidth != HeadCoordinates.Count)
            problems.Add($"Generator.LatentWidth must be the {HeadCoordinates.Count} coordinates of a head, got {Generator.LatentWidth}.");
        if (Generator.HasBackground || !Generator.HasRawColourLayer || Generator.DecoderActivation != DecoderActivation.None)
            problems.Add("The distillation needs a generator with a raw colour layer, without background network and without decoder activation.");
        if (Generator.Rendering is not { Near: not null, Far: not null })
            problems.Add("Generator.Rendering must have fixed limits Near and Far.");
        if (MixingLayer < 1 || MixingLayer >= Generator.StyleCount)
            problems.Add($"MixingLayer must lie in 1…{Generator.StyleCount - 1}, got {MixingLayer}.");
        foreach (var phase in Phases)
            if (phase.Steps < 1 || phase.Heads < 1 || phase.Rays < 1 || phase.Samples < 8 || phase.Pool < 2 || (phase.PlaneResolution is { } side && (side < 8 || side > Generator.PlaneResolution || !int.IsPow2(side))))
                problems.Add($"A phase needs steps, heads and rays, 8 samples, a pool of 2, and planes that the generator has; got {phase}.");
        return problems;
    }
}
