using System.Globalization;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Metrics;

/// <summary>Perceptual path length: how fast pictures change along paths between random codes. Small means that nothing appears and vanishes on the way (StyleGAN §4.1).</summary>
/// <remarks>
/// l = E[d(G(p(t)), G(p(t + ε))) / ε²] with d a squared distance of features, p a great circle in Z or a line in W, t uniform in 0…1 or 0.
/// Both pictures of a sample have the same camera and the same constant layer noise; every head is conditioned on the frontal camera. The unit is that of the distance, so only numbers of one network compare.
/// </remarks>
public static class PathLength
{
    /// <summary>Measures a generator; costs two heads and two views a sample.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="features">The distance.</param>
    /// <param name="config">Space, sampling, number of samples; null takes the defaults.</param>
    /// <param name="options">How views are rendered; null renders final pictures.</param>
    /// <param name="progress">Told after every sample.</param>
    /// <param name="cancellation">Checked before every sample.</param>
    /// <returns>The mean over the samples that are kept, and their standard deviation.</returns>
    /// <exception cref="ArgumentException">The configuration is bad.</exception>
    public static MetricResult Measure(PanoHead head, IFeatureNetwork features, PathLengthConfig? config = null, RenderOptions? options = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(features);
        config ??= new PathLengthConfig();
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(config));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var cameras = config.Cameras.Count > 0 ? config.Cameras : [head.ConditioningCamera];
        var random = RandomSource.Seeded(config.Seed);
        var speeds = new double[config.Samples];
        var side = 0L;
        for (var i = 0; i < speeds.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var place = random.Uniform("path", 1).item<float>(); // drawn for either sampling, so that both see the same codes
            var codes = Points(head, random.Normal(RandomSource.Latent, 2, head.Config.LatentWidth), config.Sampling == PathSampling.Full ? place : 0, config);
            var image = head.Render(head.Synthesize(codes), [cameras[i % cameras.Count]], options, cancellation: cancellation).Image; // [2, 3, H, H]
            side = image.shape[^1];
            var described = features.Features(image).to(ScalarType.Float64); // [2, F]
            speeds[i] = (described[0] - described[1]).square().sum().ToDouble() / (config.Step * config.Step);
            progress?.Report(new StepReport(i + 1, speeds.Length, "path length"));
        }
        var kept = Kept(speeds, config.Trim);
        var mean = kept.Average();
        var remarks = string.Create(CultureInfo.InvariantCulture, $"ε {config.Step:0.######}, ψ {config.Truncation:0.##}, {cameras.Count} camera{(cameras.Count == 1 ? "" : "s")}, {kept.Length} kept of {speeds.Length}");
        return new MetricResult($"PPL {(config.Space == PathSpace.Z ? "z" : "w")} {(config.Sampling == PathSampling.Full ? "full" : "end")}", mean,
            new MetricConditions(features.Name, speeds.Length, (int)side, "none", config.Seed) { Remarks = remarks })
        {
            Deviation = Math.Sqrt(kept.Average(value => (value - mean) * (value - mean))),
        };
    }

    /// <summary>A point of the great circle between two codes; all codes count as directions.</summary>
    /// <param name="first">[N, K]</param>
    /// <param name="second">[N, K]</param>
    /// <param name="place">0 gives the first, 1 the second.</param>
    /// <returns>[N, K], of length √K, the usual one of Gaussian codes.</returns>
    public static Tensor GreatCircle(Tensor first, Tensor second, double place)
    {
        Shape.Check(first, "N K");
        using var scope = NewDisposeScope();
        var a = Unit(first.to(ScalarType.Float64));
        var b = Unit(second.to(ScalarType.Float64));
        var along = (a * b).sum([1], keepdim: true).clamp(-1, 1); // cosine of the angle, [N, 1]
        var across = Unit(b - along * a);
        var angle = along.acos() * place;
        var point = a * angle.cos() + across * angle.sin();
        return (point * Math.Sqrt(first.shape[1])).to(first.dtype).MoveToOuterDisposeScope();
    }

    // The sorted values between two order statistics, which themselves stay.
    internal static double[] Kept(double[] values, double trim)
    {
        var sorted = values.Order().ToArray();
        var least = (int)Math.Floor(trim * (sorted.Length - 1));
        return sorted[least..(sorted.Length - least)];
    }

    // The codes at t and at t + ε, [2, L, K].
    private static Latents Points(PanoHead head, Tensor ends, double place, PathLengthConfig config)
    {
        using var scope = NewDisposeScope();
        if (config.Space == PathSpace.Z)
        {
            var z = cat([GreatCircle(ends[..1], ends[1..], place), GreatCircle(ends[..1], ends[1..], place + config.Step)]); // [2, Z]
            return head.Map(new Latents(z, LatentSpace.Z), config.Truncation).MoveToOuterDisposeScope();
        }
        var w = head.Map(new Latents(ends, LatentSpace.Z), config.Truncation).Codes; // [2, L, K]
        return new Latents(cat([w[..1].lerp(w[1..], place), w[..1].lerp(w[1..], place + config.Step)]), LatentSpace.W).MoveToOuterDisposeScope();
    }

    // Codes that point the same or the opposite way leave nothing across; the floor keeps that finite.
    private static Tensor Unit(Tensor codes) => codes / codes.square().sum([1], keepdim: true).sqrt().clamp(min: 1e-12);
}
