using System.Numerics;

namespace Workbench.Editing;

/// <summary>CIE L*a*b* of sRGB colours under D65, in which equal distances look about equally different.</summary>
internal static class CieLab
{
    /// <summary>L* (0…100), a* and b* of a colour.</summary>
    /// <param name="rgb">sRGB as displayed, 0…1; values outside are cut off.</param>
    public static Vector3 Of(Vector3 rgb)
    {
        var (r, g, b) = (Linear(rgb.X), Linear(rgb.Y), Linear(rgb.Z));
        // sRGB to XYZ (IEC 61966-2-1), divided by the white point of D65.
        var x = Root((0.4124564f * r + 0.3575761f * g + 0.1804375f * b) / 0.95047f);
        var y = Root(0.2126729f * r + 0.7151522f * g + 0.0721750f * b);
        var z = Root((0.0193339f * r + 0.1191920f * g + 0.9503041f * b) / 1.08883f);
        return new Vector3(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static float Linear(float value)
    {
        value = Math.Clamp(value, 0, 1);
        return value <= 0.04045f ? value / 12.92f : MathF.Pow((value + 0.055f) / 1.055f, 2.4f);
    }

    private static float Root(float value)
    {
        const float Edge = 216f / 24389f;
        return value > Edge ? MathF.Cbrt(value) : value * (24389f / 27f / 116f) + 16f / 116f;
    }
}
