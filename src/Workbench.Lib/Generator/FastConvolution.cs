using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>A 3×3 convolution of one head that keeps the size; activations lie pixel after pixel, [R·R, C].</summary>
/// <typeparam name="T">Register width; the input channels divide by it, the output channels by twice as much.</typeparam>
internal static unsafe class FastConvolution<T>
    where T : unmanaged, ILanes<T>
{
    // From here on the transforms of Winograd cost less than the multiplications they save.
    private const int WinogradFrom = 32;

    /// <summary>Convolves and finishes.</summary>
    /// <param name="x">[R·R, I]</param>
    /// <param name="side">R.</param>
    /// <param name="weights">Modulated kernel, [9, O/p, I, p].</param>
    /// <returns>[R·R, O]; R·R must divide by four.</returns>
    public static Tensor Apply(Tensor x, int side, FastWeights weights)
    {
        using var scope = NewDisposeScope();
        if (side >= WinogradFrom && side % FastWinograd<T>.Side == 0)
            return FastWinograd<T>.Apply(x, side, weights).MoveToOuterDisposeScope();
        var inputs = (int)x.shape[1];
        var outputs = (int)weights.Scale.shape[0];
        var y = empty([(long)side * side, outputs], ScalarType.Float32);
        using var scratch = new NativeScratch();
        float* zeros = scratch.Allocate<float>(inputs), source = TensorMemory.Floats(x), target = TensorMemory.Floats(y), kernel = TensorMemory.Floats(weights.Kernel);
        var epilogue = weights.Epilogue();
        // Panel after panel, so that few pixels do not read the whole kernel again and again.
        Rows.Split(outputs / MatrixKernel<T>.Panel, (first, end) =>
        {
            for (var panel = first; panel < end; panel++)
                for (var pixel = 0; pixel < side * side; pixel += MatrixKernel<T>.Tile)
                    Pixels(source, zeros, kernel + (long)panel * inputs * MatrixKernel<T>.Panel, target, side, pixel, inputs, outputs, panel * MatrixKernel<T>.Panel, epilogue);
        });
        return y.MoveToOuterDisposeScope();
    }

    // Four pixels and one panel of channels.
    private static void Pixels(float* x, float* zeros, float* panel, float* y, int side, int pixel, int inputs, int outputs, int channel, FastEpilogue epilogue)
    {
        unchecked
        {
            var sources = stackalloc float*[9 * MatrixKernel<T>.Tile];
            var targets = stackalloc float*[MatrixKernel<T>.Tile];
            for (var i = 0; i < MatrixKernel<T>.Tile; i++)
            {
                var (row, column) = ((pixel + i) / side, (pixel + i) % side);
                targets[i] = y + (long)(pixel + i) * outputs + channel;
                for (var tap = 0; tap < 9; tap++)
                {
                    var (fromRow, fromColumn) = (row + tap / 3 - 1, column + tap % 3 - 1);
                    var inside = (uint)fromRow < (uint)side && (uint)fromColumn < (uint)side;
                    sources[tap * MatrixKernel<T>.Tile + i] = inside ? x + (long)(fromRow * side + fromColumn) * inputs : zeros;
                }
            }
            MatrixKernel<T>.MultiplyTile(sources, 9, inputs, panel, (long)inputs * outputs, targets);
            for (var i = 0; i < MatrixKernel<T>.Tile; i++)
            {
                var noise = epilogue.NoiseAt<T>(pixel + i);
                epilogue.Apply(T.Load(targets[i]), channel, noise).Store(targets[i]);
                epilogue.Apply(T.Load(targets[i] + T.Count), channel + T.Count, noise).Store(targets[i] + T.Count);
            }
        }
    }
}
