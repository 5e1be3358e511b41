namespace Workbench.Geometry;

/// <summary>The transfer function of display colours (IEC 61966-2-1): glTF stores vertex colours in linear light.</summary>
internal static class SrgbTransfer
{
    internal static float ToLinear(float display) => display <= 0.04045f ? display / 12.92f : MathF.Pow((display + 0.055f) / 1.055f, 2.4f);

    internal static float ToDisplay(float linear) => linear <= 0.0031308f ? linear * 12.92f : 1.055f * MathF.Pow(linear, 1 / 2.4f) - 0.055f;
}
