using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Workbench.Ops;

/// <summary>Which width of <see cref="ILanes{T}"/> this processor computes natively, and elementary functions over any width.</summary>
internal static class Simd
{
    // 1.5·2²³: adding it rounds to an integer and leaves that integer in the lowest bits.
    private const float Rounder = 12582912f;

    /// <summary>Widest native number of floats: 16, 8 or 4.</summary>
    public static int Width => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>eˣ for x in −87…88, relative error 1e-7; beyond the ends it stays at their values.</summary>
    /// <remarks>x = n·ln 2 + r, |r| ≤ ln 2 / 2; e^r by a minimax polynomial of degree 6.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        x = T.Min(T.Fill(88), T.Max(T.Fill(-87), x));
        var shifted = T.MultiplyAdd(x, T.Fill(1.442695f), T.Fill(Rounder));
        var n = shifted - T.Fill(Rounder);
        var r = T.MultiplyAdd(n, T.Fill(-0.693359375f), x); // the first half of ln 2 has few bits, so that n times it is exact
        r = T.MultiplyAdd(n, T.Fill(2.1219444e-4f), r);
        var p = T.Fill(1.3926250e-3f);
        p = T.MultiplyAdd(p, r, T.Fill(8.3632329e-3f));
        p = T.MultiplyAdd(p, r, T.Fill(4.1666552e-2f));
        p = T.MultiplyAdd(p, r, T.Fill(1.6666576e-1f));
        p = T.MultiplyAdd(p, r, T.Fill(0.5f));
        p = T.MultiplyAdd(p, r * r, r) + T.Fill(1);
        return T.Scale(p, shifted);
    }

    /// <summary>log(1 + eˣ), relative error 2e-7.</summary>
    /// <remarks>max(x, 0) + log(1 + t), t = e^−|x| in (0, 1]; log(1 + t)/t by a minimax polynomial of degree 9.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        var zero = T.Fill(0);
        var t = Exp(zero - T.Abs(x));
        var p = T.Fill(-3.1760570e-3f);
        p = T.MultiplyAdd(p, t, T.Fill(1.9542526e-2f));
        p = T.MultiplyAdd(p, t, T.Fill(-5.6373611e-2f));
        p = T.MultiplyAdd(p, t, T.Fill(1.0543624e-1f));
        p = T.MultiplyAdd(p, t, T.Fill(-1.5269667e-1f));
        p = T.MultiplyAdd(p, t, T.Fill(1.9663274e-1f));
        p = T.MultiplyAdd(p, t, T.Fill(-2.4951616e-1f));
        p = T.MultiplyAdd(p, t, T.Fill(3.3329710e-1f));
        p = T.MultiplyAdd(p, t, T.Fill(-4.9999893e-1f));
        p = T.MultiplyAdd(p, t, T.Fill(1));
        return T.MultiplyAdd(p, t, T.Max(zero, x));
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : unmanaged, ILanes<T> => T.Fill(1) / (T.Fill(1) + Exp(T.Fill(0) - x));
}
