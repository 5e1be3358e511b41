using System.Numerics;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Rays of one step, what they truly meet, and where the generator's field is read along them.</summary>
/// <param name="Depths">Ascending, [N, R, S, 1].</param>
/// <param name="Points">World units, [N, R·S, 3].</param>
/// <param name="Colour">True colour over white, −1…1, [N, R, 3].</param>
/// <param name="Hit">1 where the ray meets the head, [N, R, 1].</param>
/// <param name="Distance">To the surface for hits, [N, R, 1].</param>
/// <param name="SignedDistance">From every point to the surface, negative inside, [N, R·S, 1].</param>
public sealed record DistillationRays(Tensor Depths, Tensor Points, Tensor Colour, Tensor Hit, Tensor Distance, Tensor SignedDistance) : TensorRecord
{
    // Where rays are aimed: random points of these boxes (centre, half size), and the frame of a camera.
    private const double FrameShare = 0.35;
    private const double HeadShare = 0.3;
    private const double FaceShare = 0.2;
    private const double HalfPitch = 32 * Math.PI / 180;
    private const int DrawsPerRay = 8;

    private static readonly (Vector3 Centre, Vector3 Half) HeadBox = (new(0, 0.02f, -0.03f), new(0.19f, 0.23f, 0.22f));
    private static readonly (Vector3 Centre, Vector3 Half) FaceBox = (new(0, -0.03f, 0.1f), new(0.085f, 0.095f, 0.05f));
    private static readonly (Vector3 Centre, Vector3 Half) BackBox = (new(0, -0.02f, -0.19f), new(0.17f, 0.22f, 0.11f));

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Depths, Points, Colour, Hit, Distance, SignedDistance];

    /// <summary>Draws rays of random cameras, each ray with a camera of its own, and traces them.</summary>
    /// <param name="heads">N heads.</param>
    /// <param name="rays">R.</param>
    /// <param name="samples">S, at least 8.</param>
    /// <param name="config">Box, limits and crop.</param>
    /// <param name="random">Streams <see cref="RandomSource.Camera"/> and <see cref="RandomSource.Jitter"/>.</param>
    /// <param name="outlineShare">Share of rays near outlines.</param>
    public static DistillationRays Draw(IReadOnlyList<HeadSpec> heads, int rays, int samples, Generator.PanoHeadConfig config, RandomSource random, double outlineShare = 0)
    {
        using var scope = NewDisposeScope();
        var (drawn, traced) = Trace(heads, rays, config, random, outlineShare);
        var uniform = DistillationBatch.Numbers(random.Uniform(RandomSource.Jitter, heads.Count * rays, samples + 1));
        var normal = DistillationBatch.Numbers(random.Normal(RandomSource.Jitter, heads.Count * rays, samples));
        var (depths, points) = Place(
            DistillationBatch.Numbers(drawn.Origins), DistillationBatch.Numbers(drawn.Directions), DistillationBatch.Numbers(traced.Hits), DistillationBatch.Numbers(traced.Distances), uniform, normal, samples, config);
        var where = tensor(points, [heads.Count, rays * samples, 3]);
        var colour = traced.Hits * (2 * traced.Colours - 1) + (1 - traced.Hits); // white where nothing is
        return new DistillationRays(
            tensor(depths, [heads.Count, rays, samples, 1]), where, colour, traced.Hits.alias(), traced.Distances.alias(), HeadTracer.SignedDistance(heads, where)).MoveToOuterDisposeScope();
    }

    private static (Rays Rays, (Tensor Hits, Tensor Colours, Tensor Distances) Truth) Trace(IReadOnlyList<HeadSpec> heads, int rays, Generator.PanoHeadConfig config, RandomSource random, double outlineShare)
    {
        var candidates = outlineShare > 0 ? OutlineRays.Candidates * rays : rays;
        var (origins, directions) = Aim(DistillationBatch.Numbers(random.Uniform(RandomSource.Camera, heads.Count * candidates, DrawsPerRay)), heads.Count * candidates, config);
        var drawn = new Rays(tensor(origins, [heads.Count, candidates, 3]), tensor(directions, [heads.Count, candidates, 3]));
        var traced = HeadTracer.Trace(heads, drawn);
        if (candidates == rays)
            return (drawn, (traced.Hits, traced.Colours, traced.Distances));
        var chosen = OutlineRays.Choose(traced, drawn, rays, outlineShare);
        Tensor Pick(Tensor values) => OutlineRays.Pick(values, chosen);
        return (new Rays(Pick(drawn.Origins), Pick(drawn.Directions)), (Pick(traced.Hits), Pick(traced.Colours), Pick(traced.Distances)));
    }

    private static (float[] Origins, float[] Directions) Aim(float[] draws, int count, Generator.PanoHeadConfig config)
    {
        var (origins, directions) = (new float[3 * count], new float[3 * count]);
        for (var i = 0; i < count; i++)
        {
            var u = draws.AsSpan(DrawsPerRay * i, DrawsPerRay);
            var yaw = 2 * Math.PI * u[0];
            var pitch = HalfPitch * (2 * u[1] - 1);
            Vector3? target = null;
            if (u[2] < FrameShare + HeadShare && u[2] >= FrameShare)
                target = Inside(HeadBox, u[3..]);
            else if (u[2] >= FrameShare + HeadShare && u[2] < FrameShare + HeadShare + FaceShare)
                (target, yaw) = (Inside(FaceBox, u[3..]), (u[0] - 0.5) * Math.PI * 0.9); // seen from in front of the ears
            else if (u[2] >= FrameShare + HeadShare + FaceShare)
                (target, yaw) = (Inside(BackBox, u[3..]), Math.PI + (u[0] - 0.5) * Math.PI * 1.2);
            var (sinYaw, cosYaw) = Math.SinCos(yaw);
            var (sinPitch, cosPitch) = Math.SinCos(pitch);
            var back = new Vector3((float)(cosPitch * sinYaw), (float)sinPitch, (float)(cosPitch * cosYaw));
            var origin = back * (float)config.CameraRadius;
            Vector3 direction;
            if (target is { } point)
                direction = point - origin;
            else
            {
                var right = new Vector3((float)cosYaw, 0, (float)-sinYaw);
                var up = Vector3.Cross(back, right);
                direction = -back + ((u[3] - 0.5f) * right + (u[4] - 0.5f) * up) / Cameras.Intrinsics.Standard.FocalX;
            }
            direction = Vector3.Normalize(direction);
            (origins[3 * i], origins[3 * i + 1], origins[3 * i + 2]) = (origin.X, origin.Y, origin.Z);
            (directions[3 * i], directions[3 * i + 1], directions[3 * i + 2]) = (direction.X, direction.Y, direction.Z);
        }
        return (origins, directions);
    }

    private static Vector3 Inside((Vector3 Centre, Vector3 Half) box, ReadOnlySpan<float> u) => box.Centre + box.Half * new Vector3(2 * u[0] - 1, 2 * u[1] - 1, 2 * u[2] - 1);

    // Half of the samples stratified between the limits, half about the surface (or the place where a missing ray comes nearest to it) with a random spread.
    private static (float[] Depths, float[] Points) Place(float[] origins, float[] directions, float[] hits, float[] distances, float[] uniform, float[] normal, int samples, Generator.PanoHeadConfig config)
    {
        var rays = hits.Length;
        var (depths, points) = (new float[rays * samples], new float[3 * rays * samples]);
        var limit = (float)(config.BoxSize / 2 - config.Rendering.CropMargin);
        var spread = samples / 2;
        for (var i = 0; i < rays; i++)
        {
            var (near, far) = Limits(origins.AsSpan(3 * i, 3), directions.AsSpan(3 * i, 3), limit, (float)config.Rendering.Near!.Value, (float)config.Rendering.Far!.Value);
            var row = depths.AsSpan(i * samples, samples);
            for (var k = 0; k < spread; k++)
                row[k] = near + (far - near) * (k + uniform[i * (samples + 1) + k]) / spread;
            // Hits from 0.003 to 0.03, misses from 0.006 to 0.06.
            var sigma = (hits[i] > 0 ? 0.003f : 0.006f) * MathF.Pow(10, uniform[i * (samples + 1) + samples]);
            for (var k = spread; k < samples; k++)
                row[k] = Math.Clamp(distances[i] + sigma * normal[i * samples + k], near, far);
            row.Sort();
            for (var k = 0; k < samples; k++)
                for (var axis = 0; axis < 3; axis++)
                    points[3 * (i * samples + k) + axis] = origins[3 * i + axis] + row[k] * directions[3 * i + axis];
        }
        return (depths, points);
    }

    // Between the fixed limits, inside the crop along x and z.
    private static (float Near, float Far) Limits(ReadOnlySpan<float> origin, ReadOnlySpan<float> direction, float half, float near, float far)
    {
        foreach (var axis in (ReadOnlySpan<int>)[0, 2])
        {
            var inverse = 1 / direction[axis];
            var (a, b) = ((-half - origin[axis]) * inverse, (half - origin[axis]) * inverse);
            (near, far) = (Math.Max(near, Math.Min(a, b)), Math.Min(far, Math.Max(a, b)));
        }
        return far > near ? (near, far) : (near, near + 1e-3f);
    }
}
