using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>A 3×3 convolution of one head that doubles the size: transposed convolution, filter [1,3,3,1], noise, bias, activation.</summary>
/// <remarks>
/// Nine products a pixel come from one matrix product; they are folded onto a grid of 2R + 1 rows, of which only those that the filter still needs are kept.
/// Blocks of rows fit into the cache, so nothing but input and output passes through memory.
/// </remarks>
/// <typeparam name="T">Register width; the output channels divide by twice as much.</typeparam>
internal static unsafe class FastEnlargement<T>
    where T : unmanaged, ILanes<T>
{
    private const long CacheBytes = 4L << 20;

    /// <summary>Convolves, doubles and finishes.</summary>
    /// <param name="x">[R·R, I]</param>
    /// <param name="side">R.</param>
    /// <param name="weights">Modulated kernel, [9, O/p, I, p].</param>
    /// <returns>[2R·2R, O]</returns>
    public static Tensor Apply(Tensor x, int side, FastWeights weights)
    {
        using var scope = NewDisposeScope();
        var (inputs, outputs) = ((int)x.shape[1], (int)weights.Scale.shape[0]);
        var panels = 9 * outputs / MatrixKernel<T>.Panel;
        var y = empty([4L * side * side, outputs], ScalarType.Float32);
        var block = (int)Math.Clamp(CacheBytes / (sizeof(float) * 9L * side * outputs), 1, side); // input rows
        var kept = 2 * block + 5; // rows of the folded grid; the filter reaches four rows
        using var scratch = new NativeScratch();
        var width = (2L * side + 1) * outputs;
        var grid = scratch.Allocate<float>(kept * width);
        var source = scratch.Allocate<float>(block * side * 9L * outputs); // [rows·R, 9, O]
        float* target = TensorMemory.Floats(y), input = TensorMemory.Floats(x), kernel = TensorMemory.Floats(weights.Kernel);
        var epilogue = weights.Epilogue();
        var done = 0;
        for (var top = 0; top < side; top += block)
        {
            var (start, end) = (top, Math.Min(side, top + block));
            Rows.Split(panels, (first, last) =>
            {
                for (var panel = first; panel < last; panel++)
                    MatrixKernel<T>.Multiply(
                        input + (long)start * side * inputs, (end - start) * side, inputs, kernel + (long)panel * inputs * MatrixKernel<T>.Panel,
                        source + panel * MatrixKernel<T>.Panel, 9L * outputs);
            });
            Rows.Split(end - start, (first, last) =>
            {
                for (var row = start + first; row < start + last; row++)
                    FoldRow(source, grid, row, start, end, side, outputs, kept, width);
            });
            var (begin, ready) = (done, end == side ? 2 * side : 2 * end - 2);
            Rows.Split(ready - begin, (first, last) =>
            {
                for (var row = begin + first; row < begin + last; row++)
                    Filter(grid, target, row, side, outputs, kept, width, epilogue);
            });
            done = ready;
        }
        return y.MoveToOuterDisposeScope();
    }

    // Rows 2·row and 2·row + 1 of the grid. The products of the third kernel row belong to the row below;
    // those of a block's last row wait there for the next block.
    private static void FoldRow(float* products, float* grid, int row, int start, int end, int side, int outputs, int kept, long width)
    {
        unchecked
        {
            var length = (long)side * 9 * outputs;
            var own = products + (row - start) * length;
            var even = grid + 2 * row % kept * width;
            if (row > start)
                Fold(own - length, even, 2, side, outputs, false);
            Fold(own, even, 0, side, outputs, row > 0);
            Fold(own, grid + (2 * row + 1) % kept * width, 1, side, outputs, false);
            if (row == end - 1)
                Fold(own, grid + (2 * row + 2) % kept * width, 2, side, outputs, false);
        }
    }

    // One row of products times one row of the kernel: pixel 2x takes tap 0 of x and tap 2 of x − 1, pixel 2x + 1 tap 1 of x.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fold(float* products, float* row, int kernelRow, int side, int outputs, bool add)
    {
        unchecked
        {
            var step = 9L * outputs;
            products += 3 * kernelRow * outputs;
            for (var x = 0; x <= side; x++, products += step, row += 2 * outputs)
                for (var c = 0; c < outputs; c += T.Count)
                {
                    var even = add ? T.Load(row + c) : T.Fill(0);
                    if (x > 0)
                        even += T.Load(products - step + 2 * outputs + c);
                    if (x < side)
                    {
                        even += T.Load(products + c);
                        var odd = T.Load(products + outputs + c);
                        if (add)
                            odd += T.Load(row + outputs + c);
                        odd.Store(row + outputs + c);
                    }
                    even.Store(row + c);
                }
        }
    }

    // [1,3,3,1]/4 along both axes of the grid, from one before to two after, and the rest of the layer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Filter(float* grid, float* y, int row, int side, int outputs, int kept, long width, FastEpilogue epilogue)
    {
        unchecked
        {
            var last = 2 * side;
            // Rows outside are zero: they borrow a row inside and lose their weight.
            var above = grid + (row > 0 ? row - 1 : row) % kept * width;
            var here = grid + row % kept * width;
            var below = grid + (row + 1) % kept * width;
            var second = grid + (row + 2 <= last ? row + 2 : row) % kept * width;
            var (wide, first, fourth) = (T.Fill(0.75f), T.Fill(row > 0 ? 0.25f : 0), T.Fill(row + 2 <= last ? 0.25f : 0));
            var quarter = T.Fill(0.25f);
            for (var c = 0; c < outputs; c += T.Count, above += T.Count, here += T.Count, below += T.Count, second += T.Count)
            {
                var a = T.Fill(0);
                var b = Vertical(above, here, below, second, 0, first, wide, fourth);
                var d = Vertical(above, here, below, second, outputs, first, wide, fourth);
                for (var x = 0; x < last; x++)
                {
                    var e = x + 2 <= last ? Vertical(above, here, below, second, (x + 2L) * outputs, first, wide, fourth) : T.Fill(0);
                    var sum = T.MultiplyAdd(a + e, quarter, (b + d) * wide);
                    var pixel = (long)row * last + x;
                    epilogue.Apply(sum, c, epilogue.NoiseAt<T>(pixel)).Store(y + pixel * outputs + c);
                    (a, b, d) = (b, d, e);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Vertical(float* above, float* here, float* below, float* second, long offset, T first, T wide, T fourth)
    {
        unchecked
        {
            var middle = (T.Load(here + offset) + T.Load(below + offset)) * wide;
            return T.MultiplyAdd(T.Load(above + offset), first, T.MultiplyAdd(T.Load(second + offset), fourth, middle));
        }
    }
}
