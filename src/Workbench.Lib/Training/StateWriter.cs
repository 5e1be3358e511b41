namespace Workbench.Training;

/// <summary>Collects the state of a training.</summary>
internal sealed class StateWriter
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Tensors in the order of the description; live or owned by the caller's scope.</summary>
    public List<KeyValuePair<string, Tensor>> Tensors { get; } = [];

    /// <summary>Texts by name.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    public void Tensor(string name, Tensor tensor)
    {
        Claim(name);
        Tensors.Add(new(name, tensor));
    }

    public void Text(string name, string text)
    {
        Claim(name);
        Texts.Add(name, text);
    }

    /// <summary>Names of tensors that hold NaN or infinite values; waits for the device.</summary>
    public IReadOnlyList<string> FindNonFinite()
    {
        var found = new List<string>();
        foreach (var (name, tensor) in Tensors)
        {
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            // The sum of a finite tensor can overflow; only then every value is looked at.
            if (tensor.is_floating_point() && !tensor.sum().isfinite().item<bool>() && !tensor.isfinite().all().item<bool>())
                found.Add(name);
        }
        return found;
    }

    private void Claim(string name)
    {
        if (!_names.Add(name))
            throw new InvalidOperationException($"The training describes two things as '{name}'; give each a name of its own.");
    }
}
