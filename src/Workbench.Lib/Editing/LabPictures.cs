using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Pictures in CIE L*a*b*, of sRGB colours under D65.</summary>
internal static class LabPictures
{
    /// <summary>Converts pictures.</summary>
    /// <param name="imageUnit">sRGB, 0…1, [3, ...].</param>
    /// <returns>L 0…100, a, b, same shape.</returns>
    public static Tensor FromUnit(Tensor imageUnit)
    {
        using var scope = NewDisposeScope();
        var c = imageUnit.clamp(0, 1);
        var linear = where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055).pow(2.4));
        var (r, g, b) = (linear[0], linear[1], linear[2]);
        // Over the white point (0.95047, 1, 1.08883).
        var x = F((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
        var y = F(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
        var z = F((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
        return stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 0).MoveToOuterDisposeScope();

        static Tensor F(Tensor t) => where(t > 216.0 / 24389, t.clamp(min: 1e-12).pow(1.0 / 3), (24389.0 / 27 * t + 16) / 116);
    }
}
