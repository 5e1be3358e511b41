namespace Workbench.Training;

/// <summary>How long a training goes on and how often it saves, samples and measures. None of it changes what a step computes, so it may differ between sittings.</summary>
public sealed record RunSettings
{
    /// <summary>Steps of the whole run; null for no limit.</summary>
    public long? Steps { get; init; }

    /// <summary>Minutes of this sitting; null for no limit.</summary>
    public double? Minutes { get; init; }

    /// <summary>When checkpoints are written; one is always written at the end of a sitting.</summary>
    public Interval Checkpoint { get; init; } = new() { Minutes = 10 };

    /// <summary>When samples are drawn.</summary>
    public Interval Sample { get; init; } = new() { Minutes = 10 };

    /// <summary>When held-out data are measured.</summary>
    public Interval Evaluate { get; init; } = new() { Minutes = 30 };

    /// <summary>Steps from one line of metrics to the next.</summary>
    public long LogSteps { get; init; } = 1;

    /// <summary>Checkpoints that stay.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Measure of <see cref="ITraining.Evaluate"/> by which the best checkpoint is kept besides the newest; null keeps none.</summary>
    public string? BestBy { get; init; }

    /// <summary>Whether larger values of <see cref="BestBy"/> are better.</summary>
    public bool BestIsLargest { get; init; } = true;

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Steps is < 0)
            problems.Add($"Steps must not be negative, got {Steps}.");
        if (Minutes is not null and not (>= 0 and < 1e7))
            problems.Add($"Minutes must be a number from 0, got {Minutes}.");
        if (LogSteps < 1 || Keep < 1)
            problems.Add($"LogSteps and Keep must be at least 1, got {LogSteps} and {Keep}.");
        foreach (var (name, interval) in new[] { (nameof(Checkpoint), Checkpoint), (nameof(Sample), Sample), (nameof(Evaluate), Evaluate) })
            if (interval.Steps is < 1 || interval.Minutes is not null and not (> 0 and < 1e7))
                problems.Add($"{name} must come after a positive number of steps or minutes, got {interval.Steps} and {interval.Minutes}.");
        return problems;
    }
}

/// <summary>How often something happens: after so many steps, after so many minutes, whichever comes first; never when both are null.</summary>
public sealed record Interval
{
    /// <summary>Happens when the number of steps done is a multiple of this.</summary>
    public long? Steps { get; init; }

    /// <summary>Happens when so many minutes have passed since the last time.</summary>
    public double? Minutes { get; init; }

    /// <summary>Never.</summary>
    public static Interval Never { get; } = new();

    /// <summary>After every so many steps.</summary>
    public static Interval EverySteps(long steps) => new() { Steps = steps };

    internal bool IsDue(long done, TimeSpan sinceLast) => (Steps is { } steps && done % steps == 0) || (Minutes is { } minutes && sinceLast.TotalMinutes >= minutes);
}
