using Workbench.Display;

namespace Workbench.Training;

/// <summary>A training: what one step does, and everything that must survive an interruption. <see cref="TrainingRun"/> drives it.</summary>
/// <remarks>All calls come from one thread. The engine opens a dispose scope around every call.</remarks>
public interface ITraining : IDisposable
{
    /// <summary>Names everything that the next step depends on: modules, optimisers, averages, random streams, counters.</summary>
    /// <remarks>Called for every save and every load; it must name the same things each time. What is not named here starts anew after a resume.</remarks>
    /// <param name="state">Takes the names.</param>
    void Describe(TrainingState state);

    /// <summary>Steps after which the configuration has nothing more to do, and the run ends; null where it may go on for ever.</summary>
    long? Length => null;

    /// <summary>Does one step of the optimiser or optimisers.</summary>
    /// <param name="step">Steps done before this one.</param>
    TrainingStep Step(long step);

    /// <summary>Pictures that show how far the training has come; called at the sampling interval. Must not change what <see cref="Describe"/> names.</summary>
    IReadOnlyList<TrainingSample> Samples() => [];

    /// <summary>Measures on held-out data, by name; called at the evaluation interval. Must not change what <see cref="Describe"/> names.</summary>
    IReadOnlyDictionary<string, double> Evaluate() => new Dictionary<string, double>();

    /// <summary>Writes what the training is for, such as a network that can be loaded; called at the end of a sitting, and for the best checkpoint.</summary>
    /// <param name="folder">An existing folder; files of the last time are overwritten.</param>
    void Export(string folder)
    {
    }
}

/// <summary>What one step did.</summary>
/// <param name="Metrics">Scalars by name, such as <c>loss/colour</c>; the first is the one that progress shows. A value that is not finite stops the training.</param>
/// <param name="Batch">Which data the step saw, in words short enough for a message: seeds, indices, file names.</param>
public sealed record TrainingStep(IReadOnlyDictionary<string, double> Metrics, string Batch);

/// <summary>A picture of the state of a training.</summary>
/// <param name="Name">What it shows, the same at every interval.</param>
/// <param name="Picture">The picture.</param>
public sealed record TrainingSample(string Name, Picture Picture);
