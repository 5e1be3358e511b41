using Workbench.Ops;

namespace Workbench.Tests.Ops;

/// <summary>Resampling and modulated convolution written as sums over single numbers in float64, straight from their definitions.</summary>
internal static class ScalarReference
{
    /// <summary>A value outside an image is 0.</summary>
    private static double At(double[,,,] x, long n, long c, long row, long column) =>
        row < 0 || column < 0 || row >= x.GetLength(2) || column >= x.GetLength(3) ? 0 : x[n, c, row, column];

    public static double[,,,] Read(Tensor x)
    {
        var s = x.shape;
        var result = new double[s[0], s[1], s[2], s[3]];
        Buffer.BlockCopy(x.contiguous().data<double>().ToArray(), 0, result, 0, checked((int)x.numel() * sizeof(double)));
        return result;
    }

    public static Tensor Write(double[,,,] x)
    {
        var flat = new double[x.Length];
        Buffer.BlockCopy(x, 0, flat, 0, flat.Length * sizeof(double));
        return tensor(flat, [x.GetLength(0), x.GetLength(1), x.GetLength(2), x.GetLength(3)], dtype: ScalarType.Float64);
    }

    /// <summary>Zeros after every sample, margins, one filter tap after another, every n-th result.</summary>
    public static double[,,,] UpFirDn(double[,,,] x, double[,] filter, (int X, int Y) up, (int X, int Y) down, Margins margins, bool correlate, double gain)
    {
        var (kh, kw) = (filter.GetLength(0), filter.GetLength(1));
        var height = (x.GetLength(2) * up.Y + margins.Top + margins.Bottom - kh) / down.Y + 1;
        var width = (x.GetLength(3) * up.X + margins.Left + margins.Right - kw) / down.X + 1;
        var result = new double[x.GetLength(0), x.GetLength(1), height, width];
        ForEach(result, (n, c, row, column) =>
        {
            var sum = 0.0;
            for (var i = 0; i < kh; i++)
                for (var j = 0; j < kw; j++)
                {
                    var (r, q) = (row * down.Y + i - margins.Top, column * down.X + j - margins.Left); // in the enlarged image
                    if (r < 0 || q < 0 || r % up.Y != 0 || q % up.X != 0)
                        continue;
                    sum += At(x, n, c, r / up.Y, q / up.X) * (correlate ? filter[i, j] : filter[kh - 1 - i, kw - 1 - j]);
                }
            return sum * gain;
        });
        return result;
    }

    /// <summary>Zeros after every sample, filter, then the modulated and demodulated kernel: a correlation for factor 1, a convolution for factor 2.</summary>
    public static double[,,,] Modulated(double[,,,] x, double[,,,] weight, double[,] styles, double[,] filter, int up, bool demodulate)
    {
        var (outputs, inputs, kernel) = (weight.GetLength(0), weight.GetLength(1), weight.GetLength(2));
        if (up > 1)
        {
            var (before, after) = (kernel / 2 + (filter.GetLength(0) + up - 1) / 2, kernel / 2 + (filter.GetLength(0) - up) / 2);
            x = UpFirDn(x, filter, (up, up), (1, 1), Margins.Around(before, after), correlate: false, gain: up * up);
        }
        var pad = up > 1 ? 0 : kernel / 2;
        var result = new double[x.GetLength(0), outputs, x.GetLength(2) + 2 * pad - kernel + 1, x.GetLength(3) + 2 * pad - kernel + 1];
        ForEach(result, (n, o, row, column) =>
        {
            var (sum, energy) = (0.0, 1e-8);
            for (var i = 0; i < inputs; i++)
                for (var a = 0; a < kernel; a++)
                    for (var b = 0; b < kernel; b++)
                    {
                        var tap = weight[o, i, up > 1 ? kernel - 1 - a : a, up > 1 ? kernel - 1 - b : b] * styles[n, i];
                        sum += tap * At(x, n, i, row + a - pad, column + b - pad);
                        energy += tap * tap;
                    }
            return demodulate ? sum / Math.Sqrt(energy) : sum;
        });
        return result;
    }

    private static void ForEach(double[,,,] x, Func<int, int, int, int, double> value)
    {
        for (var n = 0; n < x.GetLength(0); n++)
            for (var c = 0; c < x.GetLength(1); c++)
                for (var row = 0; row < x.GetLength(2); row++)
                    for (var column = 0; column < x.GetLength(3); column++)
                        x[n, c, row, column] = value(n, c, row, column);
    }
}
