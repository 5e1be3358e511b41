namespace Workbench.Weights;

/// <summary>How a tensor lies in its storage: offset, sizes and strides in elements.</summary>
internal static class StridedView
{
    private const int MaximumRank = 64;

    /// <summary>Product of sizes; null when a size is negative, the rank exceeds 64, or the product overflows 64 bits.</summary>
    public static long? Elements(ReadOnlySpan<long> shape)
    {
        if (shape.Length > MaximumRank)
            return null;
        var empty = false;
        var count = (Int128)1;
        foreach (var size in shape)
        {
            if (size < 0)
                return null;
            empty |= size == 0;
            // Zero sizes are left out, so that [2^40, 2^40, 0] overflows like its neighbours do.
            count *= Math.Max(size, 1);
            if (count > long.MaxValue / 16)
                return null;
        }
        return empty ? 0 : (long)count;
    }

    /// <summary>Number of storage elements between the first and the last that a view touches, last included; null when strides are negative or overflow.</summary>
    public static long? Extent(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        if (strides.Length != shape.Length)
            return null;
        if (shape.Contains(0))
            return 0;
        var last = (Int128)0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (strides[axis] < 0)
                return null;
            last += (Int128)(shape[axis] - 1) * strides[axis];
            if (last > long.MaxValue / 16)
                return null;
        }
        return (long)last + 1;
    }

    /// <summary>True when the elements follow each other in row-major order.</summary>
    public static bool IsContiguous(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        var expected = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && strides[axis] != expected)
                return false;
            expected *= shape[axis];
        }
        return true;
    }

    /// <summary>Strides of column-major (Fortran) order.</summary>
    public static long[] ColumnMajor(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= Math.Max(shape[axis], 1);
        }
        return strides;
    }
}
