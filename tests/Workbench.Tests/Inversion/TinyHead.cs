using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Inversion;

/// <summary>The smallest whole generator: pictures of 16², milliseconds a step.</summary>
internal static class TinyHead
{
    public static readonly PanoHeadConfig Config = new()
    {
        LatentWidth = 8,
        StyleWidth = 16,
        PlaneResolution = 8,
        PlaneFeatures = 4,
        FeatureChannels = 4,
        ChannelMax = 4,
        DecoderHidden = 8,
        NeuralResolution = 8,
        Rendering = new RenderingConfig { CoarseSamples = 6, FineSamples = 4 },
        SuperResolution = new SuperResolutionConfig { FeatureChannels = 4, InputResolution = 8, OutputResolution = 16, Channels0 = 4, Channels1 = 4, StyleWidth = 16 },
    };

    /// <summary>Settings under which an optimisation takes a moment.</summary>
    public static readonly LatentOptimizerConfig Quick = new() { Steps = 12, AverageSamples = 20 };

    public static PanoHead Create(uint seed = 1)
    {
        var network = new PanoHeadNetwork(Config);
        WeightRecipe.Apply(network, seed, sigmaBias: 1);
        return new PanoHead(network, "tiny");
    }

    /// <summary>What the head shows of another code than the average.</summary>
    public static Photo PhotoOf(PanoHead head, uint seed = 7)
    {
        using var scope = NewDisposeScope();
        var camera = Camera.At(20);
        var grid = head.Synthesize(head.Map(seed));
        return new Photo(head.Render(grid, camera).Image.clamp(-1, 1), camera, range: ImageRange.Signed).MoveToOuterDisposeScope();
    }

    /// <summary>Every weight, bit for bit.</summary>
    public static Dictionary<string, byte[]> Bytes(PanoHead head) =>
        head.Network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().bytes.ToArray());

    public static double Difference(Photo photo, Tensor image)
    {
        using var scope = NewDisposeScope();
        return (photo.Image - image).square().mean().ToDouble();
    }
}

/// <summary>Keeps every report; does something at one of them.</summary>
internal sealed class Recorder(Action<InversionReport>? then = null) : IProgress<InversionReport>
{
    public List<InversionReport> Reports { get; } = [];

    public void Report(InversionReport value)
    {
        Reports.Add(value);
        then?.Invoke(value);
    }
}
