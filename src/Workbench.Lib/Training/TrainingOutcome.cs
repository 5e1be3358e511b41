namespace Workbench.Training;

/// <summary>Why a sitting ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps of the run are done.</summary>
    Completed,

    /// <summary>The minutes of the sitting are over.</summary>
    TimeOver,

    /// <summary>It was cancelled; the state is saved.</summary>
    Cancelled,
}

/// <summary>How a sitting ended; the state is saved in any case.</summary>
/// <param name="End">Why.</param>
/// <param name="Step">Steps done in the whole run.</param>
/// <param name="StepsNow">Steps done in this sitting.</param>
/// <param name="Elapsed">Time of this sitting.</param>
/// <param name="Checkpoint">The newest checkpoint; null when no step was ever done.</param>
/// <param name="Metrics">Metrics of the last step; empty when this sitting did none.</param>
public sealed record TrainingOutcome(TrainingEnd End, long Step, long StepsNow, TimeSpan Elapsed, string? Checkpoint, IReadOnlyDictionary<string, double> Metrics);
