using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Population;

/// <summary>Exact answers about procedural heads for rays and points: what training and measures are held against.</summary>
/// <remarks>Threads share blocks of 512 rays of one head; every ray is computed alone, so no number depends on the count of threads or on the other rays. Cost about one microsecond a ray and core.</remarks>
public static class HeadTracer
{
    /// <summary>Follows rays to the surfaces of heads.</summary>
    /// <param name="heads">N heads.</param>
    /// <param name="rays">[N, R, 3], float32; directions of unit length. Only the generator's box, |x|, |y|, |z| ≤ 0.5, is searched.</param>
    /// <param name="details">What only photographs show, one a head; null for the generator population.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or are not float32.</exception>
    public static unsafe TracedRays Trace(IReadOnlyList<HeadSpec> heads, Rays rays, IReadOnlyList<PhotoDetails>? details = null)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(rays);
        if (details is not null && details.Count != heads.Count)
            throw new ArgumentException($"details: there are {details.Count} for {heads.Count} heads.", nameof(details));
        var count = Shape.Check(rays.Directions, "N R I", [("N", heads.Count), ("I", 3)], "There is one row of rays a head.")[1];
        Shape.Check(rays.Origins, "N R I", [("N", heads.Count), ("R", count), ("I", 3)]);
        using var scope = NewDisposeScope();
        var (origins, directions) = (Input(rays.Origins), Input(rays.Directions));
        var colours = empty([heads.Count, count, 3]);
        var (hits, distances, clearances) = (empty([heads.Count, count, 1]), empty([heads.Count, count, 1]), empty([heads.Count, count, 1]));
        var normals = empty([heads.Count, count, 3]);
        var parts = new byte[heads.Count * count];
        var from = TensorMemory.Floats(origins);
        var along = TensorMemory.Floats(directions);
        var colour = TensorMemory.Floats(colours);
        var hit = TensorMemory.Floats(hits);
        var distance = TensorMemory.Floats(distances);
        var clearance = TensorMemory.Floats(clearances);
        var normal = TensorMemory.Floats(normals);
        HeadJobs.Run(heads, count, (worker, model, head, start, size) =>
        {
            unchecked
            {
                var block = worker.Rays;
                var first = head * count + start;
                for (var i = 0; i < size; i++)
                {
                    var source = 3 * (first + i);
                    (block.OriginX[i], block.OriginY[i], block.OriginZ[i]) = (from[source], from[source + 1], from[source + 2]);
                    (block.DirectionX[i], block.DirectionY[i], block.DirectionZ[i]) = (along[source], along[source + 1], along[source + 2]);
                }
                worker.Marcher.Trace(model, block, size, MarchOutputs.Nearest | MarchOutputs.Surface);
                for (var i = 0; i < size; i++)
                {
                    var target = first + i;
                    (colour[3 * target], colour[3 * target + 1], colour[3 * target + 2]) = (block.Red[i], block.Green[i], block.Blue[i]);
                    (normal[3 * target], normal[3 * target + 1], normal[3 * target + 2]) = (block.NormalX[i], block.NormalY[i], block.NormalZ[i]);
                    (hit[target], distance[target], clearance[target]) = (block.Hit[i] ? 1 : 0, block.Distance[i], block.Clearance[i]);
                    parts[target] = (byte)block.Part[i];
                }
            }
        }, details: details);
        GC.KeepAlive(origins);
        GC.KeepAlive(directions);
        return new TracedRays(colours, hits, distances, clearances, normals, tensor(parts, [heads.Count, count])).MoveToOuterDisposeScope();
    }

    /// <summary>Distance from points to the surface, negative inside; first-order exact near the surface, a lower bound by at most a third farther away.</summary>
    /// <param name="heads">N heads.</param>
    /// <param name="points">World units, [N, M, 3].</param>
    /// <returns>[N, M, 1]</returns>
    public static unsafe Tensor SignedDistance(IReadOnlyList<HeadSpec> heads, Tensor points)
    {
        var count = CheckPoints(heads, points);
        using var scope = NewDisposeScope();
        var input = Input(points);
        var result = empty([heads.Count, count, 1]);
        var source = TensorMemory.Floats(input);
        var target = TensorMemory.Floats(result);
        HeadJobs.Run(heads, count, (worker, model, head, start, size) =>
        {
            var first = head * count + start;
            worker.Marcher.Distances(model, new ReadOnlySpan<float>(source + 3 * first, 3 * size), new Span<float>(target + first, size));
        });
        GC.KeepAlive(input);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The shaded colour at points on or near the surface, 0…1.</summary>
    /// <param name="heads">N heads.</param>
    /// <param name="points">World units, [N, M, 3].</param>
    /// <returns>[N, M, 3]</returns>
    public static unsafe Tensor Colour(IReadOnlyList<HeadSpec> heads, Tensor points)
    {
        var count = CheckPoints(heads, points);
        using var scope = NewDisposeScope();
        var input = Input(points);
        var result = empty([heads.Count, count, 3]);
        var source = TensorMemory.Floats(input);
        var target = TensorMemory.Floats(result);
        HeadJobs.Run(heads, count, (worker, model, head, start, size) =>
        {
            var first = head * count + start;
            worker.Marcher.Surface(model, worker.Rays, new ReadOnlySpan<float>(source + 3 * first, 3 * size));
            for (var i = 0; i < size; i++)
                (target[3 * (first + i)], target[3 * (first + i) + 1], target[3 * (first + i) + 2]) = (worker.Rays.Red[i], worker.Rays.Green[i], worker.Rays.Blue[i]);
        });
        GC.KeepAlive(input);
        return result.MoveToOuterDisposeScope();
    }

    private static long CheckPoints(IReadOnlyList<HeadSpec> heads, Tensor points)
    {
        ArgumentNullException.ThrowIfNull(heads);
        return Shape.Check(points, "N M I", [("N", heads.Count), ("I", 3)], "There is one row of points a head.")[1];
    }

    private static Tensor Input(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 ? tensor.detach().cpu().contiguous() : throw new ArgumentException($"The tracer computes in float32, got {tensor.dtype}.");
}
