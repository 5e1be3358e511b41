using TorchSharp.Modules;

namespace Workbench.Training.Optimizers;

/// <summary>State of any optimiser as named tensors, so that it can be stored in a safetensors file beside the weights.</summary>
public static class OptimizerSnapshot
{
    private const string Opaque = "torchsharp";

    /// <summary>Copies of everything the next step depends on; the caller's scope owns them.</summary>
    /// <param name="optimizer">One of this library, or one of TorchSharp (stored as one tensor of bytes).</param>
    /// <exception cref="ArgumentException">The optimiser cannot tell its state.</exception>
    public static IReadOnlyDictionary<string, Tensor> Capture(optim.Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (optimizer is IResumable resumable)
            return resumable.CaptureState();
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
            Helper(optimizer).save_state_dict(writer);
        return new Dictionary<string, Tensor> { [Opaque] = tensor(memory.ToArray(), dtype: ScalarType.Byte) };
    }

    /// <summary>Takes over a captured state.</summary>
    /// <param name="optimizer">An optimiser of the same kind, of parameters of the same shapes in the same order.</param>
    /// <param name="state">From <see cref="Capture"/>.</param>
    /// <exception cref="ArgumentException">The state belongs to another optimiser or to other parameters.</exception>
    public static void Restore(optim.Optimizer optimizer, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(state);
        if (optimizer is IResumable resumable)
        {
            resumable.RestoreState(state);
            return;
        }
        if (!state.TryGetValue(Opaque, out var bytes) || state.Count != 1 || bytes.dtype != ScalarType.Byte)
            throw new ArgumentException($"state: {optimizer.GetType().Name} needs one tensor '{Opaque}' of bytes; this state was captured from another kind of optimiser.", nameof(state));
        using var reader = new BinaryReader(new MemoryStream(Content(bytes)));
        using var scope = NewDisposeScope();
        try
        {
            Helper(optimizer).load_state_dict(reader);
            scope.Detach(scope.DisposablesView.ToList()); // what was loaded belongs to the optimiser, not to the scope of this call
        }
        catch (Exception error) when (error is ArgumentException or InvalidDataException or EndOfStreamException or OverflowException or System.Runtime.InteropServices.ExternalException)
        {
            throw new ArgumentException($"state: it does not fit {optimizer.GetType().Name} and its parameters: {error.Message.Split('\n')[0]}", nameof(state), error);
        }
    }

    private static byte[] Content(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        return bytes.cpu().data<byte>().ToArray();
    }

    private static OptimizerHelper Helper(optim.Optimizer optimizer) =>
        optimizer as OptimizerHelper ?? throw new ArgumentException($"optimizer: {optimizer.GetType().Name} has no state that can be stored; use one of this library.", nameof(optimizer));
}
