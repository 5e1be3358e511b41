using System.Runtime.CompilerServices;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>What follows the matrix products of a layer: demodulation, noise, bias, leaky ReLU, clamp. Without slopes of its own a channel has the generator's 0.2.</summary>
internal unsafe struct FastEpilogue
{
    private const float Slope = 0.2f;

    public float* Scale, Bias, Noise, Slopes;
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
        x = Slopes == null ? T.Max(x * T.Fill(Slope), x) : T.MultiplyAdd(T.Min(x, T.Fill(0)), T.Load(Slopes + channel), T.Max(x, T.Fill(0)));
        return T.Max(T.Fill(-Limit), T.Min(T.Fill(Limit), x));
    }
}
