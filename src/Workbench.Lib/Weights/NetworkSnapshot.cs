using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>An open network pickle. Disposing closes the file; loaded tensors live on.</summary>
public sealed class NetworkSnapshot : IDisposable
{
    private readonly ByteSource _source;

    internal NetworkSnapshot(ByteSource source, IReadOnlyDictionary<string, NetworkRecord> networks, IReadOnlyList<string> unknownGlobals, JsonObject values)
    {
        _source = source;
        Networks = networks;
        UnknownGlobals = unknownGlobals;
        Values = values;
    }

    /// <summary>The file.</summary>
    public string Path => _source.Path;

    /// <summary>The networks by key: G, D, G_ema, and augment_pipe where it is a module.</summary>
    public IReadOnlyDictionary<string, NetworkRecord> Networks { get; }

    /// <summary>Classes and functions that the file names and this library does not know; their objects are kept as data in the attributes.</summary>
    public IReadOnlyList<string> UnknownGlobals { get; }

    /// <summary>Everything else in the file.</summary>
    public JsonObject Values { get; }

    /// <summary>Options of the training set; empty where the file has none.</summary>
    public JsonObject TrainingSetKwargs => Values["training_set_kwargs"] as JsonObject ?? [];

    /// <summary>A network by key.</summary>
    /// <exception cref="CheckpointFormatException">The file has no such network.</exception>
    public NetworkRecord this[string name] => Networks.TryGetValue(name, out var network) ? network : throw new CheckpointFormatException(
        Path, CheckpointProblem.MissingTensor, -1, $"there is no network '{name}'; the file has {string.Join(", ", Networks.Keys)}");

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();
}
