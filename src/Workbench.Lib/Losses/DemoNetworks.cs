using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Losses;

/// <summary>The measuring networks of the demo world, trained on procedural heads and kept in the repository. Their numbers are called ID-demo, LPIPS-demo, FID-demo and KID-demo and compare only with each other.</summary>
public static class DemoNetworks
{
    /// <summary>File of the identity network in <c>data/</c>.</summary>
    public const string IdentityFile = "demo-identity.safetensors";

    /// <summary>File of the perceptual network in <c>data/</c>.</summary>
    public const string FeaturesFile = "demo-features.safetensors";

    private const string FormatKey = "format", ConfigKey = "config", SourceKey = "source";
    private const string IdentityFormat = "workbench.demo-identity", FeaturesFormat = "workbench.demo-features";

    /// <summary>The identity network: whole pictures of heads go in, no face has to be found or aligned.</summary>
    /// <param name="path">A file of <c>workbench export</c>; the repository's unless given.</param>
    /// <exception cref="FileNotFoundException">No file is given and none lies in <c>data/</c>.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network.</exception>
    public static IdentityLoss Identity(string? path = null) =>
        IdentityLoss.Demo(Load<ArcFaceConfig, ArcFaceNetwork>(path ?? Find(IdentityFile), IdentityFormat, config => config.Validate(), config => new ArcFaceNetwork(config)));

    /// <summary>The perceptual network.</summary>
    /// <param name="path">A file of <c>workbench export</c>; the repository's unless given.</param>
    /// <exception cref="FileNotFoundException">No file is given and none lies in <c>data/</c>.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network.</exception>
    public static HeadFeatureNetwork Features(string? path = null) =>
        Load<HeadFeatureConfig, HeadFeatureNetwork>(path ?? Find(FeaturesFile), FeaturesFormat, config => config.Validate(), config => new HeadFeatureNetwork(config));

    /// <summary>Writes an identity network as 16-bit safetensors with its configuration.</summary>
    /// <param name="path">Target; complete or absent.</param>
    /// <param name="network">The network.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    public static void Save(string path, ArcFaceNetwork network, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        Save(path, network, IdentityFormat, ConfigJson.Write(network.Config), source);
    }

    /// <summary>Writes a perceptual network as 16-bit safetensors with its configuration.</summary>
    /// <param name="path">Target; complete or absent.</param>
    /// <param name="network">The network.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    public static void Save(string path, HeadFeatureNetwork network, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        Save(path, network, FeaturesFormat, ConfigJson.Write(network.Config), source);
    }

    // Running variances of dead channels may be below the smallest 16-bit number; they and counters stay as they are.
    private static void Save(string path, nn.Module network, string format, string config, string source)
    {
        using var scope = NewDisposeScope();
        var weights = network.state_dict().Select(item => KeyValuePair.Create(item.Key, item.Value.is_floating_point() && item.Value.dim() > 1 ? item.Value.to(ScalarType.Float16) : item.Value));
        SafeTensors.Write(path, weights, new Dictionary<string, string> { [FormatKey] = format, [ConfigKey] = config, [SourceKey] = source });
    }

    private static TNetwork Load<TConfig, TNetwork>(string path, string format, Func<TConfig, IReadOnlyList<string>> validate, Func<TConfig, TNetwork> create)
        where TConfig : class
        where TNetwork : nn.Module
    {
        using var grad = no_grad();
        using var file = WeightFile.Open(path);
        if (!file.Metadata.TryGetValue(FormatKey, out var kind) || kind != format || !file.Metadata.TryGetValue(ConfigKey, out var json))
            throw Refuse($"this is no network of the kind '{format}'; it looks like {(kind is null ? KnownNetworks.Describe(file.Tensors) : $"'{kind}'")}");
        TConfig config;
        try
        {
            config = ConfigJson.Read<TConfig>(json);
        }
        catch (ConfigFormatException error)
        {
            throw Refuse($"the configuration in the metadata cannot be read: {error.Message}");
        }
        if (validate(config) is { Count: > 0 } problems)
            throw Refuse("the configuration contradicts itself: " + string.Join(' ', problems));
        var network = create(config);
        try
        {
            using var scope = NewDisposeScope();
            StateDict.Load(network, file.Tensors.LoadAll(), new StateDictRules { ConvertTypes = true, Source = path });
        }
        catch
        {
            network.Dispose();
            throw;
        }
        network.eval();
        foreach (var parameter in network.parameters())
            parameter.requires_grad = false;
        return network;

        CheckpointFormatException Refuse(string what) => new(path, CheckpointProblem.UnexpectedContent, -1, what);
    }

    private static string Find(string name)
    {
        if (GeneratorFiles.Repository() is { } root && Path.Combine(root, "data", name) is var path && File.Exists(path))
            return path;
        throw new FileNotFoundException($"'{name}' was not found in the folder 'data' of a checkout from '{Path.GetFullPath(".")}' upwards. Name a file, or make one: workbench train {Path.GetFileNameWithoutExtension(name)}, then workbench export.", name);
    }
}
