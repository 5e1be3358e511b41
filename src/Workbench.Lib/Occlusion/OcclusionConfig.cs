namespace Workbench.Occlusion;

/// <summary>How a depth is measured.</summary>
public enum DepthConvention
{
    /// <summary>Distance from the camera along the ray, as the volume renderer composites it.</summary>
    Ray,

    /// <summary>Distance along the camera's axis, the literal reading of the paper's Eq. 3.</summary>
    Axis,
}

/// <summary>What a seen point marks in a plane of several slices.</summary>
public enum SliceRule
{
    /// <summary>The one or two slices that a point there would be read from.</summary>
    PerSlice,

    /// <summary>All slices of the cell.</summary>
    PerPlane,
}

/// <summary>Which planes are masked.</summary>
public enum MaskedPlanes
{
    /// <summary>All.</summary>
    All,

    /// <summary>The first, which faces the front; the others count as seen (GOAE).</summary>
    First,
}

/// <summary>What becomes of points outside the box.</summary>
public enum OutsideBox
{
    /// <summary>They mark nothing.</summary>
    Drop,

    /// <summary>They mark the border cells (GOAE).</summary>
    Clamp,
}

/// <summary>How seen points become a mask (Eq. 3 of the dual-encoder paper); defaults are those with which stitched planes equal the first tri-grid at every seen point.</summary>
/// <example>
/// One line an ablation:
/// <code>
/// var shared = new OcclusionConfig { Slices = SliceRule.PerPlane };
/// var literal = new OcclusionConfig { Depth = DepthConvention.Axis };
/// var goae = OcclusionConfig.Goae;
/// </code>
/// </example>
public sealed record OcclusionConfig
{
    /// <summary>How the depth is measured.</summary>
    public DepthConvention Depth { get; init; } = DepthConvention.Ray;

    /// <summary>Pixels a side of the depth image, as a multiple of the generator's neural resolution; read where the estimator renders the depth itself.</summary>
    public int DepthMultiplier { get; init; } = 1;

    /// <summary>A pixel counts as seen surface where the ray's opacity exceeds this; null takes every pixel.</summary>
    public double? OpacityThreshold { get; init; } = 0.5;

    /// <summary>What a seen point marks in planes of several slices.</summary>
    public SliceRule Slices { get; init; } = SliceRule.PerSlice;

    /// <summary>τ: a slice is marked where its interpolation weight exceeds this, 0 … 1.</summary>
    public double SliceThreshold { get; init; }

    /// <summary>Which planes are masked.</summary>
    public MaskedPlanes Planes { get; init; } = MaskedPlanes.All;

    /// <summary>What becomes of points outside the box.</summary>
    public OutsideBox Outside { get; init; } = OutsideBox.Drop;

    /// <summary>ρ: holes are closed with a square of 2ρ + 1 cells; 0 for none.</summary>
    public int Closing { get; init; } = 2;

    /// <summary>The closed mask then grows by this many cells; 0 for none.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>ε, world units: also marks the points this far before and behind the surface; 0 for none.</summary>
    public double ShellThickness { get; init; }

    /// <summary>After growing, the mask is blurred and kept where it exceeds this (GOAE: 0.35); null for none.</summary>
    public double? BlurThreshold { get; init; }

    /// <summary>Whether the mask is blurred at last, to a soft edge.</summary>
    public bool SoftEdge { get; init; }

    /// <summary>σ of both blurs, cells.</summary>
    public double BlurSigma { get; init; } = 1.5;

    /// <summary>Taps of both blurs, odd.</summary>
    public int BlurTaps { get; init; } = 9;

    /// <summary>The mask of GOAE (Yuan et al. 2023): every pixel, clamped into the first plane, blurred, cut and blurred again. Its σ, drawn anew in the released code, stays at 1.5.</summary>
    public static OcclusionConfig Goae { get; } = new()
    {
        OpacityThreshold = null,
        Slices = SliceRule.PerPlane,
        Planes = MaskedPlanes.First,
        Outside = OutsideBox.Clamp,
        Closing = 0,
        Dilation = 0,
        BlurThreshold = 0.35,
        SoftEdge = true,
    };

    /// <summary>Only the first plane is masked, all its slices alike; the other planes count as seen.</summary>
    public static OcclusionConfig XyOnly { get; } = new() { Slices = SliceRule.PerPlane, Planes = MaskedPlanes.First };

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (SliceThreshold is not (>= 0 and < 1))
            problems.Add($"SliceThreshold must lie in [0, 1), got {SliceThreshold}.");
        if (Closing < 0 || Dilation < 0 || !(ShellThickness >= 0))
            problems.Add($"Closing, Dilation and ShellThickness must not be negative, got {Closing}, {Dilation} and {ShellThickness}.");
        if (DepthMultiplier is < 1 or > 16)
            problems.Add($"DepthMultiplier must lie in 1 … 16, got {DepthMultiplier}.");
        if (!(BlurSigma > 0) || BlurTaps < 1 || BlurTaps % 2 == 0)
            problems.Add($"BlurSigma must be positive and BlurTaps odd, got {BlurSigma} and {BlurTaps}.");
        return problems;
    }
}
