using System.Globalization;
using Workbench.Ops;
using Workbench.Training.Optimizers;

namespace Workbench.Training;

/// <summary>The list of everything that a checkpoint holds, by name. Saving and loading read the same list, so that neither can forget what the other keeps.</summary>
public sealed class TrainingState
{
    private readonly List<IStatePart> _parts;
    private readonly string _prefix;

    internal TrainingState()
        : this([], "")
    {
    }

    private TrainingState(List<IStatePart> parts, string prefix) => (_parts, _prefix) = (parts, prefix);

    internal IReadOnlyList<IStatePart> Parts => _parts;

    internal void Add(IStatePart part) => _parts.Add(part);

    /// <summary>The same list with a prefix before every name, for things that describe themselves.</summary>
    /// <param name="prefix">Without slash.</param>
    public TrainingState Under(string prefix) => new(_parts, Full(prefix) + "/");

    /// <summary>The parameters and persistent buffers of a module.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="module">The module.</param>
    public void Module(string name, nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var (key, tensor) in module.state_dict())
            _parts.Add(new TensorPart($"{Full(name)}/{key}", tensor));
    }

    /// <summary>The moments, step counts and learning rates of an Adam or AdamW optimiser, or the state of one that captures it itself, such as Ranger.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="optimizer">The optimiser; its parameters in the same order each time.</param>
    /// <exception cref="ArgumentException">The optimiser is of another kind.</exception>
    public void Optimizer(string name, TorchSharp.Modules.OptimizerHelper optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        _parts.Add(optimizer is IResumable resumable ? new ResumablePart(Full(name), resumable) : new AdamPart(Full(name), optimizer));
    }

    /// <summary>Named random streams.</summary>
    /// <param name="name">Name of the source in the file.</param>
    /// <param name="random">The streams.</param>
    public void Random(string name, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _parts.Add(new RandomPart(Full(name), random));
    }

    /// <summary>A tensor, loaded into its own memory.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="tensor">The tensor; its shape and type never change.</param>
    public void Tensor(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        _parts.Add(new TensorPart(Full(name), tensor));
    }

    /// <summary>A whole number, such as images seen or the position in the data.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="read">Tells it.</param>
    /// <param name="write">Sets it.</param>
    public void Number(string name, Func<long> read, Action<long> write) =>
        Text(name, () => read().ToString(CultureInfo.InvariantCulture), text => write(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)));

    /// <summary>A real number; every bit is kept.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="read">Tells it.</param>
    /// <param name="write">Sets it.</param>
    public void Real(string name, Func<double> read, Action<double> write) =>
        Text(name, () => read().ToString("R", CultureInfo.InvariantCulture), text => write(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));

    /// <summary>A text.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="read">Tells it.</param>
    /// <param name="write">Sets it; a <see cref="FormatException"/> refuses the checkpoint.</param>
    public void Text(string name, Func<string> read, Action<string> write) => _parts.Add(new TextPart(Full(name), read, write));

    private string Full(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _prefix + name;
    }
}
