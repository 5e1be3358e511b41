using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Renders a tri-grid along rays in one pass over registers: the same result as <see cref="TriGridRenderer"/> up to rounding, without gradients, on the CPU in float32.</summary>
/// <remarks>
/// Memory beside the results: the depths and random numbers of all rays and a few ten KB a thread. No number depends on the count of threads.
/// Planes in the order of <see cref="PackedTriGrid"/> are read in place; others are copied once a call.
/// </remarks>
public static class FusedTriGridRenderer
{
    private const long RaysPerStep = 64;

    /// <summary>Whether the kernel covers this case; otherwise <see cref="TriGridRenderer"/> does.</summary>
    /// <param name="grid">Tri-grid.</param>
    /// <param name="decoder">Decoder.</param>
    /// <param name="rays">Rays.</param>
    /// <param name="config">Sampling.</param>
    public static bool Supports(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config)
    {
        Tensor?[] inputs = [grid.Features, rays.Origins, rays.Directions, decoder.Hidden.Weight, decoder.Hidden.Bias, decoder.Output.Weight, decoder.Output.Bias];
        return config is { CullBelow: null, BinarizeAt: null, DensityNoise: 0, CoarseSamples: >= 2 }
            && config is { FineSamples: 0 } or { CoarseSamples: >= 4 }
            && grid.Features.dim() == 6 && grid.Features.shape[2] % 8 == 0
            && inputs.All(tensor => tensor is null || (tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU))
            && !(is_grad_enabled() && inputs.Any(tensor => tensor is { requires_grad: true }));
    }

    /// <summary>Renders rays; draws the same random numbers in the same order as <see cref="TriGridRenderer.Render"/>.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="decoder">Decoder.</param>
    /// <param name="rays">Rays, [N, R].</param>
    /// <param name="config">Sampling.</param>
    /// <param name="random">Source of jitter and quantiles.</param>
    /// <param name="cancellation">Checked every 64 rays.</param>
    /// <exception cref="NotSupportedException">A case that <see cref="Supports"/> denies.</exception>
    public static RenderedRays Render(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, CancellationToken cancellation = default)
    {
        if (!Supports(grid, decoder, rays, config))
            throw new NotSupportedException("The fused ray kernel renders float32 planes on the CPU without gradients, culling or density noise, and feature counts that divide by 8. Use RayRenderer.Render, which chooses.");
        return Choose(grid, decoder, rays, config, random, null, null, cancellation);
    }

    /// <summary>Renders rays and says what every sample contributes.</summary>
    /// <returns>The rays; depths and weights of samples, [N, R, S + F] each.</returns>
    internal static (RenderedRays Rays, Tensor Depths, Tensor Weights) RenderSamples(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        long[] shape = [rays.Directions.shape[0], rays.Directions.shape[1], config.CoarseSamples + config.FineSamples];
        var (depths, weights) = (empty(shape, ScalarType.Float32), empty(shape, ScalarType.Float32));
        var rendered = Choose(grid, decoder, rays, config, random, depths, weights, cancellation);
        return (rendered.MoveToOuterDisposeScope(), depths.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }

    private static RenderedRays Choose(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, Tensor? depths, Tensor? weights, CancellationToken cancellation)
    {
        var lanes = grid.Features.shape[2] % Simd.Width == 0 ? Simd.Width : 8;
        return lanes switch
        {
            16 => Render<Lanes16>(grid, decoder, rays, config, random, depths, weights, cancellation),
            8 => Render<Lanes8>(grid, decoder, rays, config, random, depths, weights, cancellation),
            _ => Render<Lanes4>(grid, decoder, rays, config, random, depths, weights, cancellation),
        };
    }

    internal static unsafe RenderedRays Render<T>(
        TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, Tensor? sampleDepths = null, Tensor? sampleWeights = null, CancellationToken cancellation = default)
        where T : unmanaged, ILanes<T>
    {
        var s = Shape.Check(grid.Features, "N P C D H W", [("P", grid.Axes.Count), ("C", decoder.Hidden.Weight.shape[1])]);
        var count = Shape.Check(rays.Directions, "N R I", [("N", s[0]), ("I", 3)])[1];
        Shape.Check(rays.Origins, "N R I", [("N", s[0]), ("R", count), ("I", 3)]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var total = s[0] * count;
        var colours = decoder.Output.Weight.shape[0] - 1;
        var coarse = TriGridRenderer.CoarseDepths(rays, grid.BoxSize, config, random).contiguous(); // [N, R, S, 1]
        Shape.Check(coarse, "N R S I", [("N", s[0]), ("R", count), ("S", config.CoarseSamples), ("I", 1)]);
        var quantiles = config.FineSamples == 0 ? null : random.Uniform(RandomSource.Importance, total, config.FineSamples).to(ScalarType.Float32).contiguous(); // [N·R, F]
        if (quantiles is not null)
            Shape.Check(quantiles, "R F", [("R", total), ("F", config.FineSamples)]);
        var packed = PackedTriGrid.Pack(grid.Features);
        var weights = FusedDecoder.From(decoder, grid.Axes.Count, 2 * T.Count);
        var (origins, directions) = (rays.Origins.contiguous(), rays.Directions.contiguous());
        var (features, distance, opacity) = (Result(colours), Result(1), Result(1));
        fixed (int* axes = grid.Axes.ReadingOrder(grid.Depth))
        {
            var padded = (int)weights.ColourWeight.shape[1];
            var outputBias = TensorMemory.Floats(weights.OutputBias);
            var scene = new FusedScene
            {
                Grid = TensorMemory.Floats(packed.permute(0, 1, 4, 5, 3, 2)),
                Planes = (int)s[1],
                Features = (int)s[2],
                Depth = (int)s[3],
                Height = (int)s[4],
                Width = (int)s[5],
                Axes = axes,
                PointScale = (float)(2 / grid.BoxSize),
                HiddenWeight = TensorMemory.Floats(weights.HiddenWeight),
                HiddenBias = TensorMemory.Floats(weights.HiddenBias),
                Hidden = (int)weights.HiddenWeight.shape[1],
                DensityWeight = TensorMemory.Floats(weights.DensityWeight),
                DensityBias = outputBias[padded],
                ColourWeight = TensorMemory.Floats(weights.ColourWeight),
                ColourBias = outputBias,
                Colours = (int)colours,
                PaddedColours = padded,
                Activation = decoder.Activation,
                CoarseSamples = config.CoarseSamples,
                FineSamples = config.FineSamples,
                CropLimit = config.CropMargin == 0 ? float.PositiveInfinity : (float)(grid.BoxSize / 2 - config.CropMargin),
                WhiteBackground = config.WhiteBackground,
                RaysPerHead = count,
                Origins = TensorMemory.Floats(origins),
                Directions = TensorMemory.Floats(directions),
                Coarse = TensorMemory.Floats(coarse),
                Quantiles = quantiles is null ? null : TensorMemory.Floats(quantiles),
                OutFeatures = TensorMemory.Floats(features),
                OutDistance = TensorMemory.Floats(distance),
                OutOpacity = TensorMemory.Floats(opacity),
                OutSampleDepths = sampleDepths is null ? null : TensorMemory.Floats(sampleDepths),
                OutSampleWeights = sampleWeights is null ? null : TensorMemory.Floats(sampleWeights),
            };
            var (nearest, farthest) = March<T>(scene, total, cancellation);
            var composited = new CompositedRays(features, distance, opacity, opacity);
            return new RenderedRays(features, composited.Depth(nearest, farthest), opacity).MoveToOuterDisposeScope();
        }

        Tensor Result(long width) => empty(s[0], count, width, ScalarType.Float32);
    }

    // All rays over all threads; returns the smallest and largest depth of any sample.
    private static (float Nearest, float Farthest) March<T>(FusedScene scene, long rays, CancellationToken cancellation)
        where T : unmanaged, ILanes<T>
    {
        var steps = (rays + RaysPerStep - 1) / RaysPerStep;
        var (nearest, farthest) = (float.PositiveInfinity, float.NegativeInfinity);
        var gate = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, get_num_threads()), CancellationToken = cancellation };
        Parallel.For(0, steps, options, () => new FusedRayKernel<T>(scene), Step, Finish);
        return (nearest, farthest);

        FusedRayKernel<T> Step(long step, ParallelLoopState state, FusedRayKernel<T> kernel)
        {
            var end = Math.Min(rays, (step + 1) * RaysPerStep);
            for (var ray = step * RaysPerStep; ray < end; ray++)
                kernel.Render(ray);
            return kernel;
        }

        void Finish(FusedRayKernel<T> kernel)
        {
            lock (gate)
                (nearest, farthest) = (MathF.Min(nearest, kernel.Nearest), MathF.Max(farthest, kernel.Farthest));
            kernel.Dispose();
        }
    }
}
