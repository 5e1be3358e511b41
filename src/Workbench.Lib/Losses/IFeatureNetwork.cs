namespace Workbench.Losses;

/// <summary>Turns pictures into vectors whose squared difference says how unlike two pictures look.</summary>
/// <remarks>A perceptual network such as LPIPS fits when every channel is scaled by the root of its weight and of the pixel count. Differentiable; holds no gradient of its own.</remarks>
public interface IFeatureNetwork
{
    /// <summary>What reports call the distance.</summary>
    string Name { get; }

    /// <summary>Describes pictures.</summary>
    /// <param name="imageSigned">[N, 3, H, W], −1…1 (rendered ones may overshoot slightly).</param>
    /// <returns>[N, F]; distance(a, b) = Σ (F(a) − F(b))².</returns>
    Tensor Features(Tensor imageSigned);
}
