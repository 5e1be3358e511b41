namespace Workbench.Losses;

/// <summary>Shape of the demo world's perceptual network.</summary>
public sealed record HeadFeatureConfig
{
    /// <summary>Channels of the stages, from fine to coarse; every stage but the first begins with half the side of the one before.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [16, 32, 64, 128];

    /// <summary>Channels of the last layer, whose mean over the picture is the feature vector of FID and KID.</summary>
    public int PooledWidth { get; init; } = 192;

    /// <summary>Pixels a side of the pictures that the network learned from.</summary>
    public int ImageResolution { get; init; } = 64;

    /// <summary>Fewest pixels a side of a picture.</summary>
    public int LeastSide => 1 << Widths.Count;

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Widths.Count is < 1 or > 8 || Widths.Any(width => width < 1) || PooledWidth < 1)
            problems.Add($"Widths must be one to eight positive numbers and PooledWidth positive, got [{string.Join(", ", Widths)}] and {PooledWidth}.");
        else if (ImageResolution < LeastSide || ImageResolution % LeastSide != 0)
            problems.Add($"ImageResolution must be a multiple of {LeastSide} for {Widths.Count} stages, got {ImageResolution}.");
        return problems;
    }
}
