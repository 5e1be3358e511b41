namespace Workbench.Training;

/// <summary>A training that produced NaN or infinite values and was stopped. The last good checkpoint is untouched.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    internal TrainingDivergedException(long step, string what, string batch, string? checkpoint)
        : base($"Step {step}: {what}. Batch: {batch}. " + (checkpoint is null ? "No checkpoint had been written." : $"The last good checkpoint is {checkpoint}.")
            + " Lower the learning rate or look at the batch, then start again from there.") => (Step, Batch, Checkpoint) = (step, batch, checkpoint);

    /// <summary>The step that failed, from 1.</summary>
    public long Step { get; }

    /// <summary>Data of that step.</summary>
    public string Batch { get; }

    /// <summary>The last good checkpoint; null where there is none.</summary>
    public string? Checkpoint { get; }
}
