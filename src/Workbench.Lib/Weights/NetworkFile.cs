using Workbench.Ops;

namespace Workbench.Weights;

/// <summary>The network files of this library: safetensors whose metadata name the kind of network, its configuration and where the weights came from.</summary>
internal static class NetworkFile
{
    public const string FormatKey = "format";
    public const string ConfigKey = "config";
    private const string SourceKey = "source";

    /// <summary>Writes a network; the file is complete or absent.</summary>
    /// <param name="path">Target.</param>
    /// <param name="format">Kind of network.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="network">The network.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    /// <param name="halved">What is stored as 16-bit floats; nothing unless given.</param>
    public static void Save<TConfig>(string path, string format, TConfig config, nn.Module network, string? source, Func<Tensor, bool>? halved = null)
        where TConfig : class
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string> { [FormatKey] = format, [ConfigKey] = ConfigJson.Write(config) };
        if (source is not null)
            metadata[SourceKey] = source;
        SafeTensors.Write(path, network.state_dict().Select(item => KeyValuePair.Create(item.Key, halved?.Invoke(item.Value) == true ? item.Value.to(ScalarType.Float16) : item.Value)), metadata);
    }

    /// <summary>Whether a tensor is a matrix or kernel. Running variances of dead channels are too small for 16-bit floats, and counters are none.</summary>
    public static bool IsKernel(Tensor weights) => weights.is_floating_point() && weights.dim() > 1;

    /// <summary>Loads what <see cref="Save"/> wrote, in evaluation mode.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Kind of network.</param>
    /// <param name="validate">Contradictions of a configuration.</param>
    /// <param name="create">Makes the network of a configuration.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, holds another network, or NaN.</exception>
    public static TNetwork Load<TConfig, TNetwork>(string path, string format, Func<TConfig, IReadOnlyList<string>> validate, Func<TConfig, TNetwork> create)
        where TConfig : class
        where TNetwork : nn.Module
    {
        using var grad = no_grad();
        using var file = WeightFile.Open(path);
        var kind = file.Metadata.GetValueOrDefault(FormatKey);
        if (kind != format || !file.Metadata.TryGetValue(ConfigKey, out var json))
            throw Refused(path, $"this is no network of the kind '{format}'; it looks like {(kind is null ? KnownNetworks.Describe(file.Tensors) : $"'{kind}'")}");
        var config = ReadConfig<TConfig>(path, json);
        if (validate(config) is { Count: > 0 } problems)
            throw Contradictory(path, problems);
        return create(config).GiveTo(network =>
        {
            using var scope = NewDisposeScope();
            StateDict.Load(network, file.Tensors.LoadAll(), new StateDictRules { ConvertTypes = true, Source = path });
            foreach (var (name, value) in network.state_dict())
                if (value.is_floating_point() && !value.isfinite().all().ToBoolean())
                    throw Refused(path, $"'{name}' holds NaN or infinite numbers, so its results would be empty pictures; take an earlier checkpoint of the training");
            network.eval();
            return network;
        });
    }

    /// <summary>Reads the configuration in the metadata.</summary>
    /// <exception cref="CheckpointFormatException">It cannot be read.</exception>
    public static TConfig ReadConfig<TConfig>(string path, string json)
        where TConfig : class
    {
        try
        {
            return ConfigJson.Read<TConfig>(json);
        }
        catch (ConfigFormatException error)
        {
            throw Refused(path, $"the configuration in the metadata cannot be read: {error.Message}");
        }
    }

    /// <summary>The refusal of a configuration that contradicts itself.</summary>
    public static CheckpointFormatException Contradictory(string path, IEnumerable<string> problems) => Refused(path, "the configuration contradicts itself: " + string.Join(' ', problems));

    private static CheckpointFormatException Refused(string path, string what) => new(path, CheckpointProblem.UnexpectedContent, -1, what);
}
