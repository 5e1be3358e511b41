using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>A 3×3 convolution of one head that keeps the size; activations lie pixel after pixel, [R·R, C].</summary>
/// <typeparam name="T">Register width; both channel counts divide by it.</typeparam>
internal static unsafe class FastConvolution<T>
    where T : unmanaged, ILanes<T>
{
    // From here on the transforms of Winograd cost less than the multiplications they save.
    private const int WinogradFrom = 32;

    /// <summary>Convolves and finishes.</summary>
    /// <param name="x">[R·R, I]</param>
    /// <param name="side">R.</param>
    /// <param name="weights">Modulated kernel, [9, I, O].</param>
    /// <returns>[R·R, O]</returns>
    public static Tensor Apply(Tensor x, int side, FastWeights weights)
    {
        using var scope = NewDisposeScope();
        if (side >= WinogradFrom && side % FastWinograd<T>.Side == 0)
            return FastWinograd<T>.Apply(x, side, weights).MoveToOuterDisposeScope();
        var inputs = (int)x.shape[1];
        var outputs = (int)weights.Scale.shape[0];
        var columns = empty([(long)side * side, 9L * inputs], ScalarType.Float32);
        float* source = TensorMemory.Floats(x), patches = TensorMemory.Floats(columns);
        Rows.Split(side, (first, end) =>
        {
            for (var row = first; row < end; row++)
                Unfold(source, patches, side, row, inputs);
        });
        var y = columns.mm(weights.Kernel.view(9L * inputs, outputs));
        var target = TensorMemory.Floats(y);
        var epilogue = weights.Epilogue();
        Rows.Split(side, (first, end) => Finish(target, first * side, end * side, outputs, epilogue));
        return y.MoveToOuterDisposeScope();
    }

    // The nine neighbours of every pixel of a row, [tap, I] a pixel; zeros outside.
    private static void Unfold(float* x, float* columns, int side, int row, int inputs)
    {
        unchecked
        {
            for (var column = 0; column < side; column++)
                for (var tap = 0; tap < 9; tap++)
                {
                    var (fromRow, fromColumn) = (row + tap / 3 - 1, column + tap % 3 - 1);
                    var target = new Span<float>(columns + ((long)(row * side + column) * 9 + tap) * inputs, inputs);
                    if ((uint)fromRow < (uint)side && (uint)fromColumn < (uint)side)
                        new ReadOnlySpan<float>(x + (long)(fromRow * side + fromColumn) * inputs, inputs).CopyTo(target);
                    else
                        target.Clear();
                }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(float* y, int first, int end, int channels, FastEpilogue epilogue)
    {
        unchecked
        {
            for (var pixel = first; pixel < end; pixel++)
            {
                var noise = epilogue.NoiseAt<T>(pixel);
                var values = y + (long)pixel * channels;
                for (var c = 0; c < channels; c += T.Count)
                    epilogue.Apply(T.Load(values + c), c, noise).Store(values + c);
            }
        }
    }
}
