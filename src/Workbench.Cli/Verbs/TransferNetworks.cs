using Workbench.Generator;
using Workbench.Losses;
using Workbench.Population;

namespace Workbench.Cli.Verbs;

/// <summary>Measuring networks of the quality report: files that were named, else those of the demo world for its generator.</summary>
internal sealed class TransferNetworks : IDisposable
{
    private const string Demo = "demo", None = "none";
    private readonly List<IDisposable> _owned = [];

    /// <summary>Loads them.</summary>
    /// <param name="head">The generator: procedural heads are measured by the demo networks unless others are named.</param>
    /// <param name="perceptual">torchvision's AlexNet file, 'demo', 'none', or null for the default.</param>
    /// <param name="identity">ArcFace IR-SE50 file, 'demo', 'none', or null for the default.</param>
    public TransferNetworks(PanoHead head, string? perceptual, string? identity)
    {
        string Default(string file) =>
            head.Config.LatentWidth == HeadCoordinates.Count && GeneratorFiles.Repository() is { } root && File.Exists(Path.Combine(root, "data", file)) ? Demo : None;
        perceptual ??= Default(DemoNetworks.FeaturesFile);
        identity ??= Default(DemoNetworks.IdentityFile);
        try
        {
            if (perceptual != None)
                Perceptual = perceptual == Demo ? Keep(DemoNetworks.Features()) : Keep(Lpips.Load(perceptual));
            if (identity != None)
                Identity = Keep(identity == Demo ? DemoNetworks.Identity() : IdentityLoss.Load(identity));
        }
        catch
        {
            Dispose();
            throw;
        }
        Names = $"{Perceptual?.Metric} {Identity?.Metric}";
    }

    /// <summary>For LPIPS or LPIPS-demo; null leaves it out.</summary>
    public IPerceptualDistance? Perceptual { get; }

    /// <summary>For ID or ID-demo; null leaves it out.</summary>
    public IdentityLoss? Identity { get; }

    /// <summary>What is measured, in words.</summary>
    public string Names { get; }

    /// <summary>Frees them.</summary>
    public void Dispose() => _owned.ForEach(network => network.Dispose());

    private T Keep<T>(T network)
        where T : IDisposable
    {
        _owned.Add(network);
        return network;
    }
}
