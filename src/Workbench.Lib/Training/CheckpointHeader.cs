namespace Workbench.Training;

/// <summary>Where a checkpoint comes from.</summary>
public sealed record CheckpointHeader
{
    /// <summary>The layout that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the layout.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name of the training.</summary>
    public required string Training { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Minutes of training so far, all sittings together.</summary>
    public double Minutes { get; init; }

    /// <summary>SHA-256 of the run's <c>config.json</c>.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>Checksum of the checkpoint before this one; null for the first.</summary>
    public string? Parent { get; init; }

    /// <summary>Version of the library.</summary>
    public required string Library { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset Created { get; init; }
}
