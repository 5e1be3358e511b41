using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>A convolution kernel modulated for one head, in the order of matrix products, with everything that follows the products.</summary>
/// <param name="Kernel">Weights times styles, [9, I, O] or, for an enlarging layer, [I, 9, O]; tap = 3·row + column.</param>
/// <param name="Scale">Demodulation times gain of the activation, [O].</param>
/// <param name="Bias">Bias times gain, [O].</param>
/// <param name="Noise">Noise times strength and gain, [R·R], or null.</param>
/// <param name="Limit">Largest magnitude of the output.</param>
internal sealed record FastWeights(Tensor Kernel, Tensor Scale, Tensor Bias, Tensor? Noise, float Limit) : TensorRecord
{
    private const float Epsilon = 1e-8f;

    protected override IEnumerable<Tensor?> Owned => [Kernel, Scale, Bias, Noise];

    /// <summary>Modulates a layer; one pass over its weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="w">[1, K]</param>
    /// <param name="noise">None or constant.</param>
    public static FastWeights From(SynthesisLayer layer, Tensor w, NoiseMode noise)
    {
        using var scope = NewDisposeScope();
        var config = layer.Config;
        var gain = config.Activation.DefaultGain();
        var styles = layer.Affine.forward(w).contiguous(); // [1, I]
        var (inputs, outputs) = (config.InChannels, config.OutChannels);
        var kernel = empty([9, inputs, outputs], ScalarType.Float32);
        var energy = empty([outputs], ScalarType.Float32);
        var (tapStride, inputStride) = config.Up == 1 ? ((long)inputs * outputs, (long)outputs) : (outputs, 9L * outputs);
        Modulate(layer.Weight.contiguous(), styles, kernel, energy, tapStride, inputStride);
        var image = noise == NoiseMode.Constant && layer is { NoiseConst: { } stored, NoiseStrength: { } strength } ? (stored * (strength * gain)).contiguous() : null;
        return new FastWeights(kernel, (energy + Epsilon).rsqrt() * gain, layer.Bias * gain, image, (float)(config.Clamp ?? double.PositiveInfinity)).MoveToOuterDisposeScope();
    }

    /// <summary>What follows the products, as pointers.</summary>
    public unsafe FastEpilogue Epilogue() => new()
    {
        Scale = TensorMemory.Floats(Scale),
        Bias = TensorMemory.Floats(Bias),
        Noise = Noise is null ? null : TensorMemory.Floats(Noise),
        Limit = Limit,
    };

    // kernel[tap][i][o] = weight[o][i][tap] · style[i], energy[o] = Σ kernel².
    private static unsafe void Modulate(Tensor weight, Tensor styles, Tensor kernel, Tensor energy, long tapStride, long inputStride)
    {
        const int block = 16; // outputs: one cache line of the result
        var (outputs, inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        var (source, style, target, sums) = (new Pointer(weight), new Pointer(styles), new Pointer(kernel), new Pointer(energy));
        Rows.Split((outputs + block - 1) / block, (first, end) =>
        {
            for (var part = first; part < end; part++)
                Block(source.Address, style.Address, target.Address, sums.Address, part * block, Math.Min(outputs, (part + 1) * block), inputs, tapStride, inputStride);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Block(float* source, float* style, float* target, float* sums, int first, int end, int inputs, long tapStride, long inputStride)
    {
        unchecked
        {
            for (var o = first; o < end; o++)
                sums[o] = 0;
            for (var i = 0; i < inputs; i++)
            {
                var scale = style[i];
                for (var tap = 0; tap < 9; tap++)
                {
                    var row = target + tap * tapStride + i * inputStride;
                    var from = source + (long)i * 9 + tap;
                    for (var o = first; o < end; o++)
                    {
                        var value = from[(long)o * inputs * 9] * scale;
                        row[o] = value;
                        sums[o] += value * value;
                    }
                }
            }
        }
    }

    // Pointers cannot be captured by tuples.
    private readonly unsafe struct Pointer(Tensor tensor)
    {
        public float* Address { get; } = TensorMemory.Floats(tensor);
    }
}

/// <summary>What follows the matrix products of a layer: demodulation, noise, bias, leaky ReLU, clamp.</summary>
internal unsafe struct FastEpilogue
{
    private const float Slope = 0.2f;

    public float* Scale, Bias, Noise;
    public float Limit;

    /// <summary>Noise of a pixel, in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T NoiseAt<T>(long pixel)
        where T : unmanaged, ILanes<T> => T.Fill(Noise == null ? 0 : Noise[pixel]);

    /// <summary>Finishes the channels from <paramref name="channel"/> on; the gain is part of scale, bias and noise since leaky ReLU is homogeneous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Apply<T>(T sum, int channel, T noise)
        where T : unmanaged, ILanes<T>
    {
        var x = T.MultiplyAdd(sum, T.Load(Scale + channel), T.Load(Bias + channel) + noise);
        x = T.Max(x * T.Fill(Slope), x);
        return T.Max(T.Fill(-Limit), T.Min(T.Fill(Limit), x));
    }
}
