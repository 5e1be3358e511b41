namespace Workbench.Ops;

/// <summary>Demodulation, bias and leaky ReLU on raw memory, in either direction; pixels are rows of channels.</summary>
/// <remarks>
/// v = x·d + b, y = g · max(v, 0.2 v). Backward needs only y: its sign tells the slope and its size gives v back, so that
/// ∂v = ∂y · g · slope, ∂x = ∂v · d, ∂b = Σ ∂v, ∂d = Σ ∂v · (v − b) / d.
/// </remarks>
/// <typeparam name="T">Register width; divides the channels.</typeparam>
internal static unsafe class StyledActivationKernel<T>
    where T : unmanaged, ILanes<T>
{
    private const float Slope = 0.2f;

    // Turns every positive float that is not denormal into at least 1.
    private const float Steep = 1e37f;

    /// <summary>y = g · lrelu(x·d + b) for one run of pixels of one head.</summary>
    public static void Forward(float* x, float* y, long pixels, int channels, float* scale, float* bias, float gain)
    {
        unchecked
        {
            var (slope, factor) = (T.Fill(Slope), T.Fill(gain));
            for (var pixel = 0L; pixel < pixels; pixel++)
                for (var c = 0; c < channels; c += T.Count, x += T.Count, y += T.Count)
                {
                    var v = T.MultiplyAdd(T.Load(x), T.Load(scale + c), T.Load(bias + c));
                    (T.Max(v, v * slope) * factor).Store(y);
                }
        }
    }

    /// <summary>∂x of one run of pixels; adds to the sums of ∂v and of ∂v · v of its head.</summary>
    public static void Backward(float* y, float* dy, float* dx, long pixels, int channels, float* scale, float* biasSum, float* productSum, float gain)
    {
        unchecked
        {
            var (zero, one, steep) = (T.Fill(0), T.Fill(1), T.Fill(Steep));
            var (low, span) = (T.Fill(gain * Slope), T.Fill(gain * (1 - Slope)));
            var (inverseLow, inverseSpan) = (T.Fill(1 / (gain * Slope)), T.Fill(1 / gain - 1 / (gain * Slope)));
            for (var pixel = 0L; pixel < pixels; pixel++)
                for (var c = 0; c < channels; c += T.Count, y += T.Count, dy += T.Count, dx += T.Count)
                {
                    var value = T.Load(y);
                    var positive = T.Min(one, T.Max(zero, value * steep));
                    var dv = T.Load(dy) * T.MultiplyAdd(positive, span, low);
                    var v = value * T.MultiplyAdd(positive, inverseSpan, inverseLow);
                    (dv * T.Load(scale + c)).Store(dx);
                    (T.Load(biasSum + c) + dv).Store(biasSum + c);
                    T.MultiplyAdd(dv, v, T.Load(productSum + c)).Store(productSum + c);
                }
        }
    }
}
