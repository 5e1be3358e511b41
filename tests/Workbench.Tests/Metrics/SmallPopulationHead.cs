using Workbench.Generator;
using Workbench.Losses;
using Workbench.Population;
using Workbench.Tests.Generator;

namespace Workbench.Tests.Metrics;

/// <summary>A generator whose codes are as wide as the population's, with initial weights.</summary>
internal static class SmallPopulationHead
{
    public static PanoHead Create() => SmallPanoHead.Create(SmallPanoHead.Config with { LatentWidth = HeadCoordinates.Count });
}

/// <summary>A distance that is a multiple of the plain pixel distance.</summary>
internal sealed class ScaledPixels(double factor) : IFeatureNetwork
{
    public string Name => "scaled pixels";

    public Tensor Features(Tensor imageSigned) => imageSigned.flatten(1) * factor;
}
