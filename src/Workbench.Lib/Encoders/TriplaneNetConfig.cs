namespace Workbench.Encoders;

/// <summary>Which published form of TriPlaneNet's second stage.</summary>
public enum TriplaneNetVersion
{
    /// <summary>Reads render and difference, returns offsets that are added to the planes (Bhattarai et al. 2023).</summary>
    V1,

    /// <summary>Reads render, difference and mirrored difference and the planes themselves, returns refined planes.</summary>
    V2,
}

/// <summary>How the decoder of TriPlaneNet enlarges its maps.</summary>
public enum DecoderUpsampling
{
    /// <summary>Every pixel four times.</summary>
    Nearest,

    /// <summary>Four channels become the four pixels of one channel (Shi et al. 2016).</summary>
    PixelShuffle,
}

/// <summary>Shape of TriPlaneNet's second stage; defaults are version 2 sized for PanoHead's tri-grid.</summary>
public sealed record TriplaneNetConfig
{
    /// <summary>Which published form.</summary>
    public TriplaneNetVersion Version { get; init; } = TriplaneNetVersion.V2;

    /// <summary>How maps are enlarged; version 1 knows the pixel shuffle only.</summary>
    public DecoderUpsampling Upsampling { get; init; } = DecoderUpsampling.Nearest;

    /// <summary>The trunk; four groups of stride 2, 6 input channels for version 1 and 9 for version 2.</summary>
    public IrSeConfig Trunk { get; init; } = IrSeConfig.IrSe50 with { InputChannels = 9 };

    /// <summary>Pixels of a plane, and of the input, a side.</summary>
    public int Resolution { get; init; } = 256;

    /// <summary>Channels of all planes together: planes · features · slices.</summary>
    public int PlaneChannels { get; init; } = 288;

    /// <summary>Width between the convolutions of the head; <see cref="PlaneChannels"/> unless given.</summary>
    public int? HeadWidth { get; init; }

    /// <summary>Version 2, nearest enlargement, PanoHead's tri-grid of 288 channels: what both encoders of the paper start from.</summary>
    public static TriplaneNetConfig Paper { get; } = new();

    /// <summary>Version 1 for EG3D's planes, 96 channels.</summary>
    public static TriplaneNetConfig V1Eg3d { get; } = Of(TriplaneNetVersion.V1, DecoderUpsampling.PixelShuffle, 96);

    /// <summary>A full-size network.</summary>
    /// <param name="version">Published form.</param>
    /// <param name="upsampling">How maps are enlarged.</param>
    /// <param name="planeChannels">96 for EG3D, 96 · slices for a tri-grid.</param>
    public static TriplaneNetConfig Of(TriplaneNetVersion version, DecoderUpsampling upsampling, int planeChannels) => new()
    {
        Version = version,
        Upsampling = upsampling,
        PlaneChannels = planeChannels,
        Trunk = IrSeConfig.IrSe50 with { InputChannels = version == TriplaneNetVersion.V1 ? 6 : 9 },
    };

    /// <summary>Channels after each of the four decoder stages, from coarse to fine.</summary>
    public IReadOnlyList<int> DecoderWidths
    {
        get
        {
            var (g0, g1, g2, g3) = (Trunk.Groups[0].Width, Trunk.Groups[1].Width, Trunk.Groups[2].Width, Trunk.Groups[3].Width);
            return Upsampling == DecoderUpsampling.Nearest ? [g3, g2, g1, g0] : [g3, g2 * 3 / 2, g1 * 2, g0 * 3 / 2];
        }
    }

    /// <summary>Channels that reach the head after the last enlargement.</summary>
    public int HeadInputs => Enlarged(DecoderWidths[3]) + (Version == TriplaneNetVersion.V2 ? PlaneChannels : 0);

    /// <summary>Channels after an enlargement.</summary>
    internal int Enlarged(int channels) => Upsampling == DecoderUpsampling.PixelShuffle ? channels / 4 : channels;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (problems.Count > 0)
            return problems;
        var inputs = Version == TriplaneNetVersion.V1 ? 6 : 9;
        if (Trunk.InputChannels != inputs)
            problems.Add($"Trunk.InputChannels must be {inputs} for {Version}, got {Trunk.InputChannels}.");
        if (Version == TriplaneNetVersion.V1 && Upsampling != DecoderUpsampling.PixelShuffle)
            problems.Add("V1 was published with the pixel shuffle only.");
        if (Trunk.Groups.Count != 4 || Trunk.Groups.Any(group => group.Stride != 2))
            problems.Add("Trunk must have four groups of stride 2, which the decoder undoes.");
        else if (Upsampling == DecoderUpsampling.PixelShuffle && DecoderWidths.Any(width => width % 4 != 0))
            problems.Add($"Decoder widths must divide by four for the pixel shuffle, got {string.Join(", ", DecoderWidths)}; take group widths that divide by eight.");
        if (Resolution < Trunk.Stride || Resolution % Trunk.Stride != 0)
            problems.Add($"Resolution must be a multiple of the trunk's stride {Trunk.Stride}, got {Resolution}.");
        if (PlaneChannels < 1 || HeadWidth < 1)
            problems.Add($"PlaneChannels and HeadWidth must be positive, got {PlaneChannels} and {HeadWidth}.");
        return problems;
    }
}
