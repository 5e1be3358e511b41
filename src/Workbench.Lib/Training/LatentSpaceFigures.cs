using Workbench.Generator;
using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>What a model card says about the latent space of a generator of the population.</summary>
/// <param name="PathLengths">In Z and W, full and end.</param>
/// <param name="Truncation">Variety against typicality.</param>
/// <param name="ExplainedVariance">Share of the variance of W that each of its first principal directions explains.</param>
/// <param name="Directions">What those directions move.</param>
public sealed record LatentSpaceFigures(IReadOnlyList<MetricResult> PathLengths, TruncationCurve Truncation, IReadOnlyList<double> ExplainedVariance, IReadOnlyList<DirectionMeaning> Directions)
{
    private const int Principal = 6;

    /// <summary>Measures all of it.</summary>
    /// <param name="head">A generator whose codes are the population's latent vectors.</param>
    /// <param name="heads">Heads of the truncation curve.</param>
    /// <param name="paths">Samples of each path length.</param>
    /// <param name="features">The distance; null takes LPIPS-demo where its file lies in the checkout, else the pixels at several scales. Conditions say which it was.</param>
    /// <param name="seed">Seed of codes.</param>
    /// <exception cref="ArgumentException">The generator's codes have another width.</exception>
    public static LatentSpaceFigures Measure(PanoHead head, int heads = 32, int paths = 256, IFeatureNetwork? features = null, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var own = features is null && GeneratorFiles.Repository() is { } root && File.Exists(Path.Combine(root, "data", DemoNetworks.FeaturesFile)) ? DemoNetworks.Features() : null;
        features ??= own ?? (IFeatureNetwork)new MultiScalePixels();
        var lengths = new List<MetricResult>();
        foreach (var space in Enum.GetValues<PathSpace>())
            foreach (var sampling in Enum.GetValues<PathSampling>())
                lengths.Add(PathLength.Measure(head, features, new PathLengthConfig { Space = space, Sampling = sampling, Samples = paths, Cameras = HeldOut.Cameras(head.Config.CameraRadius), Seed = seed }));
        var curve = TruncationCurve.Measure(head, features, new TruncationCurveConfig { Heads = heads, References = 4 * heads });
        using var directions = PrincipalDirections.Fit(head, Math.Min(Principal, head.Config.StyleWidth), seed: seed);
        return new LatentSpaceFigures(lengths, curve, directions.ExplainedVariance(), DirectionMeaning.Measure(head, directions, seed: seed + 1));
    }
}
