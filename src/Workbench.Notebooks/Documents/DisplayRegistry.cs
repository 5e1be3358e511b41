namespace Workbench.Notebooks.Documents;

/// <summary>Which outputs of a run show which display id, across all its cells.</summary>
internal sealed class DisplayRegistry
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<DisplayOutput>> _outputs = [];

    public void Add(string displayId, DisplayOutput output)
    {
        lock (_lock)
        {
            if (!_outputs.TryGetValue(displayId, out var list)) _outputs[displayId] = list = [];
            list.Add(output);
        }
    }

    public IReadOnlyList<DisplayOutput> Find(string displayId)
    {
        lock (_lock)
        {
            return _outputs.TryGetValue(displayId, out var list) ? [.. list] : [];
        }
    }
}
