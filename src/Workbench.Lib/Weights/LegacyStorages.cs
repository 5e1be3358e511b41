namespace Workbench.Weights;

/// <summary>The storages of a legacy torch file: named inside the object, found after it.</summary>
internal sealed class LegacyStorages
{
    private readonly Dictionary<string, Root> _roots = [];

    /// <summary>The storage of <c>('storage', class, key, location, count, view)</c>; view is None or (key, offset, count) of a part.</summary>
    public PickleStorage Find(PickleTuple id, PickleSite site)
    {
        var storage = StateDictHost.Storage(id, site, out var key);
        if (!_roots.TryGetValue(key, out var root))
            _roots.Add(key, root = new Root(storage));
        if (root.Whole.Dtype != storage.Dtype || root.Whole.Count != storage.Count)
            throw site.Error(CheckpointProblem.SizeMismatch, "one storage has two types or sizes");
        if (id.Items.Length < 6 || id.Items[5] is null)
            return root.Whole;
        if (id.Items[5] is not PickleTuple { Items: [string, long offset, long count] })
            throw site.Error(CheckpointProblem.InvalidPersistentId, "the part of a storage is not described by key, offset and count");
        if (offset < 0 || count < 0 || offset > storage.Count || count > storage.Count - offset)
            throw site.Error(CheckpointProblem.ViewOutsideStorage, $"a part of {count} elements from {offset} on does not fit a storage of {storage.Count}");
        var part = new PickleStorage(storage.Dtype, count);
        root.Parts.Add((part, offset));
        return part;
    }

    /// <summary>Reads the list of keys and gives every storage its bytes; the list must name each storage once, and nothing may follow.</summary>
    public void Locate(PickleInput input, object? keys)
    {
        if (keys is not PickleList list)
            throw input.Error(CheckpointProblem.Malformed, "the storage keys are no list");
        foreach (var item in list.Items)
        {
            if (item is not string key || !_roots.Remove(key, out var root))
                throw input.Error(CheckpointProblem.Malformed, "the list of storages names one that no tensor uses, or names it twice");
            var size = ElementType.Size(root.Whole.Dtype);
            var count = input.Int64();
            if (count != root.Whole.Count)
                throw input.Error(CheckpointProblem.SizeMismatch, $"a storage has {count} elements, its tensors expect {root.Whole.Count}");
            var bytes = input.Blob(count * size).Region;
            root.Whole.Bytes = bytes;
            foreach (var (part, offset) in root.Parts)
                part.Bytes = bytes.Slice(offset * size, part.Count * size, "a part of a storage");
        }
        if (_roots.Count > 0)
            throw input.Error(CheckpointProblem.MissingEntry, $"{_roots.Count} storages that tensors use are not in the list of storages");
        if (input.Remaining > 0)
            throw input.Error(CheckpointProblem.TrailingBytes, $"{input.Remaining} bytes follow the last storage");
    }

    private sealed record Root(PickleStorage Whole)
    {
        public List<(PickleStorage Part, long Offset)> Parts { get; } = [];
    }
}
