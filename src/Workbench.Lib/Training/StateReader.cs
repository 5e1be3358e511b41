using Workbench.Weights;

namespace Workbench.Training;

/// <summary>Hands the content of a checkpoint to the parts of a training: a first pass finds every misfit, a second one copies.</summary>
internal sealed class StateReader(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> texts)
{
    private const int Shown = 10;

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>True in the first pass, in which nothing may be changed.</summary>
    public bool Checking { get; private set; } = true;

    /// <summary>Loads every part, or none.</summary>
    /// <exception cref="CheckpointFormatException">Names, shapes or types do not fit; all are listed together.</exception>
    public void Load(IReadOnlyList<IStatePart> parts)
    {
        foreach (var part in parts)
            part.Load(this);
        _problems.AddRange(tensors.Keys.Concat(texts.Keys).Where(name => !_used.Contains(name)).Select(name => $"'{name}' is in the file but not in the training"));
        if (_problems.Count > 0)
            throw new CheckpointFormatException(path, CheckpointProblem.StateDictMismatch, -1,
                $"the checkpoint does not fit the training: {string.Join("; ", _problems.Take(Shown))}{(_problems.Count > Shown ? $"; and {_problems.Count - Shown} more" : "")}. Resume with the configuration and the version that wrote it");
        Checking = false;
        using var frozen = no_grad();
        foreach (var part in parts)
            part.Load(this);
    }

    /// <summary>Notes a misfit.</summary>
    public void Refuse(string problem) => _problems.Add(problem);

    /// <summary>Copies a tensor into its place.</summary>
    public void CopyTo(string name, Tensor target)
    {
        if (Find(name, target.dtype, target.shape) is { } source && !Checking)
            target.copy_(source);
    }

    /// <summary>A vector of a known length; null in the first pass where it is missing.</summary>
    public Tensor? Tensor(string name, ScalarType type, long length) => Find(name, type, [length]);

    /// <summary>A text; null in the first pass where it is missing.</summary>
    public string? Text(string name)
    {
        if (texts.TryGetValue(name, out var text))
            _used.Add(name);
        else
            _problems.Add($"'{name}' is missing");
        return text;
    }

    /// <summary>Every tensor whose name begins with a prefix, without it.</summary>
    public Dictionary<string, Tensor> Under(string prefix)
    {
        var found = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
            if (name.StartsWith(prefix, StringComparison.Ordinal) && _used.Add(name) | !Checking)
                found[name[prefix.Length..]] = tensor;
        return found;
    }

    private Tensor? Find(string name, ScalarType type, ReadOnlySpan<long> shape)
    {
        if (!tensors.TryGetValue(name, out var tensor))
        {
            _problems.Add($"'{name}' is missing");
            return null;
        }
        _used.Add(name);
        if (tensor.dtype == type && shape.SequenceEqual(tensor.shape))
            return tensor;
        _problems.Add($"'{name}' is {tensor.dtype} [{string.Join(", ", tensor.shape)}] instead of {type} [{string.Join(", ", shape.ToArray())}]");
        return null;
    }
}
