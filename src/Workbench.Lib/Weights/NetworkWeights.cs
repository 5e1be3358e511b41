namespace Workbench.Weights;

/// <summary>Loads published networks out of the containers they come in: bare state dicts, training checkpoints with wrapping dictionaries, data-parallel prefixes.</summary>
public static class NetworkWeights
{
    // Counters that files written before torch 0.4.1 lack; evaluation never reads them.
    private const string Counters = "*num_batches_tracked";

    /// <summary>Copies the weights of a network from a file into a module. Either all are copied or none.</summary>
    /// <param name="module">Receives them; its state-dict names are those of the published network.</param>
    /// <param name="path">safetensors, .pth or .pt; its content decides.</param>
    /// <param name="network">What the file must hold.</param>
    /// <param name="prefix">Which of several copies in the file, such as <c>state_dict.encoder.</c>; found by itself where there is one.</param>
    /// <param name="below">Which of the module's tensors are loaded: those whose names begin so, such as <c>features.</c>; all unless given.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile, or holds another network: the message says which one it looks like.</exception>
    public static void Load(nn.Module module, string path, KnownNetwork network, string? prefix = null, string below = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(network);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var file = WeightFile.Open(path);
        var place = Place(file, network, prefix);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var name in file.Tensors.Keys)
            if (name.StartsWith(place, StringComparison.Ordinal) && name[place.Length..] is var own && own.StartsWith(below, StringComparison.Ordinal))
                tensors[own] = file.Tensors.Load(name);
        List<string> missing = [Counters, .. network.Optional];
        if (below.Length > 0)
            missing.AddRange(module.state_dict().Keys.Where(name => !name.StartsWith(below, StringComparison.Ordinal)));
        StateDict.Load(module, tensors, new StateDictRules { MayBeMissing = missing, MayBeExtra = [.. network.Unneeded, "latent_avg"], ConvertTypes = true, Source = $"{path} ({network.Name})" });
    }

    /// <summary>The average code that encoder checkpoints carry beside their weights (<c>latent_avg</c>); the caller's scope owns it.</summary>
    /// <param name="path">A checkpoint of pSp, e4e or TriPlaneNet.</param>
    /// <returns>[K] or [L, K]; null when the file carries none.</returns>
    /// <exception cref="CheckpointFormatException">The file is damaged or hostile, or carries several different ones.</exception>
    public static Tensor? LatentAverage(string path)
    {
        using var file = WeightFile.Open(path);
        var names = file.Tensors.Keys.Where(name => name == "latent_avg" || name.EndsWith(".latent_avg", StringComparison.Ordinal)).ToList();
        return names.Count switch
        {
            0 => null,
            1 => file.Tensors.Load(names[0]),
            _ => throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"it carries {names.Count} average codes ({string.Join(", ", names)}); load the one you mean through WeightFile"),
        };
    }

    private static string Place(WeightFile file, KnownNetwork network, string? prefix)
    {
        var places = network.FindIn(file.Tensors);
        if (places.Count == 0)
            throw Refuse($"this is no {network.Name}; it looks like {KnownNetworks.Describe(file.Tensors)}");
        if (prefix is null)
            return places.Count == 1 ? places[0] : throw Refuse($"it holds {network.Name} {places.Count} times, below {List(places)}; name one prefix");
        return places.Contains(prefix) ? prefix : throw Refuse($"there is no {network.Name} below '{prefix}'; there is one below {List(places)}");

        CheckpointFormatException Refuse(string what) => new(file.Path, CheckpointProblem.UnexpectedContent, -1, what);
    }

    private static string List(IReadOnlyList<string> prefixes) => string.Join(", ", prefixes.Select(prefix => $"'{prefix}'"));
}
