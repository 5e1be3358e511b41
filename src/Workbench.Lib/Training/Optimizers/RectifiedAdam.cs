using TorchSharp.Modules;

namespace Workbench.Training.Optimizers;

/// <summary>Rectified Adam (Liu et al. 2019). TorchSharp's optimiser of that name takes other steps than the published one; this one follows PyTorch's.</summary>
public sealed class RectifiedAdam : RectifiedOptimizer
{
    /// <summary>Creates an optimiser with one group of parameters.</summary>
    /// <param name="parameters">What it steps, float32 or float64.</param>
    /// <param name="settings">Settings; the defaults unless given.</param>
    /// <exception cref="ArgumentException">The settings contradict themselves, or a parameter is of half precision.</exception>
    public RectifiedAdam(IEnumerable<Parameter> parameters, RectifiedAdamSettings? settings = null) => AddGroup(parameters, settings ?? new());

    /// <summary>Adds parameters with settings of their own; the learning rate of the group can be changed through <c>ParamGroups</c>.</summary>
    /// <param name="parameters">What it steps, float32 or float64.</param>
    /// <param name="settings">Settings of the group.</param>
    /// <exception cref="ArgumentException">The settings contradict themselves, or a parameter is of half precision.</exception>
    public void AddGroup(IEnumerable<Parameter> parameters, RectifiedAdamSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var ranger = new RangerSettings
        {
            LearningRate = settings.LearningRate,
            Beta1 = settings.Beta1,
            Beta2 = settings.Beta2,
            Epsilon = settings.Epsilon,
            WeightDecay = settings.WeightDecay,
            LengthThreshold = settings.LengthThreshold,
            SyncPeriod = 0,
        };
        Add(parameters, ranger, mayCentralize: false);
    }
}
