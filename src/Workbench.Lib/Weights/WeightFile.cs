using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>A weights file of any known format. Disposing closes it; loaded tensors live on.</summary>
public sealed class WeightFile : IDisposable
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly ByteSource _source;

    private WeightFile(ByteSource source, WeightFormat format, TensorTable tensors, IReadOnlyDictionary<string, string> metadata, JsonNode? values = null, NetworkSnapshot? snapshot = null)
    {
        _source = source;
        Format = format;
        Tensors = tensors;
        Metadata = metadata;
        Values = values;
        Snapshot = snapshot;
    }

    /// <summary>The file.</summary>
    public string Path => _source.Path;

    /// <summary>What its content is, whatever its name says.</summary>
    public WeightFormat Format { get; }

    /// <summary>
    /// All tensors. Names of nested dictionaries are joined by dots (<c>state_dict.encoder.weight</c>), networks put their key before (<c>G_ema.mapping.fc0.weight</c>);
    /// a tensor without a name is called <c>tensor</c>.
    /// </summary>
    public TensorTable Tensors { get; }

    /// <summary>Metadata of a safetensors file; empty for other formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Everything in the file that is no tensor, such as the options beside a state dict; null where there is nothing.</summary>
    public JsonNode? Values { get; }

    /// <summary>The networks of a network pickle; null for other formats.</summary>
    public NetworkSnapshot? Snapshot { get; }

    /// <summary>Opens a file by its content.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The content is damaged, hostile or no weights file.</exception>
    public static WeightFile Open(string path) => FileBytes.Open(path, Read);

    /// <summary>One line that tells the file from others: format, tensors, elements, bytes and types.</summary>
    public string Summary()
    {
        var types = Tensors.Values.GroupBy(entry => entry.Dtype).Select(group => $"{ElementType.Name(group.Key)}×{group.Count()}");
        return string.Create(CultureInfo.InvariantCulture, $"{Format} · {Tensors.Count} tensors · {Tensors.Elements:n0} elements · {Tensors.Bytes / 1e6:n1} MB · {string.Join(' ', types)}")
            + (Snapshot is null ? "" : $" · {string.Join(", ", Snapshot.Networks.Values.Select(network => $"{network.Name}: {network.ClassName}"))}");
    }

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal digits. Reads the file once.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (long at = 0, count; at < _source.Length; at += count)
        {
            count = Math.Min(buffer.Length, _source.Length - at);
            _source.Read(at, buffer.AsSpan(0, (int)count));
            hash.AppendData(buffer, 0, (int)count);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    internal static WeightFile Read(ByteSource source)
    {
        var file = source.Whole;
        switch (ContentSniffer.Sniff(file))
        {
            case WeightFormat.SafeTensors:
                var tensors = SafeTensors.Read(source);
                return new WeightFile(source, WeightFormat.SafeTensors, tensors.Entries, tensors.Metadata);
            case WeightFormat.NetworkPickle:
                return FromNetworks(source, NetworkPickle.Read(source));
            case WeightFormat.LegacyTorch:
                return FromObject(source, WeightFormat.LegacyTorch, LegacyTorchFile.Read(file));
            case WeightFormat.NumpyArray:
                return FromEntries(source, WeightFormat.NumpyArray, new() { ["tensor"] = NumpyHeader.Read(file) });
            default:
                var entries = ZipDirectory.Read(file);
                return TorchArchive.Contains(entries)
                    ? FromObject(source, WeightFormat.TorchArchive, TorchArchive.Read(file, entries))
                    : FromEntries(source, WeightFormat.NumpyArchive, NumpyFile.ReadArchive(file, entries));
        }
    }

    private static WeightFile FromEntries(ByteSource source, WeightFormat format, OrderedDictionary<string, TensorEntry> entries) =>
        new(source, format, new TensorTable(source.Path, entries), NoMetadata);

    private static WeightFile FromObject(ByteSource source, WeightFormat format, object? root)
    {
        var walk = new ValueWalk(source.Whole);
        var values = walk.ToJson(root, "");
        return new WeightFile(source, format, new TensorTable(source.Path, walk.Tensors), NoMetadata, values is JsonObject { Count: 0 } ? null : values);
    }

    private static WeightFile FromNetworks(ByteSource source, NetworkSnapshot snapshot)
    {
        var all = new OrderedDictionary<string, TensorEntry>();
        foreach (var network in snapshot.Networks.Values)
            foreach (var (name, entry) in network.Tensors)
                if (!all.TryAdd($"{network.Name}.{name}", entry))
                    throw source.Whole.Error(CheckpointProblem.DuplicateName, 0, $"two tensors have the name '{network.Name}.{name}'");
        return new WeightFile(source, WeightFormat.NetworkPickle, new TensorTable(source.Path, all), NoMetadata, snapshot.Values, snapshot);
    }
}
