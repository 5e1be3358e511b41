namespace Workbench.Discriminators;

/// <summary>Everything that fixes a PanoHead discriminator's shape; defaults are those that trained the released generator (PanoHead §3.2).</summary>
public sealed record PanoHeadDiscriminatorConfig
{
    /// <summary>Width of the camera label; 0 for a discriminator that ignores cameras.</summary>
    public int ConditionWidth { get; init; } = 25;

    /// <summary>Pixels a side of the image, a power of two from 8.</summary>
    public int Resolution { get; init; } = 512;

    /// <summary>Channels of the image and of the raw image.</summary>
    public int ImageChannels { get; init; } = 3;

    /// <summary>Channels at resolution r are min(ChannelBase / r, ChannelMax).</summary>
    public int ChannelBase { get; init; } = 32768;

    /// <summary>Most channels at any resolution.</summary>
    public int ChannelMax { get; init; } = 512;

    /// <summary>Largest magnitude of convolution outputs, or null.</summary>
    public double? Clamp { get; init; } = 256;

    /// <summary>How the mask is seen.</summary>
    public MaskRoute Mask { get; init; } = MaskRoute.Channel;

    /// <summary>Pixels a side of the mask in a tower of its own.</summary>
    public int MaskResolution { get; init; } = 128;

    /// <summary>Channels of the mask.</summary>
    public int MaskChannels { get; init; } = 1;

    /// <summary>Samples a group of the minibatch deviation; the whole batch when null.</summary>
    public int? GroupSize { get; init; } = 4;

    /// <summary>Channels of the minibatch deviation; 0 for none.</summary>
    public int GroupChannels { get; init; } = 1;

    /// <summary>Fully connected layers of the label's mapping network.</summary>
    public int MappingLayers { get; init; } = 8;

    /// <summary>Width of the mapped label; the channels at resolution 4 unless given.</summary>
    public int? MappedWidth { get; init; }

    /// <summary>Standard deviation of noise added to the labels, in units of their deviation within the batch.</summary>
    public double LabelNoise { get; init; }

    /// <summary>The discriminator of the released model.</summary>
    public static PanoHeadDiscriminatorConfig Paper { get; } = new();

    /// <summary>Channels of the features at a resolution.</summary>
    public int Channels(int resolution) => Math.Min(ChannelBase / resolution, ChannelMax);

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(int.IsPow2(Resolution) && Resolution >= 8, $"Resolution must be a power of two from 8, got {Resolution}.");
        Require(ChannelBase >= Resolution && ChannelMax >= 1, $"ChannelBase must be at least Resolution and ChannelMax positive, got {ChannelBase} and {ChannelMax}.");
        Require(ImageChannels >= 1 && MaskChannels >= 1, $"ImageChannels and MaskChannels must be positive, got {ImageChannels} and {MaskChannels}.");
        Require(
            Mask != MaskRoute.Tower || (int.IsPow2(MaskResolution) && MaskResolution >= 8 && MaskResolution <= Resolution),
            $"MaskResolution must be a power of two from 8 to Resolution, got {MaskResolution}.");
        Require(GroupSize is null or >= 1 && GroupChannels >= 0, $"GroupSize must be positive and GroupChannels not negative, got {GroupSize} and {GroupChannels}.");
        Require(ConditionWidth >= 0 && MappingLayers >= 1, $"ConditionWidth must not be negative and MappingLayers positive, got {ConditionWidth} and {MappingLayers}.");
        Require(LabelNoise >= 0, $"LabelNoise must not be negative, got {LabelNoise}.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
