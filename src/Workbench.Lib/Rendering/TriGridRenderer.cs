using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Rendered rays.</summary>
/// <param name="Features">[N, R, C]</param>
/// <param name="Depth">Expected distance, [N, R, 1].</param>
/// <param name="Opacity">Sum of the weights, [N, R, 1].</param>
public sealed record RenderedRays(Tensor Features, Tensor Depth, Tensor Opacity) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Features, Depth, Opacity];
}

/// <summary>Renders a tri-grid along rays: coarse samples, importance samples, merge, composite (EG3D §3, PanoHead §3.2). Differentiable.</summary>
/// <remarks>
/// Rays are processed in batches that fit <see cref="RenderingConfig.MemoryBudget"/>; random numbers are drawn and depth limits taken for all rays at once, so the batches change no number.
/// The random order is jitter, density noise, importance quantiles, density noise.
/// </remarks>
public static class TriGridRenderer
{
    /// <summary>Renders rays.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="decoder">Decoder.</param>
    /// <param name="rays">Rays, [N, R].</param>
    /// <param name="config">Sampling.</param>
    /// <param name="random">Source of jitter and quantiles.</param>
    public static RenderedRays Render(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random) => RenderAll(grid, decoder, rays, config, random, null);

    /// <summary>Renders rays and says what every sample contributes: v_s, half the weights of the two intervals that it ends.</summary>
    /// <returns>The rays; depths and weights of samples, [N, R, S + F] each, ascending.</returns>
    internal static (RenderedRays Rays, Tensor Depths, Tensor Weights) RenderSamples(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var samples = new List<(Tensor Depths, Tensor Weights)>();
        var rendered = RenderAll(grid, decoder, rays, config, random, samples);
        var depths = cat([.. samples.Select(part => part.Depths)], 1);
        var weights = cat([.. samples.Select(part => part.Weights)], 1);
        return (rendered.MoveToOuterDisposeScope(), depths.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    /// <summary>Renders rays through any field, sampled and composited like a tri-grid's.</summary>
    /// <param name="field">Colours [N, M, C] and raw densities [N, M, 1] of points [N, M, 3], without crop or culling.</param>
    /// <param name="boxSize">Side of the box.</param>
    /// <param name="floats">Temporary numbers a sample, which limit the batches of rays.</param>
    /// <param name="rays">Rays, [N, R].</param>
    /// <param name="config">Sampling.</param>
    /// <param name="random">Source of jitter and quantiles.</param>
    internal static RenderedRays RenderField(Func<Tensor, (Tensor Colours, Tensor Densities)> field, double boxSize, long floats, Rays rays, RenderingConfig config, RandomSource random) =>
        RenderAll(field, boxSize, floats, rays, config, random, null);

    /// <summary>Temporary numbers a sample of one head: plane features before and after averaging, hidden layer twice, outputs three times, coordinates.</summary>
    internal static long FloatsPerSample(TriGrid grid, TriGridDecoder decoder)
    {
        var (planes, features) = (grid.Features.shape[1], grid.Features.shape[2]);
        return (planes + 1) * features + 2 * decoder.Hidden.Weight.shape[0] + 3 * decoder.Output.Weight.shape[0] + 4 * planes;
    }

    private static RenderedRays RenderAll(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, List<(Tensor Depths, Tensor Weights)>? samples) =>
        RenderAll(points => Query(grid, decoder, points), grid.BoxSize, FloatsPerSample(grid, decoder), rays, config, random, samples);

    private static RenderedRays RenderAll(
        Func<Tensor, (Tensor Colours, Tensor Densities)> field, double boxSize, long floats, Rays rays, RenderingConfig config, RandomSource random, List<(Tensor Depths, Tensor Weights)>? samples)
    {
        var (heads, count) = (rays.Directions.shape[0], rays.Directions.shape[1]);
        using var scope = NewDisposeScope();
        var coarse = CoarseDepths(rays, boxSize, config, random); // [N, R, S, 1]
        var coarseNoise = Noise(random, config, rays, heads, count * config.CoarseSamples);
        var quantiles = config.FineSamples == 0 ? null : Like(random.Uniform(RandomSource.Importance, heads * count, config.FineSamples), rays).view(heads, count, -1); // [N, R, F]
        var fineNoise = config.FineSamples == 0 ? null : Noise(random, config, rays, heads, count * config.FineSamples);
        var batch = Math.Max(1, config.MemoryBudget / (heads * (config.CoarseSamples + config.FineSamples) * floats * sizeof(float)));
        var parts = new List<CompositedRays>();
        var (nearest, farthest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var first = 0L; first < count; first += batch)
        {
            using var step = NewDisposeScope();
            var size = Math.Min(batch, count - first);
            var part = new RayBatch(
                rays.Origins.narrow(1, first, size), rays.Directions.narrow(1, first, size), coarse.narrow(1, first, size), quantiles?.narrow(1, first, size),
                coarseNoise?.narrow(1, first * config.CoarseSamples, size * config.CoarseSamples), fineNoise?.narrow(1, first * config.FineSamples, size * config.FineSamples));
            var (composited, depths) = RenderBatch(field, boxSize, part, config);
            nearest = Math.Min(nearest, depths.min().ToDouble());
            farthest = Math.Max(farthest, depths.max().ToDouble());
            if (samples is not null)
            {
                var half = composited.Weights.squeeze(3) / 2; // [N, R, S − 1]
                var none = zeros_like(half[.., .., ..1]);
                var shares = cat([half, none], 2) + cat([none, half], 2); // [N, R, S]
                samples.Add((depths.squeeze(3).MoveToOuterDisposeScope(), shares.MoveToOuterDisposeScope()));
            }
            parts.Add(composited.MoveToOuterDisposeScope());
        }
        foreach (var (depths, weights) in samples ?? [])
            (_, _) = (depths.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
        var all = parts.Count == 1 ? parts[0] : Join(parts);
        return new RenderedRays(all.Values.alias(), all.Depth(nearest, farthest), all.Opacity.alias()).MoveToOuterDisposeScope();
    }

    /// <summary>Colours and raw densities of points, without crop or culling.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="decoder">Decoder.</param>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <returns>Colours [N, M, C] and raw densities [N, M, 1].</returns>
    public static (Tensor Colours, Tensor Densities) Query(TriGrid grid, TriGridDecoder decoder, Tensor points)
    {
        using var scope = NewDisposeScope();
        var (colours, densities) = decoder.Decode(TriGridSampler.Sample(grid, points));
        return (colours.MoveToOuterDisposeScope(), densities.MoveToOuterDisposeScope());
    }

    /// <summary>Coarse depths of all rays, [N, R, S, 1].</summary>
    internal static Tensor CoarseDepths(Rays rays, double boxSize, RenderingConfig config, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var jitter = Like(random.Uniform(RandomSource.Jitter, rays.Directions.shape[0], rays.Directions.shape[1], config.CoarseSamples, 1), rays);
        if (config is { Near: { } near, Far: { } far })
        {
            var depths = config.DisparitySampling ? StratifiedSampling.Disparity(near, far, jitter) : StratifiedSampling.Fixed(near, far, jitter);
            return depths.MoveToOuterDisposeScope();
        }
        if (config.Near is not null || config.Far is not null)
            throw new ArgumentException("config: give both Near and Far, or neither for the limits of the box.", nameof(config));
        var (entry, exit) = RayLimits.Fill(rays, boxSize);
        return StratifiedSampling.PerRay(entry, exit, jitter).MoveToOuterDisposeScope();
    }

    private static (CompositedRays Rays, Tensor Depths) RenderBatch(Func<Tensor, (Tensor Colours, Tensor Densities)> field, double boxSize, RayBatch rays, RenderingConfig config)
    {
        var (colours, densities) = Field(field, boxSize, rays, rays.Coarse, rays.CoarseNoise, config);
        if (rays.Quantiles is null)
            return (VolumeRenderer.Composite(colours, densities, rays.Coarse, config.WhiteBackground), rays.Coarse);
        Tensor fine;
        using (no_grad())
            fine = ImportanceSampling.Sample(rays.Coarse, VolumeRenderer.Weights(densities, rays.Coarse), rays.Quantiles.reshape(-1, config.FineSamples)); // [N, R, F, 1]
        var (fineColours, fineDensities) = Field(field, boxSize, rays, fine, rays.FineNoise, config);
        var merged = Merge(rays.Coarse, colours, densities, fine, fineColours, fineDensities);
        return (VolumeRenderer.Composite(merged.Colours, merged.Densities, merged.Depths, config.WhiteBackground), merged.Depths);
    }

    /// <summary>Joins two sets of samples and sorts them by depth.</summary>
    /// <returns>Depths [N, R, S + F, 1], colours [N, R, S + F, C], densities [N, R, S + F, 1].</returns>
    internal static (Tensor Depths, Tensor Colours, Tensor Densities) Merge(Tensor depths, Tensor colours, Tensor densities, Tensor depths2, Tensor colours2, Tensor densities2)
    {
        using var scope = NewDisposeScope();
        var (sorted, order) = cat([depths, depths2], 2).sort(2);
        var merged = cat([colours, colours2], 2);
        merged = merged.gather(2, order.expand(-1, -1, -1, merged.shape[3]));
        var density = cat([densities, densities2], 2).gather(2, order);
        return (sorted.MoveToOuterDisposeScope(), merged.MoveToOuterDisposeScope(), density.MoveToOuterDisposeScope());
    }

    private static (Tensor Colours, Tensor Densities) Field(Func<Tensor, (Tensor Colours, Tensor Densities)> field, double boxSize, RayBatch rays, Tensor depths, Tensor? noise, RenderingConfig config)
    {
        using var scope = NewDisposeScope();
        var s = depths.shape; // [N, R, S, 1]
        var points = (rays.Origins.unsqueeze(2) + depths * rays.Directions.unsqueeze(2)).reshape(s[0], s[1] * s[2], 3); // [N, M, 3]
        var (colours, densities) = field(points);
        if (noise is not null)
            densities = densities + noise;
        densities = SampleCulling.Apply(densities, points, boxSize, config);
        return (colours.view(s[0], s[1], s[2], -1).MoveToOuterDisposeScope(), densities.view(s[0], s[1], s[2], 1).MoveToOuterDisposeScope());
    }

    private static Tensor? Noise(RandomSource random, RenderingConfig config, Rays rays, long heads, long samples) =>
        config.DensityNoise > 0 ? Like(random.Normal(RandomSource.DensityNoise, heads, samples, 1), rays) * config.DensityNoise : null;

    private static Tensor Like(Tensor x, Rays rays) => x.to(rays.Directions.dtype).to(rays.Directions.device);

    private static CompositedRays Join(List<CompositedRays> parts) => new(
        cat([.. parts.Select(part => part.Values)], 1), cat([.. parts.Select(part => part.DistanceSum)], 1),
        cat([.. parts.Select(part => part.Weights)], 1), cat([.. parts.Select(part => part.Opacity)], 1));

    private sealed record RayBatch(Tensor Origins, Tensor Directions, Tensor Coarse, Tensor? Quantiles, Tensor? CoarseNoise, Tensor? FineNoise);
}
