using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>3×3 convolution by Winograd's minimal filtering F(4×4, 3×3): 36 products where 144 would be needed (Lavin and Gray 2016).</summary>
/// <remarks>
/// Tiles of 6×6 inputs overlap by two and give 4×4 outputs: Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A with interpolation points 0, ±1, ±2, ∞. Sums over channels are 36 matrix products.
/// Rows of tiles are handled in blocks whose transforms fit into the cache.
/// </remarks>
/// <typeparam name="T">Register width; both channel counts divide by it.</typeparam>
internal static unsafe class FastWinograd<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Outputs a side of a tile.</summary>
    public const int Side = 4;

    private const int Reach = 6;
    private const int Points = Reach * Reach;
    private const long CacheBytes = 16L << 20;

    /// <summary>Convolves and finishes.</summary>
    /// <param name="x">[R·R, I]; R a multiple of 4.</param>
    /// <param name="side">R.</param>
    /// <param name="weights">Modulated kernel, [9, I, O].</param>
    /// <returns>[R·R, O]</returns>
    public static Tensor Apply(Tensor x, int side, FastWeights weights)
    {
        using var scope = NewDisposeScope();
        var (inputs, outputs) = ((int)x.shape[1], (int)weights.Scale.shape[0]);
        var tiles = side / Side;
        var block = (int)Math.Clamp(CacheBytes / (sizeof(float) * (long)Points * tiles * (inputs + outputs)), 1, tiles); // rows of tiles
        var kernel = empty([Points, inputs, outputs], ScalarType.Float32);
        var y = empty([(long)side * side, outputs], ScalarType.Float32);
        var patches = empty([Points, (long)block * tiles, inputs], ScalarType.Float32);
        using var scratch = new NativeScratch();
        float* zeros = scratch.Allocate<float>(inputs), source = TensorMemory.Floats(x), target = TensorMemory.Floats(y);
        float* taps = TensorMemory.Floats(weights.Kernel), transformed = TensorMemory.Floats(kernel);
        Rows.Split(inputs, (first, end) => TransformKernel(taps, transformed, first, end, inputs, outputs));
        var epilogue = weights.Epilogue();
        for (var top = 0; top < tiles; top += block)
        {
            using var step = NewDisposeScope();
            var (start, rows) = (top, Math.Min(block, tiles - top));
            var used = rows == block ? patches : empty([Points, (long)rows * tiles, inputs], ScalarType.Float32);
            var input = TensorMemory.Floats(used);
            var count = rows * tiles;
            Rows.Split(count, (first, end) => TransformInput(source, zeros, input, side, start * tiles, first, end, count, inputs));
            var products = used.bmm(kernel); // [36, tiles, O]
            var output = TensorMemory.Floats(products);
            Rows.Split(count, (first, end) => TransformOutput(output, target, side, start * tiles, first, end, count, outputs, epilogue));
        }
        return y.MoveToOuterDisposeScope();
    }

    // G g Gᵀ, [9, I, O] → [36, I, O].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformKernel(float* taps, float* kernel, int first, int end, int inputs, int outputs)
    {
        unchecked
        {
            var plane = (long)inputs * outputs;
            var rows = stackalloc float[Reach * 3 * T.Count];
            for (var i = first; i < end; i++)
                for (var o = 0; o < outputs; o += T.Count)
                {
                    var source = taps + (long)i * outputs + o;
                    var target = kernel + (long)i * outputs + o;
                    for (var column = 0; column < 3; column++)
                        Kernel(source + column * plane, 3 * plane, rows + column * T.Count, 3 * T.Count);
                    for (var row = 0; row < Reach; row++)
                        Kernel(rows + row * 3 * T.Count, T.Count, target + row * Reach * plane, plane);
                }
        }
    }

    // G: three taps to six values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Kernel(float* source, long sourceStride, float* target, long targetStride)
    {
        unchecked
        {
            var (a, b, c) = (T.Load(source), T.Load(source + sourceStride), T.Load(source + 2 * sourceStride));
            (a * T.Fill(0.25f)).Store(target);
            var even = (a + c) * T.Fill(-1f / 6);
            var odd = b * T.Fill(-1f / 6);
            (even + odd).Store(target + targetStride);
            (even - odd).Store(target + 2 * targetStride);
            even = T.MultiplyAdd(a, T.Fill(1f / 24), c * T.Fill(1f / 6));
            odd = b * T.Fill(1f / 12);
            (even + odd).Store(target + 3 * targetStride);
            (even - odd).Store(target + 4 * targetStride);
            c.Store(target + 5 * targetStride);
        }
    }

    // Bᵀ d B of the tiles offset + first … offset + end − 1, into [36, count, I].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformInput(float* x, float* zeros, float* patches, int side, int offset, int first, int end, int count, int inputs)
    {
        unchecked
        {
            var tiles = side / Side;
            var plane = (long)count * inputs;
            var places = stackalloc float*[Points];
            var columns = stackalloc float[Points * T.Count];
            for (var tile = first; tile < end; tile++)
            {
                var (top, left) = ((offset + tile) / tiles * Side - 1, (offset + tile) % tiles * Side - 1);
                for (var point = 0; point < Points; point++)
                {
                    var (row, column) = (top + point / Reach, left + point % Reach);
                    var inside = (uint)row < (uint)side && (uint)column < (uint)side;
                    places[point] = inside ? x + (long)(row * side + column) * inputs : zeros;
                }
                var target = patches + (long)tile * inputs;
                for (var c = 0; c < inputs; c += T.Count, target += T.Count)
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
                            T.Load(from + 3 * T.Count), T.Load(from + 4 * T.Count), T.Load(from + 5 * T.Count), target + row * Reach * plane, plane);
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

    // Aᵀ m A of the tiles, finished, into [R·R, O].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransformOutput(float* products, float* y, int side, int offset, int first, int end, int count, int outputs, FastEpilogue epilogue)
    {
        unchecked
        {
            var tiles = side / Side;
            var plane = (long)count * outputs;
            var columns = stackalloc float[Side * Reach * T.Count];
            var noise = stackalloc float[Side * Side];
            for (var tile = first; tile < end; tile++)
            {
                var (top, left) = ((offset + tile) / tiles * Side, (offset + tile) % tiles * Side);
                var corner = (long)top * side + left;
                for (var pixel = 0; pixel < Side * Side; pixel++)
                    noise[pixel] = epilogue.Noise == null ? 0 : epilogue.Noise[corner + pixel / Side * side + pixel % Side];
                var source = products + (long)tile * outputs;
                for (var o = 0; o < outputs; o += T.Count, source += T.Count)
                {
                    for (var column = 0; column < Reach; column++)
                    {
                        var from = source + column * plane;
                        var (y0, y1, y2, y3) = Output(
                            T.Load(from), T.Load(from + 6 * plane), T.Load(from + 12 * plane), T.Load(from + 18 * plane), T.Load(from + 24 * plane), T.Load(from + 30 * plane));
                        var to = columns + column * T.Count;
                        y0.Store(to);
                        y1.Store(to + Reach * T.Count);
                        y2.Store(to + 2 * Reach * T.Count);
                        y3.Store(to + 3 * Reach * T.Count);
                    }
                    for (var row = 0; row < Side; row++)
                    {
                        var from = columns + row * Reach * T.Count;
                        var (y0, y1, y2, y3) = Output(
                            T.Load(from), T.Load(from + T.Count), T.Load(from + 2 * T.Count), T.Load(from + 3 * T.Count), T.Load(from + 4 * T.Count), T.Load(from + 5 * T.Count));
                        var to = y + (corner + row * side) * outputs + o;
                        epilogue.Apply(y0, o, T.Fill(noise[row * Side])).Store(to);
                        epilogue.Apply(y1, o, T.Fill(noise[row * Side + 1])).Store(to + outputs);
                        epilogue.Apply(y2, o, T.Fill(noise[row * Side + 2])).Store(to + 2 * outputs);
                        epilogue.Apply(y3, o, T.Fill(noise[row * Side + 3])).Store(to + 3 * outputs);
                    }
                }
            }
        }
    }

    // Aᵀ: six values to four outputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Y0, T Y1, T Y2, T Y3) Output(T m0, T m1, T m2, T m3, T m4, T m5)
    {
        var (near, nearDifference) = (m1 + m2, m1 - m2);
        var (far, farDifference) = (m3 + m4, m3 - m4);
        return (
            m0 + near + far, T.MultiplyAdd(farDifference, T.Fill(2), nearDifference),
            T.MultiplyAdd(far, T.Fill(4), near), T.MultiplyAdd(farDifference, T.Fill(8), nearDifference) + m5);
    }
}
