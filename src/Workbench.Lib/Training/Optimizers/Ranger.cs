using TorchSharp.Modules;

namespace Workbench.Training.Optimizers;

/// <summary>Ranger: rectified Adam with gradient centralisation inside Lookahead, as pSp, e4e and TriPlaneNet train with.</summary>
/// <remarks>
/// Centralisation changes the gradient of the parameter in place, as the published code does. <see cref="RangerSettings"/> chooses among the published versions.
/// <code>
/// using var optimizer = new Ranger(encoder.parameters(), new RangerSettings { LearningRate = 1e-4 });
/// optimizer.zero_grad();
/// loss.backward();
/// optimizer.step();
/// using var scope = NewDisposeScope();
/// SafeTensors.Write("optimizer.safetensors", OptimizerSnapshot.Capture(optimizer));   // and later
/// using var file = SafeTensors.Open("optimizer.safetensors");
/// OptimizerSnapshot.Restore(optimizer, file.LoadAll());                               // goes on bit for bit
/// </code>
/// </remarks>
public sealed class Ranger : RectifiedOptimizer
{
    /// <summary>Creates an optimiser with one group of parameters.</summary>
    /// <param name="parameters">What it steps, float32 or float64.</param>
    /// <param name="settings">Settings; the defaults unless given.</param>
    /// <exception cref="ArgumentException">The settings contradict themselves, or a parameter is of half precision.</exception>
    public Ranger(IEnumerable<Parameter> parameters, RangerSettings? settings = null) => AddGroup(parameters, settings ?? new());

    /// <summary>Adds parameters with settings of their own; the learning rate of the group can be changed through <c>ParamGroups</c>.</summary>
    /// <param name="parameters">What it steps, float32 or float64.</param>
    /// <param name="settings">Settings of the group.</param>
    /// <exception cref="ArgumentException">The settings contradict themselves, or a parameter is of half precision.</exception>
    public void AddGroup(IEnumerable<Parameter> parameters, RangerSettings settings) => Add(parameters, settings, mayCentralize: true);
}
