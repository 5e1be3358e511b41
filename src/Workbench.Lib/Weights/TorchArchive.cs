using System.Text;

namespace Workbench.Weights;

/// <summary>The zip format of torch: <c>data.pkl</c> describes the object, <c>data/KEY</c> holds the storages.</summary>
internal static class TorchArchive
{
    private const long LongestPickle = 64 << 20;

    /// <summary>True when an archive is torch's (another one may hold NumPy arrays).</summary>
    public static bool Contains(OrderedDictionary<string, ZipEntry> entries) => entries.Keys.Any(IsObject);

    /// <summary>The object of a file; its storages point into the file.</summary>
    public static object? Read(ByteRegion file, OrderedDictionary<string, ZipEntry> entries)
    {
        var objects = entries.Values.Where(entry => IsObject(entry.Name)).ToList();
        if (objects.Count != 1)
            throw file.Error(CheckpointProblem.MissingEntry, 0, $"the archive has {objects.Count} entries data.pkl instead of one");
        var folder = objects[0].Name[..^"data.pkl".Length];
        if (entries.ContainsKey(folder + "constants.pkl"))
            throw file.Error(CheckpointProblem.Unsupported, 0, "this is a TorchScript program; in Python save module.state_dict() instead");
        CheckByteOrder(entries.GetValueOrDefault(folder + "byteorder"));
        if (objects[0].Size > LongestPickle)
            throw objects[0].Data.Error(CheckpointProblem.HeaderTooLarge, 0, $"data.pkl has {objects[0].Size} bytes, more than {LongestPickle}; it should only describe the tensors");
        var storages = new Storages(entries, folder + "data/");
        var input = new PickleInput(objects[0].Content);
        var root = PickleMachine.Run(input, new StateDictHost(storages.Find));
        if (input.Remaining > 0)
            throw input.Error(CheckpointProblem.TrailingBytes, $"{input.Remaining} bytes follow the pickle in data.pkl");
        return root;
    }

    private static bool IsObject(string name) => name == "data.pkl" || (name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - "/data.pkl".Length);

    private static void CheckByteOrder(ZipEntry? entry)
    {
        if (entry is null)
            return;
        if (entry.Size > 16)
            throw entry.Data.Error(CheckpointProblem.Malformed, 0, $"the entry byteorder has {entry.Size} bytes");
        if (Encoding.Latin1.GetString(entry.Content.ToArray("byteorder")) is not "little" and var order)
            throw entry.Data.Error(CheckpointProblem.BigEndian, 0, $"the byte order is '{order}'; save the file on a little-endian machine");
    }

    private sealed class Storages(OrderedDictionary<string, ZipEntry> entries, string folder)
    {
        private readonly Dictionary<string, PickleStorage> _found = [];

        public PickleStorage Find(PickleTuple id, PickleSite site)
        {
            var storage = StateDictHost.Storage(id, site, out var key);
            if (_found.TryGetValue(key, out var known))
                return known.Dtype == storage.Dtype && known.Count == storage.Count
                    ? known
                    : throw site.Error(CheckpointProblem.SizeMismatch, "one storage has two types or sizes");
            if (!entries.TryGetValue(folder + key, out var entry))
                throw site.Error(CheckpointProblem.MissingEntry, "a tensor needs a storage that the archive lacks");
            if (entry.Size != storage.Count * ElementType.Size(storage.Dtype))
                throw site.Error(CheckpointProblem.SizeMismatch, $"the storage '{entry.Name}' has {entry.Size} bytes, its {storage.Count} elements of {ElementType.Name(storage.Dtype)} take {storage.Count * ElementType.Size(storage.Dtype)}");
            storage.Bytes = entry.Content;
            _found.Add(key, storage);
            return storage;
        }
    }
}
