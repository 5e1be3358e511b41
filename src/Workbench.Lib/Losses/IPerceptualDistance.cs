namespace Workbench.Losses;

/// <summary>Tells by features of a network how unlike two pictures look.</summary>
public interface IPerceptualDistance : IFeatureNetwork
{
    /// <summary>What results call the number: LPIPS for the published networks, LPIPS-demo for the demo network. Numbers of different names must not be compared.</summary>
    string Metric { get; }

    /// <summary>The distance of pictures, one number a pair. Differentiable.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>[N]</returns>
    Tensor Distance(Tensor image, Tensor target);
}
