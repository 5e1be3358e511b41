namespace Workbench.Display;

/// <summary>Separable image scaling.</summary>
internal static class Resampling
{
    private const double Lobes = 3;

    /// <summary>Scales with the kernel sinc(x)·sinc(x/3), stretched by the scale when shrinking; colours are weighted by their opacity.</summary>
    public static Picture Lanczos(Picture source, int width, int height)
    {
        var columns = Taps(source.Width, width);
        var rows = Taps(source.Height, height);
        var middle = new float[source.Height * width * 4]; // [H, w, 4], opacity-weighted
        Parallel.For(0, source.Height, y => Across(source, columns, middle, y, width));
        var result = new byte[width * height * 4];
        Parallel.For(0, height, y => Down(middle, rows[y], result, y, width));
        return new Picture(width, height, result);
    }

    private static void Across(Picture source, (int First, float[] Weights)[] columns, float[] middle, int y, int width)
    {
        var row = source.Pixels.Slice(y * source.Width * 4, source.Width * 4);
        for (var x = 0; x < width; x++)
        {
            var (first, weights) = columns[x];
            float r = 0, g = 0, b = 0, a = 0;
            for (var k = 0; k < weights.Length; k++)
            {
                var pixel = row.Slice((first + k) * 4, 4);
                var alpha = weights[k] * pixel[3];
                r += alpha * pixel[0];
                g += alpha * pixel[1];
                b += alpha * pixel[2];
                a += alpha;
            }
            var at = (y * width + x) * 4;
            (middle[at], middle[at + 1], middle[at + 2], middle[at + 3]) = (r, g, b, a);
        }
    }

    private static void Down(float[] middle, (int First, float[] Weights) taps, byte[] result, int y, int width)
    {
        for (var x = 0; x < width; x++)
        {
            float r = 0, g = 0, b = 0, a = 0;
            for (var k = 0; k < taps.Weights.Length; k++)
            {
                var at = ((taps.First + k) * width + x) * 4;
                var weight = taps.Weights[k];
                r += weight * middle[at];
                g += weight * middle[at + 1];
                b += weight * middle[at + 2];
                a += weight * middle[at + 3];
            }
            var target = (y * width + x) * 4;
            if (a < 0.5f)
                continue;
            result[target] = Byte(r / a);
            result[target + 1] = Byte(g / a);
            result[target + 2] = Byte(b / a);
            result[target + 3] = Byte(a);
        }
    }

    private static byte Byte(float value) => (byte)(Math.Clamp(value, 0, 255) + 0.5f);

    private static (int First, float[] Weights)[] Taps(int from, int to)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(1, scale);
        var taps = new (int, float[])[to];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale; // pixel centres lie at half-integers
            var first = Math.Max(0, (int)Math.Floor(centre - Lobes * stretch + 0.5));
            var end = Math.Clamp((int)Math.Floor(centre + Lobes * stretch + 0.5), first + 1, from);
            first = Math.Min(first, end - 1);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++)
                weights[k] = Kernel((first + k + 0.5 - centre) / stretch);
            var sum = weights.Sum();
            taps[i] = (first, [.. weights.Select(weight => (float)(weight / sum))]);
        }
        return taps;
    }

    private static double Kernel(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Abs(x) >= Lobes ? 0 : Lobes * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / Lobes) / (Math.PI * Math.PI * x * x);
}
