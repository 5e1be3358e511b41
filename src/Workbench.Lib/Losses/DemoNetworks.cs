using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Weights;

namespace Workbench.Losses;

/// <summary>The measuring networks of the demo world, trained on procedural heads and kept in the repository. Their numbers are called ID-demo, LPIPS-demo, FID-demo and KID-demo and compare only with each other.</summary>
public static class DemoNetworks
{
    /// <summary>File of the identity network in <c>data/</c>.</summary>
    public const string IdentityFile = "demo-identity.safetensors";

    /// <summary>File of the perceptual network in <c>data/</c>.</summary>
    public const string FeaturesFile = "demo-features.safetensors";

    private const string IdentityFormat = "workbench.demo-identity", FeaturesFormat = "workbench.demo-features";

    /// <summary>The identity network: whole pictures of heads go in, no face has to be found or aligned.</summary>
    /// <param name="path">A file of <c>workbench export</c>; the repository's unless given.</param>
    /// <exception cref="FileNotFoundException">No file is given and none lies in <c>data/</c>.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network.</exception>
    public static IdentityLoss Identity(string? path = null) =>
        IdentityLoss.Demo(NetworkFile.Load<ArcFaceConfig, ArcFaceNetwork>(path ?? Find(IdentityFile), IdentityFormat, config => config.Validate(), config => new ArcFaceNetwork(config)));

    /// <summary>The perceptual network.</summary>
    /// <param name="path">A file of <c>workbench export</c>; the repository's unless given.</param>
    /// <exception cref="FileNotFoundException">No file is given and none lies in <c>data/</c>.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, hostile or holds another network.</exception>
    public static HeadFeatureNetwork Features(string? path = null)
    {
        var network = NetworkFile.Load<HeadFeatureConfig, HeadFeatureNetwork>(path ?? Find(FeaturesFile), FeaturesFormat, config => config.Validate(), config => new HeadFeatureNetwork(config));
        foreach (var parameter in network.parameters())
            parameter.requires_grad = false;
        return network;
    }

    /// <summary>Writes an identity network as 16-bit safetensors with its configuration.</summary>
    /// <param name="path">Target; complete or absent.</param>
    /// <param name="network">The network.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    public static void Save(string path, ArcFaceNetwork network, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkFile.Save(path, IdentityFormat, network.Config, network, source, NetworkFile.IsKernel);
    }

    /// <summary>Writes a perceptual network as 16-bit safetensors with its configuration.</summary>
    /// <param name="path">Target; complete or absent.</param>
    /// <param name="network">The network.</param>
    /// <param name="source">Where the weights came from, kept as text.</param>
    public static void Save(string path, HeadFeatureNetwork network, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkFile.Save(path, FeaturesFormat, network.Config, network, source, NetworkFile.IsKernel);
    }

    private static string Find(string name)
    {
        if (GeneratorFiles.Repository() is { } root && Path.Combine(root, "data", name) is var path && File.Exists(path))
            return path;
        throw new FileNotFoundException($"'{name}' was not found in the folder 'data' of a checkout from '{Path.GetFullPath(".")}' upwards. Name a file, or make one: workbench train {Path.GetFileNameWithoutExtension(name)}, then workbench export.", name);
    }
}
