namespace Workbench.Ops;

/// <summary>The filter [1, 3, 3, 1]² of synthesis networks and its adjoints on raw memory; pixels are rows of channels.</summary>
/// <remarks>With the gain 4 of an enlargement every direction has the taps ¼, ¾, ¾, ¼.</remarks>
/// <typeparam name="T">Register width; divides the channels.</typeparam>
internal static unsafe class FilteredPixels<T>
    where T : unmanaged, ILanes<T>
{
    private const float Outer = 0.25f;
    private const float Inner = 0.75f;

    /// <summary>Filters one image: output (i, j) is the weighted sum of the inputs (i + shift … i + shift + 3, j + shift … j + shift + 3), zero outside.</summary>
    /// <param name="source">[rows, columns, channels]</param>
    /// <param name="rows">Height of the input.</param>
    /// <param name="columns">Width of the input.</param>
    /// <param name="target">[newRows, newColumns, channels]</param>
    /// <param name="newRows">Height of the output.</param>
    /// <param name="newColumns">Width of the output.</param>
    /// <param name="shift">−1 after a transposed convolution, −2 for its adjoint.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="line">Zeroed scratch of (columns + 8) · channels.</param>
    public static void Filter(float* source, int rows, int columns, float* target, int newRows, int newColumns, int shift, int channels, float* line)
    {
        unchecked
        {
            var (outer, inner) = (T.Fill(Outer), T.Fill(Inner));
            var width = (long)columns * channels;
            var middle = line + 4L * channels; // the line has a margin of zeros of four pixels on either side
            for (var row = 0; row < newRows; row++)
            {
                var first = row + shift;
                float* r0 = Row(first), r1 = Row(first + 1), r2 = Row(first + 2), r3 = Row(first + 3);
                for (var i = 0L; i < width; i += T.Count)
                {
                    var sum = T.Fill(0);
                    if (r0 != null)
                        sum = T.Load(r0 + i) * outer;
                    if (r1 != null)
                        sum = T.MultiplyAdd(T.Load(r1 + i), inner, sum);
                    if (r2 != null)
                        sum = T.MultiplyAdd(T.Load(r2 + i), inner, sum);
                    if (r3 != null)
                        sum = T.MultiplyAdd(T.Load(r3 + i), outer, sum);
                    sum.Store(middle + i);
                }
                float* from = middle + (long)shift * channels, to = target + (long)row * newColumns * channels;
                for (var i = 0L; i < (long)newColumns * channels; i += T.Count)
                {
                    var sum = T.Load(from + i) * outer;
                    sum = T.MultiplyAdd(T.Load(from + i + channels), inner, sum);
                    sum = T.MultiplyAdd(T.Load(from + i + 2 * channels), inner, sum);
                    T.MultiplyAdd(T.Load(from + i + 3 * channels), outer, sum).Store(to + i);
                }
            }

            float* Row(int row) => (uint)row < (uint)rows ? source + row * width : null;
        }
    }

    /// <summary>Doubles the side of one image, zeros between samples and then the filter, and adds a bias.</summary>
    /// <param name="source">[side, side, channels]</param>
    /// <param name="side">Side of the input.</param>
    /// <param name="bias">[channels]</param>
    /// <param name="target">[2·side, 2·side, channels]</param>
    /// <param name="channels">Channels.</param>
    /// <param name="line">Zeroed scratch of (side + 2) · channels.</param>
    public static void Enlarge(float* source, int side, float* bias, float* target, int channels, float* line)
    {
        unchecked
        {
            var (outer, inner) = (T.Fill(Outer), T.Fill(Inner));
            var width = (long)side * channels;
            var middle = line + channels; // one pixel of zeros on either side
            for (var row = 0; row < 2 * side; row++)
            {
                // Even rows lie ¾ on their own input row and ¼ on the one before, odd rows ¼ on the one after.
                var (near, far) = (row / 2, row / 2 + (row % 2 == 0 ? -1 : 1));
                float* a = source + near * width, b = (uint)far < (uint)side ? source + far * width : null;
                for (var i = 0L; i < width; i += T.Count)
                {
                    var sum = T.Load(a + i) * inner;
                    if (b != null)
                        sum = T.MultiplyAdd(T.Load(b + i), outer, sum);
                    sum.Store(middle + i);
                }
                var to = target + (long)row * 2 * width;
                var from = middle;
                for (var column = 0; column < side; column++, to += channels)
                {
                    for (var c = 0; c < channels; c += T.Count, from += T.Count, to += T.Count)
                    {
                        var own = T.MultiplyAdd(T.Load(from), inner, T.Load(bias + c));
                        T.MultiplyAdd(T.Load(from - channels), outer, own).Store(to);
                        T.MultiplyAdd(T.Load(from + channels), outer, own).Store(to + channels);
                    }
                }
            }
        }
    }

    /// <summary>The adjoint of <see cref="Enlarge"/> without its bias: gradients of the large image become those of the small one.</summary>
    /// <param name="gradient">[2·side, 2·side, channels]</param>
    /// <param name="side">Side of the small image.</param>
    /// <param name="target">[side, side, channels]</param>
    /// <param name="channels">Channels.</param>
    /// <param name="line">Zeroed scratch of (2·side + 2) · channels.</param>
    public static void Shrink(float* gradient, int side, float* target, int channels, float* line)
    {
        unchecked
        {
            var (outer, inner) = (T.Fill(Outer), T.Fill(Inner));
            var width = 2L * side * channels;
            var middle = line + channels;
            for (var row = 0; row < side; row++)
            {
                // Input row i feeds the rows 2i − 1 … 2i + 2 with ¼, ¾, ¾, ¼.
                float* r1 = gradient + 2L * row * width, r2 = r1 + width, r0 = row == 0 ? null : r1 - width, r3 = row == side - 1 ? null : r2 + width;
                for (var i = 0L; i < width; i += T.Count)
                {
                    var sum = (T.Load(r1 + i) + T.Load(r2 + i)) * inner;
                    if (r0 != null)
                        sum = T.MultiplyAdd(T.Load(r0 + i), outer, sum);
                    if (r3 != null)
                        sum = T.MultiplyAdd(T.Load(r3 + i), outer, sum);
                    sum.Store(middle + i);
                }
                var to = target + (long)row * side * channels;
                for (var column = 0; column < side; column++)
                {
                    var from = middle + (2L * column - 1) * channels;
                    for (var c = 0; c < channels; c += T.Count, from += T.Count, to += T.Count)
                    {
                        var sum = (T.Load(from + channels) + T.Load(from + 2 * channels)) * inner;
                        sum = T.MultiplyAdd(T.Load(from), outer, sum);
                        T.MultiplyAdd(T.Load(from + 3 * channels), outer, sum).Store(to);
                    }
                }
            }
        }
    }
}
