using Workbench.Ops;

namespace Workbench.Training;

/// <summary>The pixels of a picture that one step compares: columns and rows first, first + stride, ….</summary>
/// <param name="Full">Pixels a side of the whole picture.</param>
/// <param name="Count">Pixels a side that are compared.</param>
/// <param name="Stride">Distance of neighbours, pixels.</param>
/// <param name="Column">First column.</param>
/// <param name="Row">First row.</param>
internal sealed record ComparedPixels(int Full, int Count, int Stride, int Column, int Row)
{
    private const string Stream = "pixels";

    /// <summary>All of them.</summary>
    public static ComparedPixels All(int side) => new(side, side, 1, 0, 0);

    /// <summary>Draws the pixels of a step.</summary>
    /// <param name="full">Pixels a side of the picture.</param>
    /// <param name="phase">The pattern.</param>
    /// <param name="random">Source of the first pixel.</param>
    public static ComparedPixels Draw(int full, EncoderPhase phase, RandomSource random)
    {
        var count = Math.Min(phase.Side ?? full, full);
        if (phase.Pixels == PixelPattern.Whole || count == full)
            return All(full);
        var (stride, places) = phase.Pixels == PixelPattern.Strided ? (full / count, full / count) : (1, full - count + 1);
        using var scope = NewDisposeScope();
        var draws = DistillationBatch.Numbers(random.Uniform(Stream, 2));
        return new ComparedPixels(full, count, stride, (int)(draws[0] * places), (int)(draws[1] * places));
    }

    /// <summary>The pixels of pictures.</summary>
    /// <param name="image">[N, C, full, full]</param>
    /// <returns>[N, C, count, count]</returns>
    public Tensor Of(Tensor image)
    {
        var (rows, columns) = (TensorIndex.Slice(Row, Row + Stride * (Count - 1) + 1, Stride), TensorIndex.Slice(Column, Column + Stride * (Count - 1) + 1, Stride));
        return image[.., .., rows, columns];
    }

    /// <summary>Where their centres lie, (column, row) in units of the picture, row after row, [N, count², 2].</summary>
    public Tensor Places(long heads)
    {
        using var scope = NewDisposeScope();
        var steps = arange(Count, ScalarType.Float32) * Stride;
        var (x, y) = ((steps + (Column + 0.5)) / Full, (steps + (Row + 0.5)) / Full);
        var grid = stack([x.unsqueeze(0).expand(Count, Count), y.unsqueeze(1).expand(Count, Count)], 2); // [rows, columns, 2]
        return grid.reshape(1, Count * Count, 2).expand(heads, -1, -1).contiguous().MoveToOuterDisposeScope();
    }
}
