namespace Workbench.Encoders;

/// <summary>Units of equal width in a residual trunk; the first of them changes width and size.</summary>
/// <param name="Width">Channels of the output.</param>
/// <param name="Units">Number of residual units, at least 1.</param>
/// <param name="Stride">Stride of the first unit, 1 or 2.</param>
public sealed record IrSeGroup(int Width, int Units, int Stride = 2);

/// <summary>What the residual units of a trunk end with.</summary>
public enum ResidualUnit
{
    /// <summary>Batch normalisation (bottleneck_IR).</summary>
    Plain,

    /// <summary>Batch normalisation, then channels weighted by squeeze and excitation (bottleneck_IR_SE).</summary>
    SqueezeExcitation,
}

/// <summary>Shape of an improved residual trunk (ArcFace, Deng et al. 2019); defaults are the 50 layers with squeeze and excitation that pSp, e4e and TriPlaneNet start from.</summary>
/// <example>
/// A trunk for pictures of 64 pixels a side:
/// <code>
/// var small = new IrSeConfig { StemWidth = 16, Groups = [new(16, 1), new(32, 1), new(64, 2), new(128, 1)] };
/// </code>
/// </example>
public sealed record IrSeConfig
{
    /// <summary>Channels of the input: 3 for a picture, 6 for a render and a difference, 9 for TriPlaneNet v2.</summary>
    public int InputChannels { get; init; } = 3;

    /// <summary>Channels after the stem, which keeps the size.</summary>
    public int StemWidth { get; init; } = 64;

    /// <summary>The groups of residual units, from the input on.</summary>
    public IReadOnlyList<IrSeGroup> Groups { get; init; } = [new(64, 3), new(128, 4), new(256, 14), new(512, 3)];

    /// <summary>What the units end with.</summary>
    public ResidualUnit Unit { get; init; } = ResidualUnit.SqueezeExcitation;

    /// <summary>Factor by which squeeze and excitation narrows the channels (Hu et al. 2018).</summary>
    public int Reduction { get; init; } = 16;

    /// <summary>The 50 layers of <c>model_ir_se50</c>.</summary>
    public static IrSeConfig IrSe50 { get; } = new();

    /// <summary>The variant of 100 layers.</summary>
    public static IrSeConfig IrSe100 { get; } = new() { Groups = [new(64, 3), new(128, 13), new(256, 30), new(512, 3)] };

    /// <summary>The variant of 152 layers.</summary>
    public static IrSeConfig IrSe152 { get; } = new() { Groups = [new(64, 3), new(128, 8), new(256, 36), new(512, 3)] };

    /// <summary>Channels of the deepest feature map.</summary>
    public int Width => Groups[^1].Width;

    /// <summary>Number of residual units.</summary>
    public int UnitCount => Groups.Sum(group => group.Units);

    /// <summary>Pixels of the input a side for one pixel of the deepest feature map.</summary>
    public int Stride => StrideAfter(Groups.Count - 1);

    /// <summary>Pixels of the input a side for one pixel after a group.</summary>
    /// <param name="group">Index of the group.</param>
    public int StrideAfter(int group) => Groups.Take(group + 1).Aggregate(1, (stride, next) => stride * next.Stride);

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (InputChannels < 1 || StemWidth < 1)
            problems.Add($"InputChannels and StemWidth must be positive, got {InputChannels} and {StemWidth}.");
        if (Groups.Count == 0)
            problems.Add("Groups must not be empty.");
        foreach (var group in Groups)
        {
            if (group.Width < 1 || group.Units < 1 || group.Stride is not (1 or 2))
                problems.Add($"A group needs a positive width, at least one unit and stride 1 or 2, got {group}.");
            if (Unit == ResidualUnit.SqueezeExcitation && (Reduction < 1 || group.Width < Reduction))
                problems.Add($"Reduction must be positive and at most the width of every group, got {Reduction} for width {group.Width}.");
        }
        return problems;
    }
}
