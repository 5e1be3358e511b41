using Workbench.Display;

namespace Workbench.Photos;

/// <summary>Cuts crops out of photographs.</summary>
public static class CropSampler
{
    // Pixels of the photograph for one of the crop above which it is shrunk first.
    private const double Dense = 2;
    private const int Oversampling = 2;

    /// <summary>Resamples a photograph: Lanczos where it shrinks, Catmull–Rom where it grows or turns; two by two samples a pixel.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="crop">Which part.</param>
    /// <param name="border">What is shown beyond its edges.</param>
    public static Picture Apply(Picture photo, CropTransform crop, CropBorder border = CropBorder.Reflect)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var (source, transform) = (photo, crop);
        if (1 / crop.Scale > Dense)
        {
            var width = Math.Max(1, (int)Math.Round(photo.Width * crop.Scale * Dense));
            var height = Math.Max(1, (int)Math.Round(photo.Height * crop.Scale * Dense));
            source = photo.Resize(width, height);
            transform = crop.OfScaledPhoto((double)width / photo.Width, (double)height / photo.Height);
        }
        var fine = transform.Resized(crop.Size * Oversampling);
        var large = new Picture(fine.Size, fine.Size);
        Parallel.For(0, fine.Size, row => Row(source, fine, border, large, row));
        return large.Resize(crop.Size, crop.Size);
    }

    private static void Row(Picture source, CropTransform crop, CropBorder border, Picture target, int row)
    {
        Span<double> weightsX = stackalloc double[4];
        Span<double> weightsY = stackalloc double[4];
        var output = target.Pixels.Slice(row * target.Width * 4, target.Width * 4);
        for (var column = 0; column < target.Width; column++)
        {
            var (x, y) = crop.ToPhoto(column, row);
            // Far outside, the mirror images of the photograph repeat; the limits keep the arithmetic in range.
            (x, y) = (Math.Clamp(x, -1e6, 1e6), Math.Clamp(y, -1e6, 1e6));
            var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
            CatmullRom(x - left, weightsX);
            CatmullRom(y - top, weightsY);
            double r = 0, g = 0, b = 0, a = 0;
            for (var i = 0; i < 4; i++)
                for (var k = 0; k < 4; k++)
                {
                    var weight = weightsY[i] * weightsX[k];
                    if (!Inside(source, left - 1 + k, top - 1 + i, border, out var at))
                    {
                        a += 255 * weight; // black and opaque
                        continue;
                    }
                    var pixel = source.Pixels.Slice(at, 4);
                    var alpha = weight * pixel[3];
                    (r, g, b, a) = (r + alpha * pixel[0], g + alpha * pixel[1], b + alpha * pixel[2], a + alpha);
                }
            var place = output.Slice(4 * column, 4);
            if (a >= 0.5)
                (place[0], place[1], place[2], place[3]) = (Byte(r / a), Byte(g / a), Byte(b / a), Byte(a));
        }
    }

    private static bool Inside(Picture source, int x, int y, CropBorder border, out int offset)
    {
        offset = 0;
        if (border == CropBorder.Black && (x < 0 || y < 0 || x >= source.Width || y >= source.Height))
            return false;
        offset = (Mirror(y, source.Height) * source.Width + Mirror(x, source.Width)) * 4;
        return true;
    }

    // …2 1 0 0 1 2…: period 2n.
    private static int Mirror(int i, int n)
    {
        var m = i % (2 * n);
        m = m < 0 ? m + 2 * n : m;
        return m < n ? m : 2 * n - 1 - m;
    }

    // Taps at −1, 0, 1, 2 for a place t between 0 and 1.
    private static void CatmullRom(double t, Span<double> weights)
    {
        weights[0] = ((-0.5 * t + 1) * t - 0.5) * t;
        weights[1] = (1.5 * t - 2.5) * t * t + 1;
        weights[2] = ((-1.5 * t + 2) * t + 0.5) * t;
        weights[3] = (0.5 * t - 0.5) * t * t;
    }

    private static byte Byte(double value) => (byte)(Math.Clamp(value, 0, 255) + 0.5);
}
