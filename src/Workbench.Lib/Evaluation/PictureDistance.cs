using Workbench.Losses;

namespace Workbench.Evaluation;

/// <summary>A number that compares two pictures, with the names that results carry.</summary>
/// <param name="Metric">What tables call it, such as LPIPS or ID-demo.</param>
/// <param name="Network">Whose features are compared.</param>
/// <param name="LargerIsBetter">Whether larger numbers mean more alike.</param>
/// <param name="Compare">Two batches [N, 3, H, H] in −1…1 to one number a pair, [N].</param>
public sealed record PictureDistance(string Metric, string Network, bool LargerIsBetter, Func<Tensor, Tensor, Tensor> Compare)
{
    /// <summary>A perceptual distance: LPIPS by a published network, LPIPS-demo by the demo world's.</summary>
    public static PictureDistance Of(IPerceptualDistance perceptual)
    {
        ArgumentNullException.ThrowIfNull(perceptual);
        return new(perceptual.Metric, perceptual.Name, false, perceptual.Distance);
    }

    /// <summary>The cosine of identity embeddings: ID by the published network, ID-demo by the demo world's.</summary>
    public static PictureDistance Of(IdentityLoss identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(identity.Metric, identity.Name, true, (image, target) =>
        {
            using var scope = NewDisposeScope();
            return (identity.Embed(image) * identity.Embed(target)).sum(1).MoveToOuterDisposeScope();
        });
    }

    /// <summary>The squared distance of a feature network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="metric">What tables call it.</param>
    public static PictureDistance Of(IFeatureNetwork network, string metric)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(metric, network.Name, false, (image, target) =>
        {
            using var scope = NewDisposeScope();
            return (network.Features(image) - network.Features(target)).square().sum(1).MoveToOuterDisposeScope();
        });
    }
}

/// <summary>Features whose Fréchet distance compares two sets of pictures, with the names that results carry.</summary>
/// <param name="Metric">What tables call the distance, such as FID or FID-demo.</param>
/// <param name="Network">Whose features.</param>
/// <param name="Read">A batch [N, 3, H, H] in −1…1 to [N, F].</param>
public sealed record PictureFeatures(string Metric, string Network, Func<Tensor, Tensor> Read)
{
    /// <summary>A network for sets: FID by Inception, FID-demo by the demo world's.</summary>
    public static PictureFeatures Of(ISetFeatureNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new("FID" + network.MetricSuffix, network.SetName, network.SetFeatures);
    }

    /// <summary>Colours averaged to a few pixels: needs no network and tells colour and coarse shape only. A check of the way, not a measure of quality.</summary>
    /// <param name="side">Pixels a side.</param>
    public static PictureFeatures Pixels(int side = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        return new("FD-pixels", $"colours averaged to {side}²", images =>
        {
            using var scope = NewDisposeScope();
            return nn.functional.adaptive_avg_pool2d(images, side).flatten(1).MoveToOuterDisposeScope();
        });
    }
}
