using Workbench.Losses;

namespace Workbench.Metrics;

/// <summary>FID and KID between two sets of pictures that arrive batch by batch.</summary>
/// <remarks>
/// With few pictures FID is biased upwards and comparable only at equal counts; report the distance of two halves of the reference set as the floor.
/// <code>
/// using var distance = new SetDistance(inception);
/// distance.AddReference(photographs);   // [N, 3, H, W] in −1…1, as often as needed
/// distance.AddGenerated(renders);
/// Console.WriteLine(distance.Fid());
/// </code>
/// </remarks>
public sealed class SetDistance : IDisposable
{
    private readonly ISetFeatureNetwork _network;
    private readonly FeatureStatistics _reference = new();
    private readonly FeatureStatistics _generated = new();
    private readonly List<Tensor> _referenceRows = [];
    private readonly List<Tensor> _generatedRows = [];
    private readonly int _keptRows;

    /// <summary>Begins without pictures. The network stays the caller's.</summary>
    /// <param name="network">Gives the features: <see cref="InceptionNetwork"/>, or the demo world's network, whose results are called FID-demo and KID-demo.</param>
    /// <param name="keptRows">Features of each set that are kept for KID, 8 KB each with Inception; 0 leaves KID out.</param>
    public SetDistance(ISetFeatureNetwork network, int keptRows = 10_000)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(keptRows);
        (_network, _keptRows) = (network, keptRows);
    }

    /// <summary>Statistics of the set that counts as real.</summary>
    public FeatureStatistics Reference => _reference;

    /// <summary>Statistics of the set that is judged.</summary>
    public FeatureStatistics Generated => _generated;

    /// <summary>Adds pictures to the set that counts as real.</summary>
    /// <param name="images">[N, 3, H, W], −1…1.</param>
    public void AddReference(Tensor images) => Add(images, _reference, _referenceRows);

    /// <summary>Adds pictures to the set that is judged.</summary>
    /// <param name="images">[N, 3, H, W], −1…1.</param>
    public void AddGenerated(Tensor images) => Add(images, _generated, _generatedRows);

    /// <summary>The Fréchet inception distance.</summary>
    /// <param name="divisor">What covariances are divided by.</param>
    /// <exception cref="InvalidOperationException">A set has fewer than two pictures.</exception>
    public MetricResult Fid(CovarianceDivisor divisor = CovarianceDivisor.Unbiased) =>
        new("FID" + _network.MetricSuffix, FrechetDistance.Between(_reference, _generated, divisor), Conditions(null, $"{_reference.Count} reference and {_generated.Count} generated pictures, covariance over {(divisor == CovarianceDivisor.Unbiased ? "N - 1" : "N")}"));

    /// <summary>The kernel inception distance, of the first pictures of each set as far as they were kept.</summary>
    /// <param name="subsets">How many subsets are drawn.</param>
    /// <param name="subsetSize">Pictures of each set in a subset.</param>
    /// <param name="seed">Makes the subsets repeatable.</param>
    /// <exception cref="InvalidOperationException">No features were kept.</exception>
    public MetricResult Kid(int subsets = 100, int subsetSize = 1000, long seed = 0)
    {
        if (_referenceRows.Count == 0 || _generatedRows.Count == 0)
            throw new InvalidOperationException("KID needs kept features of both sets; add pictures, with keptRows above 0.");
        using var scope = NewDisposeScope();
        var distance = KernelDistance.Between(cat(_referenceRows), cat(_generatedRows), subsets, subsetSize, seed);
        return new MetricResult("KID" + _network.MetricSuffix, distance.Value, Conditions(seed, $"{distance.Subsets} subsets of {distance.SubsetSize}")) { Deviation = distance.Deviation };
    }

    /// <summary>Disposes statistics and kept features.</summary>
    public void Dispose()
    {
        _reference.Dispose();
        _generated.Dispose();
        foreach (var rows in _referenceRows.Concat(_generatedRows))
            rows.Dispose();
    }

    private void Add(Tensor images, FeatureStatistics statistics, List<Tensor> rows)
    {
        using var scope = NewDisposeScope();
        var features = _network.SetFeatures(images);
        var room = _keptRows - rows.Sum(part => part.shape[0]);
        if (room > 0)
            rows.Add(features.narrow(0, 0, Math.Min(room, features.shape[0])).cpu().clone().DetachFromDisposeScope());
        statistics.Add(features);
    }

    private MetricConditions Conditions(long? seed, string remarks) =>
        new(_network.SetName, Math.Min(_reference.Count, _generated.Count), _network.SetSide, _network.SetRule, seed) { Remarks = remarks };
}
