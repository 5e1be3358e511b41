using System.Reflection;

namespace Workbench.Notebooks.Engine;

/// <summary>Returns the memory of tensors that a cell made and nothing holds any more.</summary>
/// <remarks>
/// A tensor's managed part is tiny, so the collector sees no reason to run while native memory grows. Whenever a cell leaves more live
/// tensors than it found, one collection with finalisers frees those that no variable, display, closure, field or background task reaches.
/// What is reachable survives by construction, which a walk over script variables could not promise. Cost: one full collection, tens of
/// milliseconds, only after cells that made tensors.
/// </remarks>
public sealed class TensorCellScope : ICellScope
{
    private PropertyInfo? _liveCount;
    private long _before;

    /// <inheritdoc/>
    public void Begin() => _before = LiveTensors();

    /// <inheritdoc/>
    public void End()
    {
        if (LiveTensors() <= _before) return;
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private long LiveTensors()
    {
        _liveCount ??= Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "TorchSharp")
            ?.GetType("TorchSharp.torch+Tensor")
            ?.GetProperty("TotalCount", BindingFlags.Public | BindingFlags.Static);
        return _liveCount?.GetValue(null) is { } count ? Convert.ToInt64(count, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }
}
