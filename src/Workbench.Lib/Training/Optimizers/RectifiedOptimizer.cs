using TorchSharp.Modules;

namespace Workbench.Training.Optimizers;

/// <summary>The step that rectified Adam and Ranger share.</summary>
/// <remarks>State costs two copies of every parameter, three with Lookahead. Parameters without gradient are left alone and do not age.</remarks>
public abstract class RectifiedOptimizer : OptimizerHelper, IResumable
{
    private const string StepsName = "steps", MeanName = "mean", MeanSquareName = "mean_square", SlowName = "slow", RateName = "learning_rate";

    private readonly List<Group> _groups = [];

    private protected RectifiedOptimizer() => _parameter_groups = [];

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group) =>
        throw new NotSupportedException("Parameter groups of this optimiser have settings of their own; call AddGroup(parameters, settings).");

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
            using (enable_grad())
                loss = closure();
        using var grad = no_grad();
        foreach (var group in _groups)
            foreach (var moments in group.Moments)
            {
                using var scope = NewDisposeScope();
                if (moments.Parameter.grad is { } gradient)
                    Update(group, moments, gradient);
            }
        return loss!;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> CaptureState()
    {
        using var grad = no_grad();
        var state = new Dictionary<string, Tensor>();
        for (var g = 0; g < _groups.Count; g++)
        {
            state[$"{g}.{RateName}"] = tensor(_groups[g].Rate.LearningRate, ScalarType.Float64);
            for (var i = 0; i < _groups[g].Moments.Count; i++)
            {
                var moments = _groups[g].Moments[i];
                state[$"{g}.{i}.{StepsName}"] = tensor(moments.Steps, ScalarType.Int64);
                foreach (var (name, value) in Tensors(moments))
                    if (value is not null)
                        state[$"{g}.{i}.{name}"] = value.clone();
            }
        }
        return state;
    }

    /// <inheritdoc/>
    public void RestoreState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var known = new HashSet<string>();
        for (var g = 0; g < _groups.Count; g++)
        {
            Expect($"{g}.{RateName}", []);
            for (var i = 0; i < _groups[g].Moments.Count; i++)
            {
                var seen = Expect($"{g}.{i}.{StepsName}", []).ToInt64() > 0;
                foreach (var (name, _) in Tensors(_groups[g].Moments[i]))
                    if (seen && (name != SlowName || _groups[g].Settings.SyncPeriod > 0))
                        Expect($"{g}.{i}.{name}", _groups[g].Moments[i].Parameter.shape);
            }
        }
        if (state.Keys.FirstOrDefault(key => !known.Contains(key)) is { } extra)
            throw new ArgumentException($"state: '{extra}' belongs to no parameter; the state was captured from an optimiser of other parameters or settings.", nameof(state));
        for (var g = 0; g < _groups.Count; g++)
        {
            _groups[g].Rate.LearningRate = state[$"{g}.{RateName}"].ToDouble();
            for (var i = 0; i < _groups[g].Moments.Count; i++)
                _groups[g].Moments[i].Set(state[$"{g}.{i}.{StepsName}"].ToInt64(), Find(g, i, MeanName), Find(g, i, MeanSquareName), Find(g, i, SlowName));
        }

        Tensor Expect(string name, long[] shape)
        {
            known.Add(name);
            if (!state.TryGetValue(name, out var tensor))
                throw new ArgumentException($"state: there is no '{name}'; the state was captured from an optimiser of other parameters or settings.", nameof(state));
            return tensor.shape.AsSpan().SequenceEqual(shape)
                ? tensor
                : throw new ArgumentException($"state: '{name}' is [{string.Join(", ", tensor.shape)}] instead of [{string.Join(", ", shape)}]; give the parameters in the order of the captured optimiser.", nameof(state));
        }

        Tensor? Find(int group, int index, string name) => state.GetValueOrDefault($"{group}.{index}.{name}");
    }

    private protected void Add(IEnumerable<Parameter> parameters, RangerSettings settings, bool mayCentralize)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("settings: " + string.Join(' ', problems), nameof(settings));
        var list = parameters.ToList();
        if (list.Find(parameter => parameter.dtype is not (ScalarType.Float32 or ScalarType.Float64)) is { } other)
            throw new ArgumentException($"parameters: one is {other.dtype}; moments would lose their digits. Keep master weights in Float32.", nameof(parameters));
        var group = new ParamGroup { Parameters = list, Options = new OptimizerOptions { LearningRate = settings.LearningRate, InitialLearningRate = settings.LearningRate } };
        _parameter_groups.Add(group);
        _groups.Add(new Group(settings, mayCentralize, group, [.. list.Select(parameter => new RectifiedMoments(parameter))]));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            foreach (var moments in _groups.SelectMany(group => group.Moments))
                moments.Dispose();
    }

    // All in place: no step leaves memory behind.
    private static void Update(Group group, RectifiedMoments moments, Tensor gradient)
    {
        var (settings, rate) = (group.Settings, group.Rate.LearningRate);
        if (moments.Mean is null)
            moments.Begin(settings.SyncPeriod > 0);
        var (parameter, mean, square) = (moments.Parameter, moments.Mean!, moments.MeanSquare!);
        var later = settings.Version == RangerVersion.September2020;
        if (!settings.CentralizeDirection)
            Centralize(group, gradient);
        moments.Steps++;
        // Scalars have names: one without could be finalised while the native call still reads it.
        using (Scalar keep = settings.Beta2, take = 1 - settings.Beta2)
            square.mul_(keep).addcmul_(gradient, gradient, take);
        using (Scalar keep = settings.Beta1, take = 1 - settings.Beta1)
            mean.mul_(keep).add_(gradient, take);
        var rectification = Rectification.At(moments.Steps, settings.Beta1, settings.Beta2, settings.LengthThreshold);
        if (settings.WeightDecay != 0 && !later)
        {
            using Scalar shrink = 1 - settings.WeightDecay * rate;
            parameter.mul_(shrink);
        }
        // Before the average is long enough the direction is the stored mean itself, so that what version 2020.9.4 does to the direction stays in the mean.
        using Scalar epsilon = settings.Epsilon, decay = settings.WeightDecay, move = -rectification.Factor * rate;
        var direction = rectification.Adaptive ? mean / square.sqrt().add_(epsilon) : mean;
        if (settings.WeightDecay != 0 && later)
            direction.add_(parameter, decay);
        if (settings.CentralizeDirection)
            Centralize(group, direction);
        parameter.add_(direction, move);
        if (moments.Slow is { } slow && moments.Steps % settings.SyncPeriod == 0)
        {
            using Scalar share = settings.SyncRate;
            slow.add_(parameter - slow, share);
            parameter.copy_(slow);
        }
    }

    private static void Centralize(Group group, Tensor tensor)
    {
        var fewest = group.Settings.Centralization switch
        {
            _ when !group.MayCentralize => int.MaxValue,
            GradientCentralization.Convolutions => 4,
            GradientCentralization.None when group.Settings.Version == RangerVersion.September2020 => int.MaxValue,
            _ => 2, // version 20.4.11 reads the switch but never asks it
        };
        if (tensor.dim() >= fewest)
            tensor.sub_(tensor.mean([.. Enumerable.Range(1, (int)tensor.dim() - 1).Select(axis => (long)axis)], keepdim: true));
    }

    private static IEnumerable<(string Name, Tensor? Value)> Tensors(RectifiedMoments moments) =>
        [(MeanName, moments.Mean), (MeanSquareName, moments.MeanSquare), (SlowName, moments.Slow)];

    private sealed record Group(RangerSettings Settings, bool MayCentralize, ParamGroup Rate, IReadOnlyList<RectifiedMoments> Moments);
}
