namespace Workbench.Training.Optimizers;

/// <summary>An optimiser whose state can be stored as named tensors; a restored one continues bit for bit.</summary>
public interface IResumable
{
    /// <summary>Copies of everything the next step depends on beside parameters and gradients; the caller's scope owns them.</summary>
    IReadOnlyDictionary<string, Tensor> CaptureState();

    /// <summary>Takes over a captured state. Either all of it is taken or none.</summary>
    /// <param name="state">From <see cref="CaptureState"/> of an optimiser of parameters of the same shapes in the same order.</param>
    /// <exception cref="ArgumentException">The state belongs to other parameters; the message names the first difference.</exception>
    void RestoreState(IReadOnlyDictionary<string, Tensor> state);
}
