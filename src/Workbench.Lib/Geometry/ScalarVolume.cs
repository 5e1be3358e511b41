namespace Workbench.Geometry;

/// <summary>A field sampled on a grid, read one slice at a time so that large volumes need not lie in memory.</summary>
public abstract class ScalarVolume
{
    /// <summary>Fixes the sizes.</summary>
    /// <param name="sizeX">Number of slices, at least 2.</param>
    /// <param name="sizeY">Rows of a slice, at least 2.</param>
    /// <param name="sizeZ">Values of a row, at least 2.</param>
    protected ScalarVolume(int sizeX, int sizeY, int sizeZ)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeX, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeY, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeZ, 2);
        if ((long)sizeY * sizeZ > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(sizeY), $"A slice of {sizeY} × {sizeZ} values is too large.");
        (SizeX, SizeY, SizeZ) = (sizeX, sizeY, sizeZ);
    }

    /// <summary>Number of slices (axis 0).</summary>
    public int SizeX { get; }

    /// <summary>Rows of a slice (axis 1).</summary>
    public int SizeY { get; }

    /// <summary>Values of a row (axis 2).</summary>
    public int SizeZ { get; }

    /// <summary>Values of a slice.</summary>
    public int SliceLength => SizeY * SizeZ;

    /// <summary>Copies one slice; readers go through the slices in ascending order, once.</summary>
    /// <param name="x">0…SizeX−1.</param>
    /// <param name="slice">Receives [Y, Z], row-major.</param>
    public abstract void ReadSlice(int x, Span<float> slice);

    /// <summary>The same values with axis 0 reversed, as the official export stores them.</summary>
    public ScalarVolume Flip() => new FlippedVolume(this);

    /// <summary>The same values with a border overwritten, as the official export closes the head.</summary>
    /// <param name="border">Which planes, and with which value.</param>
    public ScalarVolume WithBorder(VolumeBorder border)
    {
        ArgumentNullException.ThrowIfNull(border);
        return new BorderedVolume(this, border);
    }

    /// <summary>All values in memory: 4 bytes each, 0.5 GB for 512³.</summary>
    public DenseVolume ToDense()
    {
        var values = DenseVolume.Allocate(SizeX, SizeY, SizeZ);
        for (var x = 0; x < SizeX; x++)
            ReadSlice(x, values.AsSpan(x * SliceLength, SliceLength));
        return new DenseVolume(values, SizeX, SizeY, SizeZ);
    }

    private sealed class FlippedVolume(ScalarVolume inner) : ScalarVolume(inner.SizeX, inner.SizeY, inner.SizeZ)
    {
        public override void ReadSlice(int x, Span<float> slice) => inner.ReadSlice(SizeX - 1 - x, slice);
    }

    private sealed class BorderedVolume(ScalarVolume inner, VolumeBorder border) : ScalarVolume(inner.SizeX, inner.SizeY, inner.SizeZ)
    {
        public override void ReadSlice(int x, Span<float> slice)
        {
            // The slice is read even where nothing of it remains: a field that is sampled on demand keeps its order.
            inner.ReadSlice(x, slice);
            if (x < border.Sides || x >= SizeX - border.Sides)
            {
                slice.Fill(border.Value);
                return;
            }
            for (var y = 0; y < SizeY; y++)
            {
                var row = slice.Slice(y * SizeZ, SizeZ);
                if (y < border.Sides || y >= SizeY - border.Top)
                {
                    row.Fill(border.Value);
                    continue;
                }
                row[..Math.Min(border.Sides, SizeZ)].Fill(border.Value);
                row[Math.Max(SizeZ - border.Sides, 0)..].Fill(border.Value);
            }
        }
    }
}

/// <summary>Planes at the sides of a volume that are overwritten before the surface is extracted.</summary>
/// <param name="Value">What is written.</param>
/// <param name="Sides">Planes at five sides: both ends of axes 0 and 2, and the low end of axis 1.</param>
/// <param name="Top">Planes at the high end of axis 1, above the head.</param>
public sealed record VolumeBorder(float Value, int Sides, int Top)
{
    /// <summary>The border of <c>gen_samples</c>: −1000 in ⌊30 N / 256⌋ planes on all six sides.</summary>
    /// <param name="resolution">N.</param>
    public static VolumeBorder Samples(int resolution) => new(-1000, Planes(30, resolution), Planes(30, resolution));

    /// <summary>The border of the video and projection tools: 0 in ⌊30 N / 256⌋ planes, ⌊38 N / 256⌋ at the top.</summary>
    /// <param name="resolution">N.</param>
    public static VolumeBorder Video(int resolution) => new(0, Planes(30, resolution), Planes(38, resolution));

    /// <summary>One plane all round: closes every surface and cuts off nothing else.</summary>
    /// <param name="value">A value below the level.</param>
    public static VolumeBorder Thin(float value = -1000) => new(value, 1, 1);

    private static int Planes(int of256, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 2);
        return (int)((long)of256 * resolution / 256);
    }
}
