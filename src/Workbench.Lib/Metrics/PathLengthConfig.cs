using Workbench.Cameras;

namespace Workbench.Metrics;

/// <summary>The space a path between two random codes runs through.</summary>
public enum PathSpace
{
    /// <summary>A great circle between Gaussian codes, whose length the mapping divides out.</summary>
    Z,

    /// <summary>A straight line between mapped codes.</summary>
    W,
}

/// <summary>Where on the path its speed is taken.</summary>
public enum PathSampling
{
    /// <summary>Anywhere on it, uniformly.</summary>
    Full,

    /// <summary>Where it begins: at codes that the mapping really makes.</summary>
    End,
}

/// <summary>How a perceptual path length is measured; defaults are those of the definition, with fewer samples.</summary>
public sealed record PathLengthConfig
{
    /// <summary>The space.</summary>
    public PathSpace Space { get; init; } = PathSpace.W;

    /// <summary>Where on the path.</summary>
    public PathSampling Sampling { get; init; } = PathSampling.Full;

    /// <summary>How many paths; published figures take 100 000.</summary>
    public int Samples { get; init; } = 256;

    /// <summary>ε, the step along the path, whose whole length counts 1.</summary>
    public double Step { get; init; } = 1e-4;

    /// <summary>ψ of the mapped codes.</summary>
    public double Truncation { get; init; } = 1;

    /// <summary>Share of samples left out at either end of the sorted values, as StyleGAN2 does; 0 keeps all.</summary>
    public double Trim { get; init; } = 0.01;

    /// <summary>Cameras, taken in turns; the frontal one of the generator when empty.</summary>
    public IReadOnlyList<Camera> Cameras { get; init; } = [];

    /// <summary>Seed of codes and places.</summary>
    public long Seed { get; init; }

    /// <summary>All problems of these values; empty when there are none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Samples < 1)
            problems.Add($"Samples is {Samples}; at least one path is needed.");
        if (!(Step is > 0 and <= 0.5))
            problems.Add($"Step is {Step}; it lies above 0 and is at most 0.5.");
        if (!double.IsFinite(Truncation))
            problems.Add($"Truncation is {Truncation}; it must be a number.");
        if (!(Trim is >= 0 and < 0.5))
            problems.Add($"Trim is {Trim}; a share of 0 up to less than 0.5 can be left out at either end.");
        return problems;
    }
}
