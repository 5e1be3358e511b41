using System.Runtime.CompilerServices;

namespace Workbench.Ops;

/// <summary>Matrix product on raw memory. The right factor lies in panels, so that its columns of two registers stream through the first-level cache.</summary>
/// <remarks>
/// A tile of four rows and two registers keeps eight accumulators, which hides the latency of multiply-adds and leaves registers free on every processor.
/// A panel is [inner, <see cref="Panel"/>]; the panels of all columns follow each other.
/// </remarks>
/// <typeparam name="T">Register width.</typeparam>
internal static unsafe class MatrixKernel<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Rows of a tile.</summary>
    public const int Tile = 4;

    /// <summary>Columns of a panel.</summary>
    public static int Panel => 2 * T.Count;

    /// <summary>One panel of columns: result = left · panel.</summary>
    /// <param name="left">[rows, inner]</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="inner">Length of the sums.</param>
    /// <param name="panel">[inner, panel]</param>
    /// <param name="result">First column of the panel in the first row.</param>
    /// <param name="stride">Floats from row to row of the result.</param>
    public static void Multiply(float* left, int rows, int inner, float* panel, float* result, long stride)
    {
        unchecked
        {
            var sources = stackalloc float*[Tile];
            var targets = stackalloc float*[Tile];
            for (var row = 0; row < rows; row += Tile)
            {
                for (var i = 0; i < Tile; i++)
                {
                    var used = Math.Min(row + i, rows - 1); // a short tile repeats the last row
                    sources[i] = left + (long)used * inner;
                    targets[i] = result + used * stride;
                }
                MultiplyTile(sources, 1, inner, panel, 0, targets);
            }
        }
    }

    /// <summary>Four rows, each the sum of several products: result = Σ sources[s] · panel of s.</summary>
    /// <param name="sources">[segments, 4] rows of length <paramref name="inner"/>.</param>
    /// <param name="segments">Number of products.</param>
    /// <param name="inner">Length of the sums of one product.</param>
    /// <param name="panel">Panel of the first product, [inner, panel].</param>
    /// <param name="panelStride">Floats from the panel of one product to that of the next.</param>
    /// <param name="targets">Four places of two registers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyTile(float** sources, int segments, int inner, float* panel, long panelStride, float** targets)
    {
        unchecked
        {
            var (a0, a1, a2, a3) = (T.Fill(0), T.Fill(0), T.Fill(0), T.Fill(0));
            var (b0, b1, b2, b3) = (T.Fill(0), T.Fill(0), T.Fill(0), T.Fill(0));
            for (var segment = 0; segment < segments; segment++, sources += Tile, panel += panelStride)
            {
                float* r0 = sources[0], r1 = sources[1], r2 = sources[2], r3 = sources[3], w = panel;
                for (var i = 0; i < inner; i++, w += 2 * T.Count)
                {
                    var (wa, wb) = (T.Load(w), T.Load(w + T.Count));
                    var x = T.Fill(r0[i]);
                    (a0, b0) = (T.MultiplyAdd(x, wa, a0), T.MultiplyAdd(x, wb, b0));
                    x = T.Fill(r1[i]);
                    (a1, b1) = (T.MultiplyAdd(x, wa, a1), T.MultiplyAdd(x, wb, b1));
                    x = T.Fill(r2[i]);
                    (a2, b2) = (T.MultiplyAdd(x, wa, a2), T.MultiplyAdd(x, wb, b2));
                    x = T.Fill(r3[i]);
                    (a3, b3) = (T.MultiplyAdd(x, wa, a3), T.MultiplyAdd(x, wb, b3));
                }
            }
            Store(targets[0], a0, b0);
            Store(targets[1], a1, b1);
            Store(targets[2], a2, b2);
            Store(targets[3], a3, b3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, T first, T second)
    {
        first.Store(target);
        second.Store(target + T.Count);
    }
}
