using Workbench.Ops;
using Workbench.Training.Optimizers;

namespace Workbench.Training;

/// <summary>One thing that a checkpoint holds.</summary>
internal interface IStatePart
{
    /// <summary>Hands out the present state; tensors may be the live ones.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes a state. Called twice: first to check everything, then to copy.</summary>
    void Load(StateReader reader);
}

/// <summary>A tensor that is loaded into its own memory.</summary>
internal sealed record TensorPart(string Name, Tensor Target) : IStatePart
{
    public void Save(StateWriter writer) => writer.Tensor(Name, Target);

    public void Load(StateReader reader) => reader.CopyTo(Name, Target);
}

/// <summary>A text, or anything written as one.</summary>
internal sealed record TextPart(string Name, Func<string> Read, Action<string> Write) : IStatePart
{
    public void Save(StateWriter writer) => writer.Text(Name, Read());

    public void Load(StateReader reader)
    {
        var text = reader.Text(Name);
        if (text is not null && !reader.Checking)
            Write(text);
    }
}

/// <summary>Random streams; which of them exist depends on what was drawn.</summary>
internal sealed record RandomPart(string Name, SeededRandom Source) : IStatePart
{
    public void Save(StateWriter writer)
    {
        writer.Text(Name, "streams");
        foreach (var (stream, state) in Source.Save())
            writer.Tensor($"{Name}/{stream}", state);
    }

    public void Load(StateReader reader)
    {
        reader.Text(Name);
        var states = reader.Under(Name + "/");
        if (!reader.Checking)
            Source.Load(states);
        else if (SeededRandom.Misfit(states) is { } problem)
            reader.Refuse($"'{Name}' {problem}");
    }
}

/// <summary>The random numbers of libtorch itself, which dropout and initial weights draw; CPU only.</summary>
internal sealed record LibraryRandomPart(string Name) : IStatePart
{
    public void Save(StateWriter writer) => writer.Tensor(Name, random.get_rng_state());

    public void Load(StateReader reader)
    {
        if (reader.Tensor(Name, ScalarType.Byte, SeededRandom.StateBytes) is { } state && !reader.Checking)
            random.set_rng_state(state);
    }
}

/// <summary>An optimiser that captures its own state; which tensors there are depends on what was stepped.</summary>
internal sealed record ResumablePart(string Name, IResumable Optimizer) : IStatePart
{
    public void Save(StateWriter writer)
    {
        using var scope = NewDisposeScope();
        writer.Text(Name, "resumable");
        foreach (var (key, value) in Optimizer.CaptureState())
            writer.Tensor($"{Name}/{key}", value.MoveToOuterDisposeScope());
    }

    public void Load(StateReader reader)
    {
        reader.Text(Name);
        var state = reader.Under(Name + "/");
        if (!reader.Checking)
            Optimizer.RestoreState(state);
    }
}

/// <summary>An Adam or AdamW optimiser, parameter by parameter in its own order.</summary>
internal sealed class AdamPart : IStatePart
{
    private readonly string _name;
    private readonly TorchSharp.Modules.OptimizerHelper _optimizer;
    private readonly List<AdamMoments> _moments;

    public AdamPart(string name, TorchSharp.Modules.OptimizerHelper optimizer)
    {
        (_name, _optimizer) = (name, optimizer);
        _moments = [.. optimizer.state_dict().State.Select(AdamMoments.Of)];
    }

    public void Save(StateWriter writer)
    {
        foreach (var (key, moment) in Moments())
            writer.Tensor(key, moment);
        writer.Tensor($"{_name}/steps", tensor(_moments.Select(moment => moment.Step).ToArray()));
        writer.Tensor($"{_name}/rates", tensor(_optimizer.ParamGroups.SelectMany(group => new[] { group.LearningRate, group.InitialLearningRate }).ToArray()));
    }

    public void Load(StateReader reader)
    {
        foreach (var (key, moment) in Moments())
            reader.CopyTo(key, moment);
        var steps = reader.Tensor($"{_name}/steps", ScalarType.Int64, _moments.Count);
        var groups = _optimizer.ParamGroups.ToList();
        var rates = reader.Tensor($"{_name}/rates", ScalarType.Float64, 2 * groups.Count);
        if (reader.Checking)
            return;
        for (var i = 0; i < _moments.Count; i++)
            _moments[i].Step = steps![i].item<long>();
        for (var i = 0; i < groups.Count; i++)
            (groups[i].LearningRate, groups[i].InitialLearningRate) = (rates![2 * i].item<double>(), rates[2 * i + 1].item<double>());
    }

    private IEnumerable<(string Name, Tensor Moment)> Moments()
    {
        for (var i = 0; i < _moments.Count; i++)
            foreach (var (kind, moment) in _moments[i].Tensors)
                yield return ($"{_name}/{kind}/{i}", moment);
    }
}
