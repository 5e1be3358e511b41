using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

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
