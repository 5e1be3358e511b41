using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Workbench.Weights;

/// <summary>The tensors of a file or network by name, in the order of the file; values are read when they are asked for.</summary>
public sealed class TensorTable : IReadOnlyDictionary<string, TensorEntry>
{
    private readonly OrderedDictionary<string, TensorEntry> _entries;
    private readonly string _path;

    internal TensorTable(string path, OrderedDictionary<string, TensorEntry> entries)
    {
        _path = path;
        _entries = entries;
    }

    /// <summary>Number of tensors.</summary>
    public int Count => _entries.Count;

    /// <summary>Names in the order of the file.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>Entries in the order of the file.</summary>
    public IEnumerable<TensorEntry> Values => _entries.Values;

    /// <summary>Elements of all tensors together.</summary>
    public long Elements => _entries.Values.Sum(entry => entry.Elements);

    /// <summary>Bytes of all tensors together, once loaded.</summary>
    public long Bytes => _entries.Values.Sum(entry => entry.Bytes);

    /// <summary>Type, shape and place of a tensor.</summary>
    /// <exception cref="CheckpointFormatException">There is no tensor of this name.</exception>
    public TensorEntry this[string key] => _entries.TryGetValue(key, out var entry) ? entry : throw new CheckpointFormatException(
        _path, CheckpointProblem.MissingTensor, -1, $"there is no tensor '{key}'; its {Count} tensors begin with {string.Join(", ", _entries.Keys.Take(5).Select(name => $"'{name}'"))}");

    /// <summary>Reads a tensor into memory: contiguous, on the CPU, independent of every other; the caller's scope owns it.</summary>
    /// <exception cref="CheckpointFormatException">There is no tensor of this name, or its data are bad.</exception>
    public Tensor Load(string name) => Load([new(name, this[name])])[name];

    /// <summary>Reads all tensors; the caller's scope owns them.</summary>
    /// <exception cref="CheckpointFormatException">Data are bad, or views that share storages would need more than four times the size of the file.</exception>
    public IReadOnlyDictionary<string, Tensor> LoadAll()
    {
        if (_entries.Count > 0)
            TensorEntry.CheckBudget(_entries.GetAt(0).Value.Region, Bytes, $"all {Count} tensors together");
        return Load([.. _entries]);
    }

    private static OrderedDictionary<string, Tensor> Load(IReadOnlyList<KeyValuePair<string, TensorEntry>> entries)
    {
        using var scope = NewDisposeScope();
        var targets = entries.Select(item => (item.Value, item.Key, item.Value.Allocate(item.Key))).ToList();
        BulkRead.Fill(targets);
        var tensors = new OrderedDictionary<string, Tensor>(targets.Count);
        foreach (var (entry, name, elements) in targets)
            tensors.Add(name, entry.Arrange(elements).MoveToOuterDisposeScope());
        return tensors;
    }

    /// <summary>Number of NaN and infinite values in a tensor. Reads it.</summary>
    public long CountNonFinite(string name)
    {
        using var scope = NewDisposeScope();
        return this[name].Dtype is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16
            ? Load(name).isfinite().logical_not().sum().item<long>()
            : 0;
    }

    /// <summary>Every tensor that contains NaN or infinite values, with their number. Reads all tensors, one at a time.</summary>
    public IReadOnlyDictionary<string, long> FindNonFinite() =>
        _entries.Keys.Select(name => (name, count: CountNonFinite(name))).Where(found => found.count > 0).ToDictionary(found => found.name, found => found.count);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TensorEntry value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TensorEntry>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
