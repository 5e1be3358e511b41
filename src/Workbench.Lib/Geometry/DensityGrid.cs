using System.Numerics;

namespace Workbench.Geometry;

/// <summary>Where the samples of a density grid lie.</summary>
public enum GridLayout
{
    /// <summary>Exactly where the official tools put them: slightly sheared, by up to one voxel.</summary>
    Official,

    /// <summary>On a straight grid with corners at ±L/2.</summary>
    Straight,
}

/// <summary>N³ points in the generator's box at which the density is asked for, and the way from samples to world units.</summary>
/// <remarks>
/// Voxel size v = L/(N−1). Sample number n = (x·N + y)·N + z. The official layout computes z = n mod N, y = (n/N) mod N, x = ((n/N)/N) mod N with real-valued division in float32,
/// so that y carries the fraction z/N and x the fraction (y + z/N)/N; above N = 256 the cast of n rounds as well (the last few samples of 512³ wrap round to the opposite corner).
/// </remarks>
public sealed record DensityGrid
{
    /// <summary>The level at which the official tools cut the raw density.</summary>
    public const float OfficialLevel = 10;

    /// <summary>Samples a side, N; the sampling tool takes 512.</summary>
    public int Resolution { get; init; } = 512;

    /// <summary>Side length of the cube about the origin, L: the generator's <c>box_warp</c>.</summary>
    public float BoxSize { get; init; } = 1;

    /// <summary>Where the samples lie.</summary>
    public GridLayout Layout { get; init; }

    /// <summary>Number of samples, N³.</summary>
    public long Count => (long)Resolution * Resolution * Resolution;

    /// <summary>Distance of neighbouring samples, world units.</summary>
    public double VoxelSize => (double)BoxSize / (Resolution - 1);

    /// <summary>All problems of these values; empty when there are none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Resolution is < 2 or > 2048)
            problems.Add($"Resolution is {Resolution}; it lies in 2…2048.");
        if (!(BoxSize > 0 && float.IsFinite(BoxSize)))
            problems.Add($"BoxSize is {BoxSize}; it must be positive.");
        return problems;
    }

    /// <summary>Some of the sample points.</summary>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="count">How many.</param>
    /// <returns>[1, M, 3], world units, float32 on the CPU.</returns>
    public Tensor Points(long first, long count) => tensor(Coordinates(first, count), [1, count, 3]);

    /// <summary>The field at the samples, evaluated slice by slice as they are read: nothing but one slice is kept, so 512³ and more work in little memory.</summary>
    /// <param name="field">Raw densities of points, [1, M, 3] → [1, M, 1]; called without gradients.</param>
    /// <param name="evaluation">Memory, device, progress and cancellation; null for the defaults.</param>
    /// <returns>A volume in the order x, y, z; each slice is evaluated when it is read.</returns>
    public ScalarVolume Sample(Func<Tensor, Tensor> field, FieldEvaluation? evaluation = null)
    {
        ArgumentNullException.ThrowIfNull(field);
        Check();
        return new FieldVolume(this, field, evaluation ?? new FieldEvaluation());
    }

    /// <summary>The head's surface in world units, closed by a border.</summary>
    /// <param name="field">Raw densities of points, [1, M, 3] → [1, M, 1].</param>
    /// <param name="level">The density that counts as surface.</param>
    /// <param name="border">Null takes a border of one plane, which cuts off nothing.</param>
    /// <param name="evaluation">Memory, device, progress and cancellation; null for the defaults.</param>
    public Mesh ExtractSurface(Func<Tensor, Tensor> field, float level = OfficialLevel, VolumeBorder? border = null, FieldEvaluation? evaluation = null)
    {
        var volume = Sample(field, evaluation).WithBorder(border ?? VolumeBorder.Thin(Math.Min(-1000, level - 1)));
        return MarchingCubes.Extract(volume, level, evaluation?.Cancellation ?? default).Transform(ToWorld());
    }

    /// <summary>From sample numbers (x, y, z) to world units, for <see cref="Mesh.Transform"/>; affine in both layouts.</summary>
    public Matrix4x4 ToWorld()
    {
        Check();
        var voxel = (float)VoxelSize;
        var shear = Layout == GridLayout.Official ? voxel / Resolution : 0;
        var corner = -BoxSize / 2;
        return new Matrix4x4(
            voxel, 0, 0, 0,
            shear, voxel, 0, 0,
            shear / Resolution, shear, voxel, 0,
            corner, corner, corner, 1);
    }

    /// <summary>The volume as the official tools store it (axis 0 reversed, border written).</summary>
    /// <param name="samples">Order x, y, z, as sampled.</param>
    /// <param name="border">Which border.</param>
    public static ScalarVolume ToOfficial(ScalarVolume samples, VolumeBorder border)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Flip().WithBorder(border);
    }

    /// <summary>The mesh that the official tools write: of the stored volume with axes (2, 1, 0), in voxel units, spacing 1.</summary>
    /// <param name="stored">The volume in stored order, see <see cref="ToOfficial"/>.</param>
    /// <param name="level">The density that counts as surface.</param>
    /// <param name="cancellation">Stops between slices.</param>
    public static Mesh ExtractOfficial(ScalarVolume stored, float level = OfficialLevel, CancellationToken cancellation = default)
    {
        // Exchanging x and z mirrors; Transform turns the triangles round.
        var exchange = new Matrix4x4(0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
        return MarchingCubes.Extract(stored, level, cancellation).Transform(exchange);
    }

    internal float[] Coordinates(long first, long count)
    {
        Check();
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - first);
        var points = new float[3 * count];
        var voxel = (float)VoxelSize;
        var corner = -BoxSize / 2;
        var n = (float)Resolution;
        for (long i = 0; i < count; i++)
        {
            var number = first + i;
            float x, y, z = number % Resolution;
            if (Layout == GridLayout.Official)
            {
                var rows = number / n; // the cast to float32 rounds beyond 2^24
                y = Remainder(rows, Resolution);
                x = Remainder(rows / n, Resolution);
            }
            else
            {
                y = number / Resolution % Resolution;
                x = number / Resolution / Resolution;
            }
            points[3 * i] = x * voxel + corner;
            points[3 * i + 1] = y * voxel + corner;
            points[3 * i + 2] = z * voxel + corner;
        }
        return points;
    }

    /// <summary>value mod size, exact: the double quotient of a float cannot round up to the next integer. Faster than the library's remainder.</summary>
    private static float Remainder(float value, int size) => (float)(value - size * Math.Floor((double)value / size));

    private void Check()
    {
        if (Validate() is { Count: > 0 } problems)
            throw new InvalidOperationException(string.Join(" ", problems));
    }

    private sealed class FieldVolume(DensityGrid grid, Func<Tensor, Tensor> field, FieldEvaluation evaluation) : ScalarVolume(grid.Resolution, grid.Resolution, grid.Resolution)
    {
        public override void ReadSlice(int x, Span<float> slice)
        {
            var chunk = (int)Math.Min(evaluation.ChunkSize, SliceLength);
            for (var done = 0; done < SliceLength; done += chunk)
            {
                var count = Math.Min(chunk, SliceLength - done);
                evaluation.Evaluate(field, grid.Coordinates((long)x * SliceLength + done, count), 1, slice.Slice(done, count));
                evaluation.Progress?.Report(((double)x * SliceLength + done + count) / grid.Count);
            }
        }
    }
}
