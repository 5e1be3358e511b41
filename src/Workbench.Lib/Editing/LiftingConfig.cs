namespace Workbench.Editing;

/// <summary>How part labels of views become masks on the cells of planes.</summary>
public enum LiftingRule
{
    /// <summary>Share of a cell's contribution to the pictures that was labelled part.</summary>
    Ratio,

    /// <summary>Points in space vote, and the votes are spread over the cells.</summary>
    Volume,

    /// <summary>The published rule: gradients of the labelled colours, thresholded on the first plane, copied to the others.</summary>
    Published,

    /// <summary>The published rule on every plane and slice by itself.</summary>
    PerPlane,
}

/// <summary>Settings of part lifting.</summary>
public sealed record LiftingConfig
{
    /// <summary>The rule.</summary>
    public LiftingRule Rule { get; init; }

    /// <summary>Where the views stand.</summary>
    public ViewRing Ring { get; init; }

    /// <summary>σ of the 3×3 smoothing; the published code draws it from 0.1…2, this is the middle.</summary>
    public double SmoothSigma { get; init; } = 1.05;

    /// <summary>Whether ratio and volume masks are sharpened by smoothstep((M − ¼)/½) and smoothed.</summary>
    public bool Sharpen { get; init; } = true;

    /// <summary>Cells within which an unknown cell takes the value of the nearest known one of its plane and slice.</summary>
    public int FillRadius { get; init; } = 8;

    /// <summary>A cell is known where its contribution exceeds this share of the largest.</summary>
    public double KnownAbove { get; init; } = 1e-3;

    /// <summary>Samples that contribute less to their pixel are left out; 0 keeps all.</summary>
    public double LeastWeight { get; init; } = 1e-4;

    /// <summary>Points along a side of the lattice of the volume rule.</summary>
    public int VolumeCells { get; init; } = 64;

    /// <summary>Pixels a side of the views; the generator's neural resolution unless given.</summary>
    public int? Resolution { get; init; }

    /// <summary>Pixels a side of the views that the published rules differentiate; half the generator's neural resolution unless given, since every one costs a pass through the decoder and back.</summary>
    public int? GradientResolution { get; init; }

    /// <summary>Every problem of these settings; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!(SmoothSigma > 0 && double.IsFinite(SmoothSigma)))
            problems.Add($"SmoothSigma is {SmoothSigma}; it must be positive.");
        if (FillRadius is < 0 or > 64)
            problems.Add($"FillRadius is {FillRadius}; it lies in 0…64 cells.");
        if (!(KnownAbove is >= 0 and < 1))
            problems.Add($"KnownAbove is {KnownAbove}; it lies in 0…1.");
        if (!(LeastWeight is >= 0 and < 1))
            problems.Add($"LeastWeight is {LeastWeight}; it lies in 0…1.");
        if (VolumeCells is < 4 or > 256)
            problems.Add($"VolumeCells is {VolumeCells}; it lies in 4…256.");
        if (Resolution is < 4 or > 1024 || GradientResolution is < 4 or > 1024)
            problems.Add("Resolution and GradientResolution lie in 4…1024 pixels.");
        return problems;
    }
}
