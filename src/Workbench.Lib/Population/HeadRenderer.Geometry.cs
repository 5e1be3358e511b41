using System.Numerics;
using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Population;

/// <content>Visibility and surface points.</content>
public static partial class HeadRenderer
{
    /// <summary>Which points a camera sees: nothing of the head lies between.</summary>
    /// <remarks>The borders of the picture do not count. Points in empty space are seen unless the head stands before them; points inside are hidden.</remarks>
    /// <param name="head">The head.</param>
    /// <param name="points">World units, [M, 3], inside the generator's box.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="tolerance">A point so little behind the surface still counts as on it, world units.</param>
    /// <returns>Booleans, [M].</returns>
    public static Tensor Visible(HeadSpec head, Tensor points, Camera camera, float tolerance = 0.004f)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(camera);
        var count = Shape.Check(points, "M I", [("I", 3)])[0];
        using var scope = NewDisposeScope();
        var places = points.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var visible = new bool[count];
        var eye = camera.Position;
        HeadJobs.Run([head], count, (worker, model, _, start, size) => Look(worker, model, eye, places.AsSpan(3 * (int)start, 3 * size), visible.AsSpan((int)start, size), tolerance));
        return tensor(visible, [count]).MoveToOuterDisposeScope();
    }

    private static unsafe void Look(HeadWorker worker, HeadModel model, Vector3 eye, ReadOnlySpan<float> places, Span<bool> visible, float tolerance)
    {
        unchecked
        {
            var rays = worker.Rays;
            for (var i = 0; i < visible.Length; i++)
            {
                var direction = Vector3.Normalize(new Vector3(places[3 * i], places[3 * i + 1], places[3 * i + 2]) - eye);
                (rays.OriginX[i], rays.OriginY[i], rays.OriginZ[i]) = (eye.X, eye.Y, eye.Z);
                (rays.DirectionX[i], rays.DirectionY[i], rays.DirectionZ[i]) = (direction.X, direction.Y, direction.Z);
            }
            worker.Marcher.Trace(model, rays, visible.Length, MarchOutputs.None);
            for (var i = 0; i < visible.Length; i++)
                visible[i] = !rays.Hit[i] || (new Vector3(places[3 * i], places[3 * i + 1], places[3 * i + 2]) - eye).Length() <= rays.Distance[i] + tolerance;
        }
    }

    /// <summary>Random points of the surface that can be seen from outside, with normals, colours and parts.</summary>
    /// <remarks>First hits of random lines through a ball about the head: uniform by area, but concave places get fewer. Costs about three rays a point.</remarks>
    /// <param name="head">The head.</param>
    /// <param name="count">M, at most ten million.</param>
    /// <param name="seed">Equal seeds give equal points.</param>
    public static HeadSurface SurfacePoints(HeadSpec head, int count, uint seed = 0)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (count is < 1 or > 10_000_000)
            throw new ArgumentOutOfRangeException(nameof(count), count, "Ask for one to ten million points.");
        using var scope = NewDisposeScope();
        var (points, normals, colours, parts) = (new float[3 * count], new float[3 * count], new float[3 * count], new byte[count]);
        var key = HashStream.Key(seed, "surface points");
        using var worker = new HeadWorker();
        var model = new HeadModel(head, PhotoDetails.None);
        var (found, drawn) = (0, 0L);
        while (found < count)
        {
            FillRandomLines(worker.Rays, key, drawn);
            drawn += PointBlock.Capacity;
            worker.Marcher.Trace(model, worker.Rays, PointBlock.Capacity, MarchOutputs.Surface);
            found = Collect(worker.Rays, found, points, normals, colours, parts);
        }
        return new HeadSurface(tensor(points, [count, 3]), tensor(normals, [count, 3]), tensor(colours, [count, 3]), tensor(parts, [count])).MoveToOuterDisposeScope();
    }

    // A uniform direction, and a uniform place on the disc of radius 0.56 across it, which covers the head.
    private static unsafe void FillRandomLines(RayBlock rays, ulong key, long first)
    {
        const float Radius = 0.56f;
        for (var i = 0; i < PointBlock.Capacity; i++)
        {
            var at = 4 * (first + i);
            var (height, turn) = (2 * HashStream.Uniform(key, at) - 1, 2 * Math.PI * HashStream.Uniform(key, at + 1));
            var flat = Math.Sqrt(Math.Max(0, 1 - height * height));
            var direction = new Vector3((float)(flat * Math.Cos(turn)), (float)height, (float)(flat * Math.Sin(turn)));
            var across = Vector3.Normalize(Vector3.Cross(direction, Math.Abs(direction.Y) < 0.9f ? Vector3.UnitY : Vector3.UnitX));
            var (radius, angle) = (Radius * Math.Sqrt(HashStream.Uniform(key, at + 2)), 2 * Math.PI * HashStream.Uniform(key, at + 3));
            var origin = (float)(radius * Math.Cos(angle)) * across + (float)(radius * Math.Sin(angle)) * Vector3.Cross(direction, across) - 2 * direction;
            (rays.OriginX[i], rays.OriginY[i], rays.OriginZ[i]) = (origin.X, origin.Y, origin.Z);
            (rays.DirectionX[i], rays.DirectionY[i], rays.DirectionZ[i]) = (direction.X, direction.Y, direction.Z);
        }
    }

    private static unsafe int Collect(RayBlock rays, int found, float[] points, float[] normals, float[] colours, byte[] parts)
    {
        for (var i = 0; i < PointBlock.Capacity && found < parts.Length; i++)
        {
            if (!rays.Hit[i])
                continue;
            var place = HeadMarcher.ModelScale * new Vector3(rays.OriginX[i], rays.OriginY[i], rays.OriginZ[i])
                + rays.Distance[i] * new Vector3(rays.DirectionX[i], rays.DirectionY[i], rays.DirectionZ[i]);
            (points[3 * found], points[3 * found + 1], points[3 * found + 2]) = (place.X, place.Y, place.Z);
            (normals[3 * found], normals[3 * found + 1], normals[3 * found + 2]) = (rays.NormalX[i], rays.NormalY[i], rays.NormalZ[i]);
            (colours[3 * found], colours[3 * found + 1], colours[3 * found + 2]) = (rays.Red[i], rays.Green[i], rays.Blue[i]);
            parts[found++] = (byte)rays.Part[i];
        }
        return found;
    }
}
