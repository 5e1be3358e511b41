using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Tests.Generator;

/// <summary>A generator that renders in milliseconds, with initial weights of a fixed seed.</summary>
internal static class SmallPanoHead
{
    public static PanoHeadConfig Config { get; } = new()
    {
        LatentWidth = 16,
        StyleWidth = 32,
        PlaneResolution = 16,
        PlaneFeatures = 8,
        FeatureChannels = 8,
        DecoderHidden = 16,
        ChannelBase = 256,
        ChannelMax = 16,
        NeuralResolution = 8,
        SuperResolution = new SuperResolutionConfig { FeatureChannels = 8, InputResolution = 16, OutputResolution = 32, Channels0 = 8, Channels1 = 8, StyleWidth = 32 },
        Rendering = new RenderingConfig { CoarseSamples = 8, FineSamples = 6 },
    };

    public static PanoHead Create(PanoHeadConfig? config = null)
    {
        manual_seed(1);
        return new PanoHead(new PanoHeadNetwork(config ?? Config));
    }
}
