using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Ops;

namespace Workbench.Evaluation;

/// <summary>The networks that an evaluation measures with, as far as they are there.</summary>
public sealed record EvaluationNetworks : IDisposable
{
    /// <summary>Stands for the demo world's network where a file is asked for.</summary>
    public const string Demo = "demo";

    // Equal pictures have no finite one.
    private const double HighestPsnr = 200;

    /// <summary>Distances of picture pairs beside L2 and PSNR.</summary>
    public IReadOnlyList<PictureDistance> Distances { get; init; } = [];

    /// <summary>Features for the distance between sets; null leaves it out.</summary>
    public PictureFeatures? Features { get; init; }

    /// <summary>Networks that are freed with this object.</summary>
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    /// <summary>Loads networks by file.</summary>
    /// <param name="perceptual">torchvision's AlexNet for LPIPS, <see cref="Demo"/> for LPIPS-demo; null leaves it out.</param>
    /// <param name="identity">ArcFace IR-SE50 for ID, <see cref="Demo"/> for ID-demo; null leaves it out.</param>
    /// <param name="features">Inception of pytorch-fid for FID, <see cref="Demo"/> for FID-demo; null leaves it out.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="Weights.CheckpointFormatException">A file is damaged or holds another network.</exception>
    public static EvaluationNetworks Load(string? perceptual, string? identity, string? features)
    {
        var owned = new List<IDisposable>();
        T Keep<T>(T network)
            where T : IDisposable
        {
            owned.Add(network);
            return network;
        }
        try
        {
            var distances = new List<PictureDistance>();
            if (perceptual is not null)
                distances.Add(PictureDistance.Of(perceptual == Demo ? Keep(DemoNetworks.Features()) : (IPerceptualDistance)Keep(Lpips.Load(perceptual))));
            if (identity is not null)
                distances.Add(PictureDistance.Of(Keep(identity == Demo ? DemoNetworks.Identity() : IdentityLoss.Load(identity))));
            var sets = features is null ? null : PictureFeatures.Of(features == Demo ? Keep(DemoNetworks.Features()) : (ISetFeatureNetwork)Keep(InceptionNetwork.Load(features)));
            return new EvaluationNetworks { Distances = distances, Features = sets, Owned = owned };
        }
        catch
        {
            owned.ForEach(network => network.Dispose());
            throw;
        }
    }

    /// <summary>Frees <see cref="Owned"/>.</summary>
    public void Dispose()
    {
        foreach (var network in Owned)
            network.Dispose();
    }

    /// <summary>Without any network: L2 and PSNR alone.</summary>
    public static EvaluationNetworks None { get; } = new();

    /// <summary>Every number of a batch of picture pairs.</summary>
    /// <param name="images">[N, 3, H, H], −1…1.</param>
    /// <param name="targets">The same shape.</param>
    /// <returns>By metric, one number a pair: L2, PSNR (at most 200 dB) and the distances.</returns>
    /// <exception cref="InvalidOperationException">A number is NaN or infinite: the pictures hold such numbers.</exception>
    internal IReadOnlyDictionary<string, double[]> Measure(Tensor images, Tensor targets)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var values = new Dictionary<string, double[]>
        {
            ["L2"] = Read(ImageQuality.SquaredError(images, targets)),
            ["PSNR"] = Read(ImageQuality.PeakSignalToNoise(images, targets).clamp(max: HighestPsnr)),
        };
        foreach (var distance in Distances)
        {
            var numbers = distance.Compare(images, targets);
            Shape.Check(numbers, "N", [("N", images.shape[0])], $"'{distance.Metric}' must give one number a pair.");
            values[distance.Metric] = Read(numbers);
        }
        if (values.FirstOrDefault(item => item.Value.Any(number => !double.IsFinite(number))).Key is { } metric)
            throw new InvalidOperationException($"{metric} is not a finite number: the inverted head renders NaN. Check the encoder's weights.");
        return values;

        static double[] Read(Tensor numbers) => numbers.to(ScalarType.Float64).cpu().data<double>().ToArray();
    }

    /// <summary>Names of the networks by metric.</summary>
    internal IReadOnlyDictionary<string, string> Names() =>
        Distances.Select(distance => KeyValuePair.Create(distance.Metric, distance.Network)).Concat(Features is { } features ? [KeyValuePair.Create(features.Metric, features.Network)] : []).ToDictionary();
}
