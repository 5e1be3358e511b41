using Workbench.Losses;
using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>Gathers L2, PSNR, SSIM and, where the networks are given, LPIPS and ID of pictures against their targets, batch by batch. Networks of the demo world give LPIPS-demo and ID-demo.</summary>
/// <remarks>
/// Pictures larger than the resolution are averaged to it (256 in the paper's tables), as predecessors do; they are not clamped unless asked for.
/// <code>
/// using var metrics = new PairedMetrics(lpips, identity);
/// metrics.Add(rendered, photographs);        // [N, 3, H, H] in −1…1 each, as often as needed
/// foreach (var result in metrics.Results())
///     Console.WriteLine(result);
/// </code>
/// </remarks>
public sealed class PairedMetrics
{
    private const string Rule = "area average";

    private readonly IPerceptualDistance? _perceptual;
    private readonly IdentityLoss? _identity;
    private readonly bool _clamp;
    private readonly Dictionary<string, List<double>> _values = [];

    /// <summary>Begins without samples. The networks stay the caller's.</summary>
    /// <param name="perceptual">Perceptual distance, <see cref="Lpips"/> or the demo world's; null leaves it out.</param>
    /// <param name="identity">Identity network; null leaves ID out.</param>
    /// <param name="resolution">Pixels a side at which pictures are compared.</param>
    /// <param name="clamp">Cuts pictures off at −1 and 1 first; changes all numbers a little.</param>
    public PairedMetrics(IPerceptualDistance? perceptual = null, IdentityLoss? identity = null, int resolution = 256, bool clamp = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 16);
        (_perceptual, _identity, Resolution, _clamp) = (perceptual, identity, resolution, clamp);
    }

    /// <summary>Pixels a side at which pictures are compared.</summary>
    public int Resolution { get; }

    /// <summary>Compares a batch. Waits for the device.</summary>
    /// <param name="images">[N, 3, H, H], −1…1, at least <see cref="Resolution"/> pixels.</param>
    /// <param name="targets">The same count, −1…1; its own size may differ.</param>
    /// <exception cref="ArgumentException">Counts differ, or pictures are smaller than the resolution or no pictures in −1…1.</exception>
    public void Add(Tensor images, Tensor targets)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = (Prepare(images, nameof(images)), Prepare(targets, nameof(targets)));
        if (x.shape[0] != y.shape[0])
            throw new ArgumentException($"targets: {y.shape[0]} pictures for {x.shape[0]} images.", nameof(targets));
        Keep("L2", ImageQuality.SquaredError(x, y));
        Keep("PSNR", ImageQuality.PeakSignalToNoise(x, y));
        Keep("SSIM", ImageQuality.StructuralSimilarity(x, y));
        if (_perceptual is not null)
            Keep(_perceptual.Metric, _perceptual.Distance(x, y));
        if (_identity is not null)
            Keep(_identity.Metric, (_identity.Embed(x) * _identity.Embed(y)).sum(1));
    }

    /// <summary>The mean of every measure over all samples, with its spread over them.</summary>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public IReadOnlyList<MetricResult> Results()
    {
        if (_values.Count == 0)
            throw new InvalidOperationException("No pictures were compared; call Add first.");
        return [.. _values.Select(item => Result(item.Key, item.Value))];
    }

    /// <summary>The numbers of every sample, in the order of <see cref="Add"/>, by measure.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> PerSample() => _values.ToDictionary(item => item.Key, item => (IReadOnlyList<double>)[.. item.Value]);

    private MetricResult Result(string metric, List<double> values)
    {
        var network = metric == _perceptual?.Metric ? _perceptual.Name : metric == _identity?.Metric ? _identity.Name : "";
        var mean = values.Average();
        var conditions = new MetricConditions(network, values.Count, Resolution, Rule, null) { Remarks = _clamp ? "clamped" : null };
        return new MetricResult(metric, mean, conditions) { Deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) };
    }

    private void Keep(string metric, Tensor values)
    {
        if (!_values.TryGetValue(metric, out var list))
            _values[metric] = list = [];
        list.AddRange(values.to(ScalarType.Float64).cpu().data<double>());
    }

    private Tensor Prepare(Tensor images, string name)
    {
        var sizes = ImageCheck.Signed(images, 3, name: name);
        if (sizes[2] < Resolution || sizes[3] < Resolution)
            throw new ArgumentException($"{name}: {sizes[2]}×{sizes[3]} pixels, but numbers are defined at {Resolution}²; enlarging would make them better than they are. Render larger or lower the resolution.", name);
        var x = sizes[2] == Resolution && sizes[3] == Resolution ? images.alias() : nn.functional.adaptive_avg_pool2d(images, Resolution);
        return _clamp ? x.clamp(-1, 1) : x;
    }
}
