namespace Workbench.Encoders;

/// <summary>Shape of a small encoder into style codes; defaults are those of the demo generator: 10 codes of 256 from pictures of 64².</summary>
public sealed record PooledStyleConfig
{
    /// <summary>The trunk; its deepest map is averaged to <see cref="PooledSide"/>².</summary>
    public IrSeConfig Trunk { get; init; } = Small;

    /// <summary>Largest side of the input, pixels.</summary>
    public int ImageResolution { get; init; } = 64;

    /// <summary>Number of codes, L.</summary>
    public int StyleCount { get; init; } = 10;

    /// <summary>Width of a code, K.</summary>
    public int StyleWidth { get; init; } = 256;

    /// <summary>Codes of the coarse, the middle and the fine layers; each group has a head of its own, and together they are <see cref="StyleCount"/>.</summary>
    public IReadOnlyList<int> Groups { get; init; } = [3, 3, 4];

    /// <summary>Pixels a side that heads read.</summary>
    public int PooledSide { get; init; } = 2;

    /// <summary>Width between the two layers of a head.</summary>
    public int HiddenWidth { get; init; } = 192;

    /// <summary>Whether an untrained encoder's codes are all zero; wrong for Gaussian codes, whose direction alone counts.</summary>
    public bool BeginsAtZero { get; init; } = true;

    /// <summary>A trunk of six units for pictures of 64².</summary>
    public static IrSeConfig Small { get; } = new() { StemWidth = 32, Groups = [new(32, 1), new(64, 2), new(128, 2), new(256, 1)] };

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (problems.Count > 0)
            return problems;
        if (StyleCount < 1 || StyleWidth < 1 || HiddenWidth < 1)
            problems.Add($"StyleCount, StyleWidth and HiddenWidth must be positive, got {StyleCount}, {StyleWidth} and {HiddenWidth}.");
        if (Groups.Any(size => size < 1) || Groups.Sum() != StyleCount)
            problems.Add($"Groups must be positive and add up to StyleCount {StyleCount}, got {string.Join(" + ", Groups)}.");
        if (PooledSide < 1 || ImageResolution % Trunk.Stride != 0 || ImageResolution / Trunk.Stride < PooledSide)
            problems.Add($"ImageResolution must be a multiple of the trunk's stride {Trunk.Stride} that leaves a map of at least PooledSide {PooledSide}, got {ImageResolution}.");
        return problems;
    }
}
