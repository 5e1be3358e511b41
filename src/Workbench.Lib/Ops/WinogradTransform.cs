using System.Runtime.CompilerServices;

namespace Workbench.Ops;

/// <summary>The transforms of Winograd's minimal filtering F(4×4, 3×3) and their adjoints, for tiles of pixels that are rows of channels (Lavin and Gray 2016).</summary>
/// <remarks>
/// Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A with interpolation points 0, ±1, ±2, ∞: 6×6 inputs, overlapping by two, give 4×4 outputs. Tiles of one image follow each other row by row;
/// transformed values are [36, tiles, channels].
/// </remarks>
/// <typeparam name="T">Register width; divides the channels.</typeparam>
internal static unsafe class WinogradTransform<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Outputs a side of a tile.</summary>
    public const int Side = 4;

    /// <summary>Inputs a side of a tile.</summary>
    public const int Reach = 6;

    /// <summary>Bᵀ d B of tiles.</summary>
    /// <param name="image">[side, side, channels]</param>
    /// <param name="side">A multiple of 4.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="first">First tile.</param>
    /// <param name="end">Behind the last tile.</param>
    /// <param name="target">Tile 0 of the image at point 0.</param>
    /// <param name="plane">Floats from point to point.</param>
    /// <param name="zeros">Zeros, [channels].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float* image, int side, int channels, int first, int end, float* target, long plane, float* zeros)
    {
        unchecked
        {
            var tiles = side / Side;
            var places = stackalloc float*[Reach * Reach];
            var columns = stackalloc float[Reach * Reach * T.Count];
            for (var tile = first; tile < end; tile++)
            {
                var (top, left) = (tile / tiles * Side - 1, tile % tiles * Side - 1);
                for (var point = 0; point < Reach * Reach; point++)
                {
                    var (row, column) = (top + point / Reach, left + point % Reach);
                    var inside = (uint)row < (uint)side && (uint)column < (uint)side;
                    places[point] = inside ? image + (long)(row * side + column) * channels : zeros;
                }
                var to = target + (long)tile * channels;
                for (var c = 0; c < channels; c += T.Count, to += T.Count)
                {
                    for (var column = 0; column < Reach; column++)
                        Input(
                            T.Load(places[column] + c), T.Load(places[column + 6] + c), T.Load(places[column + 12] + c),
                            T.Load(places[column + 18] + c), T.Load(places[column + 24] + c), T.Load(places[column + 30] + c), columns + column * T.Count, Reach * T.Count);
                    for (var row = 0; row < Reach; row++)
                    {
                        var from = columns + row * Reach * T.Count;
                        Input(
                            T.Load(from), T.Load(from + T.Count), T.Load(from + 2 * T.Count),
                            T.Load(from + 3 * T.Count), T.Load(from + 4 * T.Count), T.Load(from + 5 * T.Count), to + row * Reach * plane, plane);
                    }
                }
            }
        }
    }

    /// <summary>The adjoint of <see cref="Input(float*, int, int, int, int, float*, long, float*)"/>: adds B v Bᵀ of tiles to an image, for some of the channels.</summary>
    /// <param name="source">Tile 0 of the image at point 0.</param>
    /// <param name="plane">Floats from point to point.</param>
    /// <param name="image">[side, side, channels]</param>
    /// <param name="side">A multiple of 4.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="first">First tile.</param>
    /// <param name="end">Behind the last tile.</param>
    /// <param name="firstChannel">First channel.</param>
    /// <param name="endChannel">Behind the last channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputAdjoint(float* source, long plane, float* image, int side, int channels, int first, int end, int firstChannel, int endChannel)
    {
        unchecked
        {
            var tiles = side / Side;
            var columns = stackalloc float[Reach * Reach * T.Count];
            var line = stackalloc float[Reach * T.Count];
            for (var tile = first; tile < end; tile++)
            {
                var (top, left) = (tile / tiles * Side - 1, tile % tiles * Side - 1);
                for (var c = firstChannel; c < endChannel; c += T.Count)
                {
                    var from = source + (long)tile * channels + c;
                    for (var column = 0; column < Reach; column++)
                        InputAdjoint(
                            T.Load(from + column * plane), T.Load(from + (column + 6) * plane), T.Load(from + (column + 12) * plane),
                            T.Load(from + (column + 18) * plane), T.Load(from + (column + 24) * plane), T.Load(from + (column + 30) * plane), columns + column * T.Count, Reach * T.Count);
                    for (var row = 0; row < Reach; row++)
                    {
                        if ((uint)(top + row) >= (uint)side)
                            continue;
                        var values = columns + row * Reach * T.Count;
                        InputAdjoint(
                            T.Load(values), T.Load(values + T.Count), T.Load(values + 2 * T.Count),
                            T.Load(values + 3 * T.Count), T.Load(values + 4 * T.Count), T.Load(values + 5 * T.Count), line, T.Count);
                        var to = image + (long)((top + row) * side + left) * channels + c;
                        for (var column = 0; column < Reach; column++, to += channels)
                            if ((uint)(left + column) < (uint)side)
                                (T.Load(to) + T.Load(line + column * T.Count)).Store(to);
                    }
                }
            }
        }
    }

    /// <summary>Aᵀ m A of tiles.</summary>
    /// <param name="source">Tile 0 of the image at point 0.</param>
    /// <param name="plane">Floats from point to point.</param>
    /// <param name="image">[side, side, channels]</param>
    /// <param name="side">A multiple of 4.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="first">First tile.</param>
    /// <param name="end">Behind the last tile.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* source, long plane, float* image, int side, int channels, int first, int end)
    {
        unchecked
        {
            var tiles = side / Side;
            var columns = stackalloc float[Side * Reach * T.Count];
            for (var tile = first; tile < end; tile++)
            {
                var corner = (long)(tile / tiles * Side * side + tile % tiles * Side) * channels;
                for (var c = 0; c < channels; c += T.Count)
                {
                    var from = source + (long)tile * channels + c;
                    for (var column = 0; column < Reach; column++)
                        Output(
                            T.Load(from + column * plane), T.Load(from + (column + 6) * plane), T.Load(from + (column + 12) * plane),
                            T.Load(from + (column + 18) * plane), T.Load(from + (column + 24) * plane), T.Load(from + (column + 30) * plane), columns + column * T.Count, Reach * T.Count);
                    for (var row = 0; row < Side; row++)
                    {
                        var values = columns + row * Reach * T.Count;
                        Output(
                            T.Load(values), T.Load(values + T.Count), T.Load(values + 2 * T.Count),
                            T.Load(values + 3 * T.Count), T.Load(values + 4 * T.Count), T.Load(values + 5 * T.Count), image + corner + (long)row * side * channels + c, channels);
                    }
                }
            }
        }
    }

    /// <summary>The adjoint of <see cref="Output(float*, long, float*, int, int, int, int)"/>: A y Aᵀ of tiles.</summary>
    /// <param name="image">[side, side, channels]</param>
    /// <param name="side">A multiple of 4.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="first">First tile.</param>
    /// <param name="end">Behind the last tile.</param>
    /// <param name="target">Tile 0 of the image at point 0.</param>
    /// <param name="plane">Floats from point to point.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputAdjoint(float* image, int side, int channels, int first, int end, float* target, long plane)
    {
        unchecked
        {
            var tiles = side / Side;
            var columns = stackalloc float[Reach * Side * T.Count];
            var stride = (long)side * channels;
            for (var tile = first; tile < end; tile++)
            {
                var corner = image + (tile / tiles * Side * side + tile % tiles * Side) * (long)channels;
                for (var c = 0; c < channels; c += T.Count)
                {
                    for (var column = 0; column < Side; column++)
                    {
                        var from = corner + column * channels + c;
                        OutputAdjoint(T.Load(from), T.Load(from + stride), T.Load(from + 2 * stride), T.Load(from + 3 * stride), columns + column * T.Count, Side * T.Count);
                    }
                    var to = target + (long)tile * channels + c;
                    for (var row = 0; row < Reach; row++)
                    {
                        var values = columns + row * Side * T.Count;
                        OutputAdjoint(T.Load(values), T.Load(values + T.Count), T.Load(values + 2 * T.Count), T.Load(values + 3 * T.Count), to + row * Reach * plane, plane);
                    }
                }
            }
        }
    }

    // Bᵀ: six inputs to six values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input(T d0, T d1, T d2, T d3, T d4, T d5, float* target, long stride)
    {
        unchecked
        {
            var (four, five) = (T.Fill(4), T.Fill(-5));
            (T.MultiplyAdd(d0, four, d4) + d2 * five).Store(target);
            var even = T.MultiplyAdd(d2, T.Fill(-4), d4);
            var odd = T.MultiplyAdd(d1, T.Fill(-4), d3);
            (even + odd).Store(target + stride);
            (even - odd).Store(target + 2 * stride);
            even = d4 - d2;
            odd = (d3 - d1) * T.Fill(2);
            (even + odd).Store(target + 3 * stride);
            (even - odd).Store(target + 4 * stride);
            (T.MultiplyAdd(d1, four, d5) + d3 * five).Store(target + 5 * stride);
        }
    }

    // B: six values to six inputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputAdjoint(T v0, T v1, T v2, T v3, T v4, T v5, float* target, long stride)
    {
        unchecked
        {
            var (four, five) = (T.Fill(4), T.Fill(-5));
            var (near, nearDifference) = (v1 + v2, v1 - v2);
            var (far, farDifference) = (v3 + v4, v3 - v4);
            (v0 * four).Store(target);
            T.MultiplyAdd(v5 - nearDifference, four, farDifference * T.Fill(-2)).Store(target + stride);
            (T.MultiplyAdd(v0, five, near * T.Fill(-4)) - far).Store(target + 2 * stride);
            T.MultiplyAdd(v5, five, T.MultiplyAdd(farDifference, T.Fill(2), nearDifference)).Store(target + 3 * stride);
            (v0 + near + far).Store(target + 4 * stride);
            v5.Store(target + 5 * stride);
        }
    }

    // Aᵀ: six values to four outputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Output(T m0, T m1, T m2, T m3, T m4, T m5, float* target, long stride)
    {
        unchecked
        {
            var (near, nearDifference) = (m1 + m2, m1 - m2);
            var (far, farDifference) = (m3 + m4, m3 - m4);
            (m0 + near + far).Store(target);
            T.MultiplyAdd(farDifference, T.Fill(2), nearDifference).Store(target + stride);
            T.MultiplyAdd(far, T.Fill(4), near).Store(target + 2 * stride);
            (T.MultiplyAdd(farDifference, T.Fill(8), nearDifference) + m5).Store(target + 3 * stride);
        }
    }

    // A: four outputs to six values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputAdjoint(T y0, T y1, T y2, T y3, float* target, long stride)
    {
        unchecked
        {
            y0.Store(target);
            var (even, odd) = (y0 + y2, y1 + y3);
            (even + odd).Store(target + stride);
            (even - odd).Store(target + 2 * stride);
            even = T.MultiplyAdd(y2, T.Fill(4), y0);
            odd = T.MultiplyAdd(y3, T.Fill(8), y1 * T.Fill(2));
            (even + odd).Store(target + 3 * stride);
            (even - odd).Store(target + 4 * stride);
            y3.Store(target + 5 * stride);
        }
    }
}
