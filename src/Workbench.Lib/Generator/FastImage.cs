using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Image layers of one head: modulated 1×1 convolution, added to the doubled image of the block before.</summary>
/// <typeparam name="T">Register width; the channels of a group divide by it.</typeparam>
internal static unsafe class FastImage<T>
    where T : unmanaged, ILanes<T>
{
    private const long CacheBytes = 1L << 20;

    /// <summary>Makes the image of a block.</summary>
    /// <param name="x">[R·R, C]</param>
    /// <param name="side">R.</param>
    /// <param name="layer">The image layer.</param>
    /// <param name="w">[1, K]</param>
    /// <param name="order">New order of the image channels, [image channels].</param>
    /// <param name="groups">G; every group of channels becomes an image of its own.</param>
    /// <param name="before">Image of the block before, [G, (R/up)², channels/G], or null.</param>
    /// <param name="up">1 or 2.</param>
    /// <returns>[G, R·R, channels/G]</returns>
    public static Tensor Apply(Tensor x, int side, ToRgbLayer layer, Tensor w, Tensor order, int groups, Tensor? before, int up)
    {
        using var scope = NewDisposeScope();
        var weights = Weights(layer, w).index_select(0, order); // [channels, C]
        var bias = layer.Bias.index_select(0, order);
        var channels = (int)weights.shape[0] / groups;
        var image = empty([groups, (long)side * side, channels], ScalarType.Float32);
        var limit = (float)(layer.Clamp ?? double.PositiveInfinity);
        var block = (int)Math.Clamp(CacheBytes / (sizeof(float) * (long)side * channels), 1, side); // rows
        float* biases = TensorMemory.Floats(bias), target = TensorMemory.Floats(image), coarse = before is null ? null : TensorMemory.Floats(before);
        var transposed = weights.view(groups, channels, -1).transpose(1, 2).contiguous(); // [G, C, channels]
        for (var top = 0; top < side; top += block)
        {
            var (start, rows) = (top, Math.Min(block, side - top));
            for (var group = 0; group < groups; group++)
            {
                using var step = NewDisposeScope();
                var own = x.narrow(0, (long)start * side, (long)rows * side).mm(transposed[group]); // [rows·R, channels]
                float* from = TensorMemory.Floats(own), offset = biases + group * channels;
                var plane = (long)group * side * side * channels;
                var previous = coarse == null ? null : coarse + plane / (up * up);
                Rows.Split(rows, (first, end) =>
                {
                    for (var row = first; row < end; row++)
                        Row(from + (long)row * side * channels, target + plane + (long)(start + row) * side * channels, previous, offset, start + row, side, channels, up, limit);
                });
            }
        }
        return image.MoveToOuterDisposeScope();
    }

    /// <summary>Modulated weights of an image layer, [channels, C].</summary>
    public static Tensor Weights(ToRgbLayer layer, Tensor w)
    {
        using var scope = NewDisposeScope();
        var weight = layer.Weight.flatten(1); // [channels, C]
        return (weight * (layer.Affine.forward(w) / Math.Sqrt(weight.shape[1]))).MoveToOuterDisposeScope();
    }

    // One row: clamp(own + bias) + the image before, doubled with [1,3,3,1]: 3/4 of the nearer and 1/4 of the farther pixel along each axis.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* own, float* target, float* before, float* bias, int row, int side, int channels, int up, float limit)
    {
        unchecked
        {
            var half = side / 2;
            var (near, far) = (row / 2, row / 2 + (row % 2 == 0 ? -1 : 1));
            var farWeight = far >= 0 && far < half ? 0.25f : 0;
            if (farWeight == 0)
                far = near;
            var length = (long)half * channels;
            for (var x = 0; x < side; x++, own += channels, target += channels)
            {
                var (nearX, farX) = (x / 2, x / 2 + (x % 2 == 0 ? -1 : 1));
                var farWeightX = farX >= 0 && farX < half ? 0.25f : 0;
                if (farWeightX == 0)
                    farX = nearX;
                var (w00, w01) = (T.Fill(0.75f * 0.75f), T.Fill(0.75f * farWeightX));
                var (w10, w11) = (T.Fill(farWeight * 0.75f), T.Fill(farWeight * farWeightX));
                for (var c = 0; c < channels; c += T.Count)
                {
                    var value = T.Load(own + c) + T.Load(bias + c);
                    value = T.Max(T.Fill(-limit), T.Min(T.Fill(limit), value));
                    if (before != null && up == 1)
                    {
                        value += T.Load(before + ((long)row * side + x) * channels + c);
                    }
                    else if (before != null)
                    {
                        float* nearRow = before + near * length + c, farRow = before + far * length + c;
                        value = T.MultiplyAdd(T.Load(nearRow + nearX * channels), w00, value);
                        value = T.MultiplyAdd(T.Load(nearRow + farX * channels), w01, value);
                        value = T.MultiplyAdd(T.Load(farRow + nearX * channels), w10, value);
                        value = T.MultiplyAdd(T.Load(farRow + farX * channels), w11, value);
                    }
                    value.Store(target + c);
                }
            }
        }
    }
}
