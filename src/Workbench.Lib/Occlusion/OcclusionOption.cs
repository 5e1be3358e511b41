namespace Workbench.Occlusion;

/// <summary>One way to make masks, with the name that tables use.</summary>
/// <param name="Name">A few words.</param>
/// <param name="Config">The options.</param>
public sealed record OcclusionOption(string Name, OcclusionConfig Config)
{
    /// <summary>The defaults, and every option changed alone: the rows of an ablation.</summary>
    public static IReadOnlyList<OcclusionOption> All { get; } =
    [
        new("defaults", new OcclusionConfig()),
        new("depth along the axis", new OcclusionConfig { Depth = DepthConvention.Axis }),
        new("any opacity", new OcclusionConfig { OpacityThreshold = null }),
        new("slice threshold 0.25", new OcclusionConfig { SliceThreshold = 0.25 }),
        new("all slices of a plane", new OcclusionConfig { Slices = SliceRule.PerPlane }),
        new("xy plane only", OcclusionConfig.XyOnly),
        new("no closing, no dilation", new OcclusionConfig { Closing = 0, Dilation = 0 }),
        new("no closing", new OcclusionConfig { Closing = 0 }),
        new("no dilation", new OcclusionConfig { Dilation = 0 }),
        new("closing 4", new OcclusionConfig { Closing = 4 }),
        new("dilation 2", new OcclusionConfig { Dilation = 2 }),
        new("shell 0.02", new OcclusionConfig { ShellThickness = 0.02 }),
        new("depth image doubled", new OcclusionConfig { DepthMultiplier = 2 }),
        new("soft edge", new OcclusionConfig { SoftEdge = true }),
        new("GOAE", OcclusionConfig.Goae),
    ];
}
