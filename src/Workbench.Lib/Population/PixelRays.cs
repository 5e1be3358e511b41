using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Population;

/// <summary>The rays through the pixels of a picture: the middle first, then a grid.</summary>
internal readonly struct PixelRays(Camera camera, int size, int supersampling)
{
    private readonly Vector3 _origin = camera.Position;
    private readonly Vector3 _right = camera.Right;
    private readonly Vector3 _down = camera.Down;
    private readonly Vector3 _forward = camera.Forward;
    private readonly Intrinsics _pinhole = camera.Intrinsics;

    /// <summary>Fills the rays of pixels that follow each other.</summary>
    /// <param name="rays">Where to.</param>
    /// <param name="start">First pixel, row · size + column.</param>
    /// <param name="pixels">Number of pixels.</param>
    public unsafe void Fill(RayBlock rays, int start, int pixels)
    {
        unchecked
        {
            var ray = 0;
            for (var i = 0; i < pixels; i++)
            {
                var (row, column) = Math.DivRem(start + i, size);
                Put(rays, ray++, column + 0.5f, row + 0.5f);
                for (var y = 0; y < supersampling; y++)
                    for (var x = 0; x < supersampling; x++)
                        Put(rays, ray++, column + (x + 0.5f) / supersampling, row + (y + 0.5f) / supersampling);
            }
        }
    }

    // The pinhole's inverse, as RaySampler: x = (u − c_x − s·y)/f_x with y = (v − c_y)/f_y.
    private unsafe void Put(RayBlock rays, int ray, float column, float row)
    {
        var y = (row / size - _pinhole.CentreY) / _pinhole.FocalY;
        var x = (column / size - _pinhole.CentreX - _pinhole.Skew * y) / _pinhole.FocalX;
        var direction = Vector3.Normalize(x * _right + y * _down + _forward);
        (rays.OriginX[ray], rays.OriginY[ray], rays.OriginZ[ray]) = (_origin.X, _origin.Y, _origin.Z);
        (rays.DirectionX[ray], rays.DirectionY[ray], rays.DirectionZ[ray]) = (direction.X, direction.Y, direction.Z);
    }
}
