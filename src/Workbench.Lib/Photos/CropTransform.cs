using System.Globalization;
using System.Numerics;

namespace Workbench.Photos;

/// <summary>Where the pixels of a photograph lie in its crop: x′ = a·x + b·y + c, y′ = d·x + e·y + f.</summary>
/// <remarks>Pixels in both pictures; whole numbers are the middles of pixels, as detectors report them, so that (0, 0) is the middle of the top left pixel.</remarks>
/// <param name="A">∂x′/∂x.</param>
/// <param name="B">∂x′/∂y.</param>
/// <param name="C">x′ of the photograph's first pixel.</param>
/// <param name="D">∂y′/∂x.</param>
/// <param name="E">∂y′/∂y.</param>
/// <param name="F">y′ of the photograph's first pixel.</param>
/// <param name="Size">Pixels a side of the crop.</param>
public readonly record struct CropTransform(double A, double B, double C, double D, double E, double F, int Size)
{
    private const int CoverageGrid = 32;

    /// <summary>Pixels of the crop for one pixel of the photograph.</summary>
    public double Scale => Math.Sqrt(Math.Abs(A * E - B * D));

    /// <summary>How far the photograph is turned clockwise to become the crop, degrees.</summary>
    public double RollDegrees => Math.Atan2(D, A) * 180 / Math.PI;

    /// <summary>A square of the photograph, turned.</summary>
    /// <param name="centreX">Middle of the square, pixels of the photograph.</param>
    /// <param name="centreY">Middle of the square.</param>
    /// <param name="side">Side, pixels of the photograph.</param>
    /// <param name="turnRadians">Clockwise angle of the square's upper edge in the photograph.</param>
    /// <param name="size">Pixels a side of the crop.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side or the size is not positive, or a number is not finite.</exception>
    public static CropTransform Square(double centreX, double centreY, double side, double turnRadians, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (!(side > 0 && double.IsFinite(side) && double.IsFinite(centreX) && double.IsFinite(centreY) && double.IsFinite(turnRadians)))
            throw new ArgumentOutOfRangeException(nameof(side), string.Create(CultureInfo.InvariantCulture, $"A crop needs a finite centre and a positive side; got ({centreX}, {centreY}), side {side}."));
        var scale = size / side;
        var (sin, cos) = Math.SinCos(turnRadians);
        var middle = (size - 1) / 2.0;
        var (a, b) = (scale * cos, scale * sin);
        return new CropTransform(a, b, middle - a * centreX - b * centreY, -b, a, middle + b * centreX - a * centreY, size);
    }

    /// <summary>A point of the photograph in the crop.</summary>
    public Vector2 ToCrop(Vector2 point) => new((float)(A * point.X + B * point.Y + C), (float)(D * point.X + E * point.Y + F));

    /// <summary>A point of the crop in the photograph.</summary>
    public Vector2 ToPhoto(Vector2 point)
    {
        var (x, y) = ToPhoto(point.X, point.Y);
        return new Vector2((float)x, (float)y);
    }

    /// <summary>The same crop with another number of pixels.</summary>
    /// <param name="size">Pixels a side.</param>
    public CropTransform Resized(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var s = (double)size / Size;
        // Edges stay edges: x″ + ½ = s (x′ + ½).
        return new CropTransform(s * A, s * B, s * (C + 0.5) - 0.5, s * D, s * E, s * (F + 0.5) - 0.5, size);
    }

    /// <summary>The share of the crop that the photograph covers, 0…1.</summary>
    /// <param name="width">Pixels of the photograph.</param>
    /// <param name="height">Pixels of the photograph.</param>
    public double Coverage(int width, int height)
    {
        var inside = 0;
        for (var row = 0; row < CoverageGrid; row++)
            for (var column = 0; column < CoverageGrid; column++)
            {
                var (x, y) = ToPhoto((column + 0.5) * Size / CoverageGrid - 0.5, (row + 0.5) * Size / CoverageGrid - 0.5);
                if (x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5)
                    inside++;
            }
        return inside / (double)(CoverageGrid * CoverageGrid);
    }

    internal (double X, double Y) ToPhoto(double x, double y)
    {
        var determinant = A * E - B * D;
        return ((E * (x - C) - B * (y - F)) / determinant, (A * (y - F) - D * (x - C)) / determinant);
    }

    /// <summary>This crop of a photograph that was itself scaled, with its edges staying edges.</summary>
    /// <param name="scaleX">New width over old width.</param>
    /// <param name="scaleY">New height over old height.</param>
    internal CropTransform OfScaledPhoto(double scaleX, double scaleY)
    {
        // x_new = s (x + ½) − ½, hence x = (x_new + ½)/s − ½.
        var (ox, oy) = (0.5 / scaleX - 0.5, 0.5 / scaleY - 0.5);
        return new CropTransform(A / scaleX, B / scaleY, C + A * ox + B * oy, D / scaleX, E / scaleY, F + D * ox + E * oy, Size);
    }
}
