using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>A convolution kernel modulated for one head, in the order of matrix products, with everything that follows the products.</summary>
/// <param name="Kernel">Weights times styles, [9, O/p, I, p] in panels of p columns (<see cref="MatrixKernel{T}"/>); tap = 3·row + column.</param>
/// <param name="Scale">Demodulation times gain of the activation, [O].</param>
/// <param name="Bias">Bias times gain, [O].</param>
/// <param name="Noise">Noise times strength and gain, [R·R], or null.</param>
/// <param name="Limit">Largest magnitude of the output.</param>
internal sealed record FastWeights(Tensor Kernel, Tensor Scale, Tensor Bias, Tensor? Noise, float Limit) : TensorRecord
{
    private const float Epsilon = 1e-8f;

    /// <summary>Slope of every channel below zero, [O]; 0.2 for all when null.</summary>
    public Tensor? Slopes { get; init; }

    protected override IEnumerable<Tensor?> Owned => [Kernel, Scale, Bias, Noise, Slopes];

    /// <summary>Modulates a layer; one pass over its weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="w">[1, K]</param>
    /// <param name="noise">None or constant.</param>
    /// <param name="panel">Columns of a panel; divides the output channels.</param>
    public static FastWeights From(SynthesisLayer layer, Tensor w, NoiseMode noise, int panel)
    {
        using var scope = NewDisposeScope();
        var config = layer.Config;
        var gain = config.Activation.DefaultGain();
        var styles = layer.Affine.forward(w).contiguous(); // [1, I]
        var (inputs, outputs) = (config.InChannels, config.OutChannels);
        var kernel = empty([9, outputs / panel, inputs, panel], ScalarType.Float32);
        var energy = empty([outputs], ScalarType.Float32);
        Modulate(layer.Weight.contiguous(), styles, kernel, energy, panel);
        var image = noise == NoiseMode.Constant && layer is { NoiseConst: { } stored, NoiseStrength: { } strength } ? (stored * (strength * gain)).contiguous() : null;
        return new FastWeights(kernel, (energy + Epsilon).rsqrt() * gain, layer.Bias * gain, image, (float)(config.Clamp ?? double.PositiveInfinity)).MoveToOuterDisposeScope();
    }

    /// <summary>What follows the products, as pointers.</summary>
    public unsafe FastEpilogue Epilogue() => new()
    {
        Scale = TensorMemory.Floats(Scale),
        Bias = TensorMemory.Floats(Bias),
        Noise = Noise is null ? null : TensorMemory.Floats(Noise),
        Slopes = Slopes is null ? null : TensorMemory.Floats(Slopes),
        Limit = Limit,
    };

    /// <summary>A plain convolution with everything that follows it.</summary>
    /// <param name="weight">[O, I, 3, 3]</param>
    /// <param name="scale">Factor of every channel, [O].</param>
    /// <param name="shift">Added after it, [O].</param>
    /// <param name="slopes">Slope of every channel below zero, [O].</param>
    /// <param name="panel">Columns of a panel; divides the output channels.</param>
    public static FastWeights From(Tensor weight, Tensor scale, Tensor shift, Tensor slopes, int panel)
    {
        using var scope = NewDisposeScope();
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        var kernel = empty([9, outputs / panel, inputs, panel], ScalarType.Float32);
        Modulate(weight.contiguous(), ones(1, inputs), kernel, empty([outputs], ScalarType.Float32), panel);
        return new FastWeights(kernel, scale.contiguous(), shift.contiguous(), null, float.PositiveInfinity) { Slopes = slopes.contiguous() }.MoveToOuterDisposeScope();
    }

    // kernel[tap][o/p][i][o%p] = weight[o][i][tap] · style[i], energy[o] = Σ kernel².
    private static unsafe void Modulate(Tensor weight, Tensor styles, Tensor kernel, Tensor energy, int panel)
    {
        var (outputs, inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        float* source = TensorMemory.Floats(weight), style = TensorMemory.Floats(styles), target = TensorMemory.Floats(kernel), sums = TensorMemory.Floats(energy);
        Rows.Split(outputs / panel, (first, end) =>
        {
            for (var part = first; part < end; part++)
                ModulatePanel(source + (long)part * panel * inputs * 9, style, target + (long)part * panel * inputs, sums + part * panel, inputs, panel, (long)inputs * outputs);
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ModulatePanel(float* source, float* style, float* target, float* sums, int inputs, int panel, long tapStride)
    {
        unchecked
        {
            for (var o = 0; o < panel; o++)
                sums[o] = 0;
            for (var i = 0; i < inputs; i++)
                for (var tap = 0; tap < 9; tap++)
                {
                    var row = target + tap * tapStride + (long)i * panel;
                    var from = source + (long)i * 9 + tap;
                    for (var o = 0; o < panel; o++)
                    {
                        var value = from[(long)o * inputs * 9] * style[i];
                        row[o] = value;
                        sums[o] += value * value;
                    }
                }
        }
    }
}
