using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Ops;

namespace Workbench.Evaluation;

/// <summary>A number that compares two pictures, with the names that results carry.</summary>
/// <param name="Metric">What tables call it, such as LPIPS or ID-demo.</param>
/// <param name="Network">Whose features are compared.</param>
/// <param name="LargerIsBetter">Whether larger numbers mean more alike.</param>
/// <param name="Compare">Two batches [N, 3, H, H] in −1…1 to one number a pair, [N].</param>
public sealed record PictureDistance(string Metric, string Network, bool LargerIsBetter, Func<Tensor, Tensor, Tensor> Compare)
{
    /// <summary>LPIPS by a published network.</summary>
    public static PictureDistance Of(Lpips lpips)
    {
        ArgumentNullException.ThrowIfNull(lpips);
        return new("LPIPS", lpips.Name, false, (image, target) => lpips.call(image, target));
    }

    /// <summary>The cosine of identity embeddings.</summary>
    /// <param name="identity">The network.</param>
    /// <param name="metric">What tables call it; networks whose numbers must not be compared with published ones have another name.</param>
    public static PictureDistance Of(IdentityLoss identity, string metric = "ID")
    {
        ArgumentNullException.ThrowIfNull(identity);
        return new(metric, identity.Name, true, (image, target) =>
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
    /// <summary>The network that defines FID.</summary>
    public static PictureFeatures Of(InceptionNetwork inception)
    {
        ArgumentNullException.ThrowIfNull(inception);
        return new("FID", $"Inception v3, {inception.Topology} pooling", inception.Features);
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

/// <summary>The networks that an evaluation measures with, as far as they are there.</summary>
public sealed record EvaluationNetworks
{
    /// <summary>Distances of picture pairs beside L2 and PSNR.</summary>
    public IReadOnlyList<PictureDistance> Distances { get; init; } = [];

    /// <summary>Features for the distance between sets; null leaves it out.</summary>
    public PictureFeatures? Features { get; init; }

    /// <summary>Without any network: L2 and PSNR alone.</summary>
    public static EvaluationNetworks None { get; } = new();

    /// <summary>Every number of a batch of picture pairs.</summary>
    /// <param name="images">[N, 3, H, H], −1…1.</param>
    /// <param name="targets">The same shape.</param>
    /// <returns>By metric, one number a pair: L2, PSNR and the distances.</returns>
    internal IReadOnlyDictionary<string, double[]> Measure(Tensor images, Tensor targets)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var values = new Dictionary<string, double[]>
        {
            ["L2"] = Read(ImageQuality.SquaredError(images, targets)),
            ["PSNR"] = Read(ImageQuality.PeakSignalToNoise(images, targets)),
        };
        foreach (var distance in Distances)
        {
            var numbers = distance.Compare(images, targets);
            Shape.Check(numbers, "N", [("N", images.shape[0])], $"'{distance.Metric}' must give one number a pair.");
            values[distance.Metric] = Read(numbers);
        }
        return values;

        static double[] Read(Tensor numbers) => numbers.to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    /// <summary>Names of the networks by metric.</summary>
    internal IReadOnlyDictionary<string, string> Names() =>
        Distances.Select(distance => KeyValuePair.Create(distance.Metric, distance.Network)).Concat(Features is { } features ? [KeyValuePair.Create(features.Metric, features.Network)] : []).ToDictionary();
}
