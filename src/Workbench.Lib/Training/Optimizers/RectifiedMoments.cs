using TorchSharp.Modules;

namespace Workbench.Training.Optimizers;

/// <summary>What a rectified optimiser remembers of one parameter.</summary>
internal sealed class RectifiedMoments(Parameter parameter) : IDisposable
{
    /// <summary>The parameter; the module's.</summary>
    public Parameter Parameter { get; } = parameter;

    /// <summary>t: gradients seen.</summary>
    public long Steps { get; set; }

    /// <summary>m; null before the first gradient.</summary>
    public Tensor? Mean { get; private set; }

    /// <summary>v; null before the first gradient.</summary>
    public Tensor? MeanSquare { get; private set; }

    /// <summary>Slow weights of Lookahead; null before the first gradient and without Lookahead.</summary>
    public Tensor? Slow { get; private set; }

    /// <summary>Begins at zero, with the parameter as it is now for slow weights.</summary>
    public void Begin(bool slow)
    {
        Mean = zeros_like(Parameter).DetachFromDisposeScope();
        MeanSquare = zeros_like(Parameter).DetachFromDisposeScope();
        Slow = slow ? Parameter.detach().clone().DetachFromDisposeScope() : null;
    }

    /// <summary>Replaces everything by copies.</summary>
    public void Set(long steps, Tensor? mean, Tensor? meanSquare, Tensor? slow)
    {
        Dispose();
        (Steps, Mean, MeanSquare, Slow) = (steps, Own(mean), Own(meanSquare), Own(slow));
    }

    public void Dispose()
    {
        Mean?.Dispose();
        MeanSquare?.Dispose();
        Slow?.Dispose();
        (Mean, MeanSquare, Slow) = (null, null, null);
    }

    private Tensor? Own(Tensor? tensor) => tensor?.detach().to(Parameter.device, copy: true).DetachFromDisposeScope();
}
