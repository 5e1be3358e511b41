using Workbench.Occlusion;

namespace Workbench.Inversion;

/// <summary>Whose code dresses a stitched head: raw colours, super-resolution and background read it.</summary>
public enum DressingCode
{
    /// <summary>The first encoder's, which is faithful to the photograph.</summary>
    First,

    /// <summary>The second encoder's.</summary>
    Second,

    /// <summary>The first's for views with |yaw| below 90°, the second's behind.</summary>
    ByYaw,
}

/// <summary>How two encoders' tri-grids become one head (dual-encoder paper, Fig. 4).</summary>
public sealed record DualEncoderConfig
{
    /// <summary>What of the first tri-grid the photograph has seen.</summary>
    public OcclusionConfig Mask { get; init; } = new();

    /// <summary>How the tri-grids meet.</summary>
    public Seam Seam { get; init; } = Seam.Soft;

    /// <summary>Whose code dresses the result.</summary>
    public DressingCode Dressing { get; init; }

    /// <summary>Pixels a side of the depth that visibility is read from; the generator's neural resolution unless given.</summary>
    public int? DepthResolution { get; init; }

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate() => DepthResolution is < 8 ? [.. Mask.Validate(), $"DepthResolution must be at least 8, got {DepthResolution}."] : Mask.Validate();
}
