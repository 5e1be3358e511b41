using System.Text.Json.Nodes;

namespace Workbench.Weights;

/// <summary>Reads the network pickles of the StyleGAN family without running or importing anything.</summary>
public static class NetworkPickle
{
    /// <summary>Opens a pickle: structure and attributes are read, tensors on demand.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds no networks.</exception>
    public static NetworkSnapshot Load(string path) => FileBytes.Open(path, Read);

    internal static NetworkSnapshot Read(ByteSource source)
    {
        var file = source.Whole;
        if (file.Length == 0)
            throw file.Error(CheckpointProblem.Empty, 0, "the file is empty; the download or copy failed, fetch it again");
        var input = new PickleInput(file);
        var host = new NetworkHost();
        var root = PickleMachine.Run(input, host);
        if (input.Remaining > 0)
            throw input.Error(CheckpointProblem.TrailingBytes, $"{input.Remaining} bytes follow the pickle");
        if (root is not PickleDictionary items)
            throw file.Error(CheckpointProblem.UnexpectedContent, 0, $"the pickle holds {PickleHost.Describe(root)}; a network snapshot is a dictionary with G, D and G_ema");
        return Snapshot(source, items, host.Unknown);
    }

    private static NetworkSnapshot Snapshot(ByteSource source, PickleDictionary items, IReadOnlyList<string> unknown)
    {
        var file = source.Whole;
        var networks = new OrderedDictionary<string, NetworkRecord>();
        var plain = new PickleDictionary();
        foreach (var (key, value) in items.Items)
            if (key is string name && ModuleState.Of(value) is { } module)
                networks.Add(name, NetworkReader.Read(file, name, module));
            else
                plain.Set(key, value);
        if (networks.Count == 0)
            throw file.Error(CheckpointProblem.UnexpectedContent, 0, "the dictionary holds no module; a network snapshot has G, D and G_ema");
        return new NetworkSnapshot(source, networks, unknown, (JsonObject)new ValueWalk(file).ToJson(plain, "")!);
    }
}
