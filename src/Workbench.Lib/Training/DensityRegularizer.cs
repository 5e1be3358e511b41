using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Keeps the raw density of a generator smooth and free of hollow shells (EG3D appendix A).</summary>
/// <remarks>
/// Smooth: weight · mean |s(p) − s(p + ε)|, p uniform in [−1, 1]³, ε Gaussian. Monotonic: 10 · mean relu(s(p) − s(p − box/256·ẑ)), which asks that
/// density does not fall on the way into the head, for twice as many points; the smooth term then uses ε of deviation box/256.
/// Each term draws: one condition swap for the whole batch, points, offsets (smooth only), directions, layer noise, density noise. The decoder ignores directions;
/// they are drawn to keep the order of the reference.
/// </remarks>
public static class DensityRegularizer
{
    private const double MonotonicWeight = 10;
    private const double FinestCell = 1.0 / 256;

    /// <summary>The penalty and its parts.</summary>
    /// <param name="network">The generator.</param>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="config">Kind, weight, distance.</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Source of all random numbers.</param>
    public static PhaseLoss Penalize(PanoHeadNetwork network, Tensor z, Tensor cameras, ObjectiveConfig config, ObjectiveState state, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var statistics = new Dictionary<string, Tensor>();
        Tensor? total = null;
        var monotonic = config.DensityPenalty != DensityPenalty.Smooth;
        if (monotonic)
        {
            using var step = tensor(new[] { 0f, 0f, (float)(-FinestCell * network.Config.BoxSize) }, device: z.device);
            var (front, behind) = Densities(network, z, cameras, config, state, random, 2 * config.DensityPoints, points => points + step);
            total = nn.functional.relu((config.DensityPenalty == DensityPenalty.MonotonicDetached ? front.detach() : front) - behind).mean() * MonotonicWeight;
            statistics[PhaseStatistics.MonotonicPenalty] = total.detach();
        }
        var distance = monotonic ? FinestCell * network.Config.BoxSize : config.DensityDistance;
        var (here, near) = Densities(
            network, z, cameras, config, state, random, config.DensityPoints,
            points => points + random.Normal(ObjectiveStreams.DensityPoints, points.shape).to(points.device) * distance);
        var smooth = (here - near).abs().mean() * config.DensityWeight;
        statistics[PhaseStatistics.DensityPenalty] = smooth.detach();
        return new PhaseLoss(total is null ? smooth : total + smooth, statistics).MoveToOuterDisposeScope();
    }

    private static (Tensor First, Tensor Second) Densities(
        PanoHeadNetwork network, Tensor z, Tensor cameras, ObjectiveConfig config, ObjectiveState state, RandomSource random, int count, Func<Tensor, Tensor> move)
    {
        var condition = GeneratorRun.Condition(cameras, state, random);
        var ws = GeneratorRun.Mix(network, network.Map(z, condition), z, condition, config, random); // [N, L, K]
        var points = random.Uniform(ObjectiveStreams.DensityPoints, z.shape[0], count, 3).to(z.device) * 2 - 1; // [N, M, 3]
        var all = cat([points, move(points)], 1); // [N, 2M, 3]
        random.Normal(ObjectiveStreams.DensityPoints, all.shape);
        var grid = network.Synthesize(ws, new SynthesisSettings { Noise = NoiseMode.Random, Random = random });
        var (_, densities) = TriGridRenderer.Query(grid, network.Decoder, all); // [N, 2M, 1]
        if (state.DensityNoise > 0)
            densities = densities + random.Normal(RandomSource.DensityNoise, densities.shape).to(densities.device) * state.DensityNoise;
        return (densities.narrow(1, 0, count), densities.narrow(1, count, count));
    }
}
