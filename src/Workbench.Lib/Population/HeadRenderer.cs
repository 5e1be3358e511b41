using System.Numerics;
using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>Takes true pictures of procedural heads on the CPU.</summary>
/// <remarks>Deterministic: no number depends on the count of threads. Colours and coverage are means over the pixel, everything else belongs to the ray through its middle.</remarks>
public static partial class HeadRenderer
{
    /// <summary>Pictures of one head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="cameras">One a picture.</param>
    /// <param name="size">Pixels a side.</param>
    /// <param name="supersampling">Rays along a side of a pixel for colour and coverage, beside the one through its middle; 0 takes that one alone.</param>
    public static RenderedHeads Render(HeadSpec head, IReadOnlyList<Camera> cameras, int size, int supersampling = 2)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        return Render([.. Enumerable.Repeat(head, cameras.Count)], cameras, size, supersampling);
    }

    /// <summary>One picture of one head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="size">Pixels a side.</param>
    /// <param name="supersampling">As for many cameras.</param>
    public static RenderedHeads Render(HeadSpec head, Camera camera, int size, int supersampling = 2) => Render([head], [camera], size, supersampling);

    /// <summary>One picture of each head.</summary>
    /// <param name="heads">N heads.</param>
    /// <param name="cameras">N cameras.</param>
    /// <param name="size">Pixels a side, 1…2048.</param>
    /// <param name="supersampling">0…8 rays along a side of a pixel for colour and coverage, beside the one through its middle.</param>
    /// <param name="details">What only photographs show, one a head; null takes <see cref="PhotoDetails.None"/>.</param>
    /// <exception cref="ArgumentException">There are not as many cameras or details as heads.</exception>
    public static unsafe RenderedHeads Render(IReadOnlyList<HeadSpec> heads, IReadOnlyList<Camera> cameras, int size, int supersampling = 2, IReadOnlyList<PhotoDetails>? details = null)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentNullException.ThrowIfNull(cameras);
        if (heads.Count != cameras.Count)
            throw new ArgumentException($"cameras: there are {cameras.Count} cameras for {heads.Count} heads; one picture needs one of each.", nameof(cameras));
        if (details is not null && details.Count != heads.Count)
            throw new ArgumentException($"details: there are {details.Count} for {heads.Count} heads.", nameof(details));
        CheckSizes(size, supersampling);
        using var scope = NewDisposeScope();
        long count = heads.Count;
        var (colours, normals) = (empty([count, 3, size, size]), empty([count, 3, size, size]));
        var (alpha, depth) = (empty([count, 1, size, size]), empty([count, 1, size, size]));
        var parts = new byte[count * size * size];
        var colour = TensorMemory.Floats(colours);
        var cover = TensorMemory.Floats(alpha);
        var distance = TensorMemory.Floats(depth);
        var normal = TensorMemory.Floats(normals);
        var samples = supersampling * supersampling + 1;
        var pixelsPerBlock = PointBlock.Capacity / samples;
        long plane = size * size;
        HeadJobs.Run(heads, plane, (worker, model, view, start, pixels) =>
        {
            unchecked
            {
                var rays = worker.Rays;
                new PixelRays(cameras[(int)view], size, supersampling).Fill(rays, (int)start, pixels);
                worker.Marcher.Trace(model, rays, pixels * samples, MarchOutputs.Surface);
                for (var i = 0; i < pixels; i++)
                {
                    var (sum, hits) = (Vector3.Zero, 0);
                    var first = i * samples;
                    for (var k = 0; k < samples; k++)
                        if (rays.Hit[first + k])
                        {
                            sum += new Vector3(rays.Red[first + k], rays.Green[first + k], rays.Blue[first + k]);
                            hits++;
                        }
                    var pixel = start + i;
                    sum /= samples;
                    var triple = colour + 3 * view * plane + pixel;
                    (triple[0], triple[plane], triple[2 * plane]) = (sum.X, sum.Y, sum.Z);
                    triple = normal + 3 * view * plane + pixel;
                    (triple[0], triple[plane], triple[2 * plane]) = (rays.NormalX[first], rays.NormalY[first], rays.NormalZ[first]);
                    cover[view * plane + pixel] = (float)hits / samples;
                    distance[view * plane + pixel] = rays.Hit[first] ? rays.Distance[first] : 0;
                    parts[view * plane + pixel] = (byte)rays.Part[first];
                }
            }
        }, pixelsPerBlock, details);
        return new RenderedHeads(colours, alpha, depth, normals, tensor(parts, [count, size, size]), [.. cameras]).MoveToOuterDisposeScope();
    }

    private static void CheckSizes(int size, int supersampling)
    {
        if (size is < 1 or > 2048)
            throw new ArgumentOutOfRangeException(nameof(size), size, "A picture has 1…2048 pixels a side.");
        if (supersampling is < 0 or > 8)
            throw new ArgumentOutOfRangeException(nameof(supersampling), supersampling, "A pixel is divided into 0…8 rays a side.");
    }
}
