namespace Workbench.Editing;

/// <summary>How two heads that were joined in space become one tri-grid.</summary>
public sealed record BakingConfig
{
    /// <summary>Steps of Adam.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>Step size.</summary>
    public double LearningRate { get; init; } = 5e-3;

    /// <summary>Rays a step, drawn from one random view.</summary>
    public int Rays { get; init; } = 512;

    /// <summary>Pixels a side of the views that rays are drawn from.</summary>
    public int Resolution { get; init; } = 64;

    /// <summary>Seed of views and rays.</summary>
    public long Seed { get; init; }

    /// <summary>Every problem of these settings; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Steps is < 0 or > 100_000)
            problems.Add($"Steps is {Steps}; it lies in 0…100000.");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
            problems.Add($"LearningRate is {LearningRate}; it must be positive.");
        if (Rays is < 1 or > 1 << 20)
            problems.Add($"Rays is {Rays}; it lies in 1…{1 << 20}.");
        if (Resolution is < 4 or > 1024)
            problems.Add($"Resolution is {Resolution}; it lies in 4…1024 pixels.");
        return problems;
    }
}
