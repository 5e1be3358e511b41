namespace Workbench.Losses;

/// <summary>Gives one feature vector a picture, over which sets of pictures are compared (FID, KID).</summary>
public interface ISetFeatureNetwork
{
    /// <summary>What reports call the network.</summary>
    string SetName { get; }

    /// <summary>What follows FID and KID in results: nothing for the network that defines them, <c>-demo</c> for the demo network. Numbers of different names must not be compared.</summary>
    string MetricSuffix { get; }

    /// <summary>Pixels a side at which pictures are read.</summary>
    int SetSide { get; }

    /// <summary>How pictures are brought there, in words.</summary>
    string SetRule { get; }

    /// <summary>Features of pictures. No gradient.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <returns>[N, F]</returns>
    Tensor SetFeatures(Tensor image);
}
