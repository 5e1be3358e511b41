using Workbench.Rendering;

namespace Workbench.Generator;

/// <summary>Everything that fixes a PanoHead generator's shape and behaviour; defaults are those of the released model (PanoHead, CVPR 2023).</summary>
public sealed record PanoHeadConfig
{
    /// <summary>Width of z.</summary>
    public int LatentWidth { get; init; } = 512;

    /// <summary>Width of the camera label.</summary>
    public int ConditionWidth { get; init; } = 25;

    /// <summary>Width of w.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>Layers of both mapping networks.</summary>
    public int MappingLayers { get; init; } = 2;

    /// <summary>Hidden width of both mapping networks; their own output width unless given.</summary>
    public int? MappingHidden { get; init; }

    /// <summary>Embedding width of both mapping networks; their own output width unless given.</summary>
    public int? MappingEmbed { get; init; }

    /// <summary>Factor of the label on its way into the mapping networks. 0 removes the conditioning.</summary>
    public double ConditionScale { get; init; } = 1;

    /// <summary>Replace the label by zeros before mapping.</summary>
    public bool ConditionZero { get; init; }

    /// <summary>Pixels a side of a plane.</summary>
    public int PlaneResolution { get; init; } = 256;

    /// <summary>Slices a plane.</summary>
    public int PlaneDepth { get; init; } = 3;

    /// <summary>Features a plane.</summary>
    public int PlaneFeatures { get; init; } = 32;

    /// <summary>World axes of the planes.</summary>
    public PlaneAxes PlaneAxes { get; init; } = PlaneAxes.PanoHead;

    /// <summary>Side of the box, world units (box_warp).</summary>
    public double BoxSize { get; init; } = 1;

    /// <summary>Channels at resolution r are min(ChannelBase / r, ChannelMax).</summary>
    public int ChannelBase { get; init; } = 32768;

    /// <summary>Most channels at any resolution.</summary>
    public int ChannelMax { get; init; } = 512;

    /// <summary>How blocks pass images on.</summary>
    public SynthesisArchitecture Architecture { get; init; } = SynthesisArchitecture.Skip;

    /// <summary>Largest magnitude of backbone layer outputs, or null.</summary>
    public double? Clamp { get; init; }

    /// <summary>Hidden width of the decoder.</summary>
    public int DecoderHidden { get; init; } = 64;

    /// <summary>Learning-rate multiplier of the decoder.</summary>
    public double DecoderLearningRateMultiplier { get; init; } = 1;

    /// <summary>Activation of the decoder's colours.</summary>
    public DecoderActivation DecoderActivation { get; init; } = DecoderActivation.None;

    /// <summary>Colour features a pixel.</summary>
    public int FeatureChannels { get; init; } = 32;

    /// <summary>Whether a network paints what lies behind the head.</summary>
    public bool HasBackground { get; init; } = true;

    /// <summary>Whether raw colours come from a learned layer; otherwise they are the first three features.</summary>
    public bool HasRawColourLayer { get; init; } = true;

    /// <summary>Sampling of rays.</summary>
    public RenderingConfig Rendering { get; init; } = new();

    /// <summary>Super-resolution.</summary>
    public SuperResolutionConfig SuperResolution { get; init; } = new();

    /// <summary>Pixels a side of the neural rendering unless a call says otherwise.</summary>
    public int NeuralResolution { get; init; } = 64;

    /// <summary>Distance of the average camera, world units.</summary>
    public double CameraRadius { get; init; } = 2.7;

    /// <summary>Point the average camera looks at.</summary>
    public (double X, double Y, double Z) CameraPivot { get; init; } = (0, 0, 0.2);

    /// <summary>Options of the source file that have no bearing on shape or inference.</summary>
    public IReadOnlyList<string> UnusedOptions { get; init; } = [];

    /// <summary>The released model easy-khair-180-gpc0.8-trans10-025000.</summary>
    public static PanoHeadConfig Paper { get; } = new();

    /// <summary>Styles of the backbone.</summary>
    public int StyleCount => Backbone.StyleCount;

    /// <summary>Pixels a side of the image.</summary>
    public int ImageResolution => SuperResolution.OutputResolution;

    /// <summary>Shape of the backbone's synthesis network.</summary>
    public SynthesisConfig Backbone => new()
    {
        StyleWidth = StyleWidth,
        Resolution = PlaneResolution,
        ImageChannels = PlaneAxes.Count * PlaneFeatures * PlaneDepth,
        ChannelBase = ChannelBase,
        ChannelMax = ChannelMax,
        Architecture = Architecture,
        Clamp = Clamp,
    };

    /// <summary>Shape of the background network: the backbone's options with half the channel base.</summary>
    public SynthesisConfig Background => Backbone with
    {
        Resolution = SuperResolution.InputResolution,
        ImageChannels = FeatureChannels,
        ChannelBase = ChannelBase / 2,
    };

    /// <summary>Shape of the main mapping network.</summary>
    public MappingConfig Mapping => new()
    {
        LatentWidth = LatentWidth,
        ConditionWidth = ConditionWidth,
        StyleWidth = StyleWidth,
        StyleCount = StyleCount,
        Layers = MappingLayers,
        HiddenWidth = MappingHidden,
        EmbedWidth = MappingEmbed,
    };

    /// <summary>Shape of the self-adaptive camera's mapping network: three outputs, and hidden widths of three unless given.</summary>
    public MappingConfig CameraMapping => Mapping with
    {
        StyleWidth = 3,
        StyleCount = 1,
        LastActivation = Ops.Activation.Linear,
        LearningRateMultiplier = 1,
    };

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(int.IsPow2(PlaneResolution) && PlaneResolution >= 8, $"PlaneResolution must be a power of two from 8, got {PlaneResolution}.");
        Require(PlaneDepth >= 1, $"PlaneDepth must be at least 1, got {PlaneDepth}.");
        Require(PlaneFeatures >= 1 && FeatureChannels >= 3, $"PlaneFeatures must be positive and FeatureChannels at least 3, got {PlaneFeatures} and {FeatureChannels}.");
        Require(BoxSize > 0, $"BoxSize must be positive, got {BoxSize}.");
        Require(NeuralResolution >= 1, $"NeuralResolution must be positive, got {NeuralResolution}.");
        Require(Rendering.CoarseSamples >= 2 && Rendering.FineSamples >= 0, "Rendering needs at least two coarse samples and no negative count of fine ones.");
        Require(Rendering.FineSamples == 0 || Rendering.CoarseSamples >= 4, "Importance sampling needs at least four coarse samples.");
        Require((Rendering.Near is null) == (Rendering.Far is null), "Rendering.Near and Rendering.Far must both be numbers or both be null.");
        Require(Rendering.Near is null || Rendering.Near < Rendering.Far, $"Rendering.Near must lie before Rendering.Far, got {Rendering.Near} and {Rendering.Far}.");
        Require(SuperResolution.FeatureChannels == FeatureChannels, $"SuperResolution.FeatureChannels must equal FeatureChannels, got {SuperResolution.FeatureChannels} and {FeatureChannels}.");
        Require(SuperResolution.StyleWidth == StyleWidth, $"SuperResolution.StyleWidth must equal StyleWidth, got {SuperResolution.StyleWidth} and {StyleWidth}.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
