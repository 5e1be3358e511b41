using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Pixels of true pictures: the ray through the middle, and the mean colour and coverage of the whole pixel.</summary>
/// <param name="Rays">Through the middle, [N, R].</param>
/// <param name="Colour">Mean over the pixel, over white, −1…1, [N, R, 3].</param>
/// <param name="Coverage">Mean over the pixel, [N, R, 1].</param>
/// <param name="Distance">Along the ray through the middle to the surface; for a miss to where it comes nearest, [N, R, 1].</param>
/// <param name="Heads">The heads.</param>
internal sealed record DistillationPixels(Rays Rays, Tensor Colour, Tensor Coverage, Tensor Distance, IReadOnlyList<HeadSpec> Heads) : TensorRecord
{
    // Rays a pixel, as HeadRenderer takes them: the middle and a grid of 2 × 2.
    private static readonly (float X, float Y)[] Offsets = [(0, 0), (-0.25f, -0.25f), (0.25f, -0.25f), (-0.25f, 0.25f), (0.25f, 0.25f)];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Rays.Origins, Rays.Directions, Colour, Coverage, Distance];

    /// <summary>Draws pixels of one camera a head.</summary>
    /// <param name="heads">N heads.</param>
    /// <param name="count">R.</param>
    /// <param name="side">Pixels a side of the picture.</param>
    /// <param name="config">Cameras.</param>
    /// <param name="random">Streams <see cref="RandomSource.Camera"/> and <c>pixel</c>.</param>
    /// <param name="outlineShare">Share of pixels near outlines.</param>
    public static DistillationPixels Draw(IReadOnlyList<HeadSpec> heads, int count, int side, Generator.PanoHeadConfig config, RandomSource random, double outlineShare = 0)
    {
        using var scope = NewDisposeScope();
        var poses = DistillationBatch.Numbers(random.Uniform(RandomSource.Camera, heads.Count, 2));
        var cameras = cat([.. heads.Select((_, i) => Camera.At(360 * poses[2 * i], 64 * poses[2 * i + 1] - 32, config.CameraRadius).ToTensor().view(1, -1))]); // [N, 25]
        var places = (random.Uniform("pixel", heads.Count, OutlineRays.Candidates * count, 2) * side).floor(); // [N, 2·R, 2], whole pixels
        var candidates = Through(cameras, (places + 0.5) / side);
        places = OutlineRays.Pick(places, OutlineRays.Choose(HeadTracer.Trace(heads, candidates), candidates, count, outlineShare)); // [N, R, 2]
        var rays = Offsets.Select(offset => Through(cameras, (places + tensor([offset.X, offset.Y]) + 0.5) / side)).ToArray();
        var traced = HeadTracer.Trace(heads, new Rays(cat([.. rays.Select(ray => ray.Origins)], 1), cat([.. rays.Select(ray => ray.Directions)], 1))); // [N, 5·R]
        var hits = traced.Hits.view(heads.Count, Offsets.Length, count, 1);
        var colours = (hits * (2 * traced.Colours.view(heads.Count, Offsets.Length, count, 3) - 1) + (1 - hits)).mean([1]); // [N, R, 3]
        return new DistillationPixels(rays[0], colours, hits.mean([1]), traced.Distances[.., ..count].clone(), heads).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels with samples along their middle rays.</summary>
    /// <param name="depths">Ascending, [N, R, S, 1].</param>
    public DistillationRays At(Tensor depths)
    {
        using var scope = NewDisposeScope();
        var points = (Rays.Origins.unsqueeze(2) + depths * Rays.Directions.unsqueeze(2)).view(depths.shape[0], -1, 3);
        return new DistillationRays(depths.alias(), points, Colour.alias(), Coverage.alias(), Distance.alias(), HeadTracer.SignedDistance(Heads, points)).MoveToOuterDisposeScope();
    }

    /// <summary>Rays through places of a picture, as <see cref="RaySampler"/> makes them for whole pictures; pinholes without skew.</summary>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="places">(column, row) in units of the picture, [N, R, 2].</param>
    internal static Rays Through(Tensor cameras, Tensor places)
    {
        var pose = cameras[.., ..16].view(-1, 4, 4);
        var k = cameras[.., 16..].unsqueeze(1); // [N, 1, 9]: fx sk cx 0 fy cy 0 0 1
        var local = cat([(places[.., .., ..1] - k[.., .., 2..3]) / k[.., .., ..1], (places[.., .., 1..] - k[.., .., 5..6]) / k[.., .., 4..5], ones_like(places[.., .., ..1])], 2); // [N, R, 3]
        var world = local.bmm(pose[.., ..3, ..3].transpose(1, 2));
        var directions = world / world.norm(2, true, 2);
        return new Rays(pose[.., ..3, 3].unsqueeze(1).expand_as(directions).contiguous(), directions.contiguous());
    }
}
