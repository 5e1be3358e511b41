namespace Workbench.Evaluation;

/// <summary>How inverters are evaluated on a set of photographs; the protocol of the paper's tables where it states one.</summary>
public sealed record EvaluationConfig
{
    /// <summary>What of each inversion is measured and shown.</summary>
    public TrialConfig Trial { get; init; } = new();

    /// <summary>Novel views a photograph that enter the distance between sets; their yaws cover the whole turn evenly over the set.</summary>
    public int SetViews { get; init; } = 1;

    /// <summary>ψ of the generator's own heads that the distance compares with.</summary>
    public double Truncation { get; init; } = 0.85;

    /// <summary>Seed of those heads and of the order of yaws.</summary>
    public int Seed { get; init; }

    /// <summary>Photographs in a file of results; an interruption loses at most one such file of work.</summary>
    public int ShardSize { get; init; } = 10;

    /// <summary>Photographs whose pictures are kept.</summary>
    public int Shown { get; init; } = 4;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trial.Validate().Select(problem => "Trial: " + problem));
        if (SetViews < 0 || Shown < 0)
            problems.Add($"SetViews and Shown must not be negative, got {SetViews} and {Shown}.");
        if (ShardSize < 1)
            problems.Add($"ShardSize must be positive, got {ShardSize}.");
        if (Truncation is not (>= 0 and <= 2))
            problems.Add($"Truncation must lie in 0 … 2, got {Truncation}.");
        if (Seed < 0)
            problems.Add($"Seed must not be negative, got {Seed}.");
        return problems;
    }
}

/// <summary>Everything that must be equal for results of one folder to belong together.</summary>
internal sealed record EvaluationTask
{
    public required string Generator { get; init; }

    /// <summary>Mean magnitude of the generator's weights, six digits: tells trainings of one name apart.</summary>
    public required string Weights { get; init; }

    public required string Photos { get; init; }

    public required int Count { get; init; }

    public required IReadOnlyDictionary<string, string> Networks { get; init; }

    public string? SetMetric { get; init; }

    public required EvaluationConfig Config { get; init; }
}
