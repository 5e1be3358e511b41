using TorchSharp.Modules;

namespace Workbench.Training.Optimizers;

/// <summary>Lookahead around any optimiser: every k-th step the parameters return part of the way to a slow copy (Zhang et al. 2019).</summary>
/// <remarks>slow ← slow + α (p − slow); p ← slow, after every k-th inner step. Slow weights begin as the parameters are when this object is made. State of the inner optimiser is untouched.</remarks>
public sealed class Lookahead : OptimizerHelper, IResumable
{
    private const string StepsName = "steps", SlowName = "slow.", InnerName = "inner.";

    private readonly optim.Optimizer _inner;
    private readonly List<Parameter> _parameters;
    private readonly List<Tensor> _slow;
    private readonly int _period;
    private readonly double _rate;
    private long _steps;

    /// <summary>Wraps an optimiser, which is disposed with this one.</summary>
    /// <param name="inner">Takes the fast steps; all its parameters must have been given to it.</param>
    /// <param name="period">k, at least 1.</param>
    /// <param name="rate">α, 0…1: 1 leaves the inner optimiser as it is, 0 stands still.</param>
    public Lookahead(optim.Optimizer inner, int period = 6, double rate = 0.5)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        if (rate is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The share of the way to the parameters lies in 0…1.");
        (_inner, _period, _rate) = (inner, period, rate);
        using var grad = no_grad();
        _parameters = [.. inner.parameters()];
        _slow = [.. _parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
        _parameter_groups = [];
    }

    /// <inheritdoc/>
    public override IEnumerable<optim.ILearningRateController> ParamGroups => _inner.ParamGroups;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => _parameters;

    /// <inheritdoc/>
    public override void zero_grad() => _inner.zero_grad();

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group) =>
        throw new NotSupportedException("Give all parameters to the inner optimiser before it is wrapped.");

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        var loss = _inner.step(closure);
        if (++_steps % _period != 0)
            return loss;
        using var grad = no_grad();
        for (var i = 0; i < _slow.Count; i++)
        {
            using var scope = NewDisposeScope();
            _slow[i].add_(_parameters[i] - _slow[i], _rate);
            _parameters[i].copy_(_slow[i]);
        }
        return loss;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> CaptureState()
    {
        var state = OptimizerSnapshot.Capture(_inner).ToDictionary(item => InnerName + item.Key, item => item.Value);
        state[StepsName] = tensor(_steps, ScalarType.Int64);
        for (var i = 0; i < _slow.Count; i++)
            state[SlowName + i] = _slow[i].clone();
        return state;
    }

    /// <inheritdoc/>
    public void RestoreState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (!state.TryGetValue(StepsName, out var steps) || steps.numel() != 1)
            throw new ArgumentException($"state: there is no number '{StepsName}'; it was not captured from Lookahead.", nameof(state));
        for (var i = 0; i < _slow.Count; i++)
            if (!state.TryGetValue(SlowName + i, out var slow) || !slow.shape.AsSpan().SequenceEqual(_slow[i].shape))
                throw new ArgumentException($"state: '{SlowName}{i}' is missing or not [{string.Join(", ", _slow[i].shape)}]; give the parameters in the order of the captured optimiser.", nameof(state));
        if (state.ContainsKey(SlowName + _slow.Count))
            throw new ArgumentException($"state: it has slow weights of more than {_slow.Count} parameters.", nameof(state));
        OptimizerSnapshot.Restore(_inner, state.Where(item => item.Key.StartsWith(InnerName, StringComparison.Ordinal)).ToDictionary(item => item.Key[InnerName.Length..], item => item.Value));
        for (var i = 0; i < _slow.Count; i++)
            _slow[i].copy_(state[SlowName + i]);
        _steps = steps.ToInt64();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        _inner.Dispose();
        foreach (var slow in _slow)
            slow.Dispose();
    }
}
