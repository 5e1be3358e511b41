using Workbench.Discriminators;
using Workbench.Occlusion;
using Workbench.Training.Optimizers;

namespace Workbench.Training;

/// <summary>The rows of the paper's Table 3.</summary>
public enum DiscriminatorKind
{
    /// <summary>No discriminator.</summary>
    None,

    /// <summary>Judges renders from all round.</summary>
    Image,

    /// <summary>Judges whole planes.</summary>
    TriGrid,

    /// <summary>Judges what the photograph does not see of the planes.</summary>
    OccludedTriGrid,
}

/// <summary>Which planes of an encoder must pass for synthesised ones.</summary>
public enum AdversarialRoute
{
    /// <summary>The final planes, and the planes of the code, so that both stages hear of it: E2 of Eq. 6 as a whole.</summary>
    Both,

    /// <summary>The final planes alone; the reader of codes then never hears of it, because the refinement's inputs are detached.</summary>
    FinalOnly,
}

/// <summary>Under which mask synthesised planes are judged.</summary>
public enum SynthesisedMask
{
    /// <summary>The encoded planes' own: one O of Eq. 8, no cue from its shape.</summary>
    Shared,

    /// <summary>A mask from their own depth at the same camera.</summary>
    Own,
}

/// <summary>From whose depth visibility is read in training.</summary>
public enum MaskDepth
{
    /// <summary>The final planes'.</summary>
    Final,

    /// <summary>The planes' of the code.</summary>
    Initial,
}

/// <summary>The discriminator's part of an encoder's training (dual-encoder paper, Eq. 6–9); what the paper leaves open is an option with our default.</summary>
public sealed record AdversaryConfig
{
    /// <summary>What is judged.</summary>
    public DiscriminatorKind Kind { get; init; } = DiscriminatorKind.OccludedTriGrid;

    /// <summary>Weight of the encoder's term (Eq. 6).</summary>
    public double Weight { get; init; } = 0.001;

    /// <summary>λ of the discriminator's loss (Eq. 9).</summary>
    public double DiscriminatorWeight { get; init; } = 0.5;

    /// <summary>Weight of R1.</summary>
    public double R1Weight { get; init; } = 10;

    /// <summary>Steps from one R1 step to the next.</summary>
    public int R1Interval { get; init; } = 16;

    /// <summary>Takes Eq. 8 as printed, where encoder and discriminator are no adversaries; synthesised planes are the real ones otherwise (Fig. 3).</summary>
    public bool LiteralEquation8 { get; init; }

    /// <summary>Which planes must pass.</summary>
    public AdversarialRoute Route { get; init; }

    /// <summary>Takes the adversarial gradient in an optimiser step of its own, as TriPlaneNet does; otherwise one step on the sum of Eq. 6.</summary>
    public bool SeparateStep { get; init; }

    /// <summary>Mask of synthesised planes.</summary>
    public SynthesisedMask SynthesisedMask { get; init; }

    /// <summary>Depth that masks come from.</summary>
    public MaskDepth Depth { get; init; }

    /// <summary>How masks are made; hard for the discriminator.</summary>
    public OcclusionConfig Mask { get; init; } = new();

    /// <summary>Pixels a side of the depth that masks come from; the generator's neural resolution unless given.</summary>
    public int? DepthResolution { get; init; }

    /// <summary>Channels after the discriminator's first convolution (Table 6: 64).</summary>
    public int Width { get; init; } = 64;

    /// <summary>Stride of its second to fourth convolution (Table 6: 1).</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Pixels a side of the pictures that <see cref="DiscriminatorKind.Image"/> judges.</summary>
    public int ImageSide { get; init; } = 256;

    /// <summary>Largest elevation, radians, of the random cameras that it judges from; the yaw is uniform over the whole turn.</summary>
    public double ImagePitch { get; init; } = 0.15;

    /// <summary>Adam's settings for the discriminator; Ranger like the encoder's when null.</summary>
    public AdamSettings? Adam { get; init; }

    /// <summary>Ranger's settings for the discriminator.</summary>
    public RangerSettings Ranger { get; init; } = new();

    /// <summary>The discriminator for a generator's planes, or for pictures.</summary>
    /// <param name="planeChannels">P·C·D.</param>
    public TriGridDiscriminatorConfig Discriminator(int planeChannels) => new() { Channels = Kind == DiscriminatorKind.Image ? 3 : planeChannels, Width = Width, Stride = Stride };

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Mask.Validate());
        if (!(Weight >= 0) || !(DiscriminatorWeight > 0) || !(R1Weight >= 0) || R1Interval < 1)
            problems.Add($"Weights must not be negative and R1Interval at least 1, got {Weight}, {DiscriminatorWeight}, {R1Weight} and {R1Interval}.");
        if (Width < 1 || Stride is not (1 or 2))
            problems.Add($"Width must be positive and Stride 1 or 2, got {Width} and {Stride}.");
        if (DepthResolution is < 8 || ImageSide < 8)
            problems.Add($"DepthResolution and ImageSide must be at least 8, got {DepthResolution} and {ImageSide}.");
        if (!(ImagePitch is >= 0 and < Math.PI / 2))
            problems.Add($"ImagePitch lies in 0…π/2 (excluded), got {ImagePitch}.");
        if (Mask.SoftEdge)
            problems.Add("Mask.SoftEdge must be off: a discriminator would see the soft seam.");
        problems.AddRange(Ranger.Validate());
        return problems;
    }
}
