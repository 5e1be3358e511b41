using System.Numerics;

namespace Workbench.Cameras;

/// <summary>A point of the world as a camera sees it.</summary>
/// <param name="X">0 left edge … 1 right edge of the image; beyond it outside the picture.</param>
/// <param name="Y">0 top edge … 1 bottom edge.</param>
/// <param name="Depth">Distance along the viewing axis, world units; at most 0 behind the camera, where X and Y mean nothing.</param>
public readonly record struct ProjectedPoint(float X, float Y, float Depth)
{
    /// <summary>True when the point lies before the camera and inside the picture.</summary>
    public bool IsVisible => Depth > 0 && X is >= 0 and <= 1 && Y is >= 0 and <= 1;
}

public sealed partial class Camera
{
    /// <summary>Where a point of the world appears in the picture; the inverse of the ray sampler.</summary>
    /// <param name="point">World units.</param>
    /// <exception cref="InvalidOperationException">The rotation has no inverse.</exception>
    public ProjectedPoint Project(Vector3 point) => ProjectFromCamera(ToCameraSpace(point));

    /// <summary>A point in the camera's own axes (+x right, +y down, +z forward).</summary>
    internal Vector3 ToCameraSpace(Vector3 point) => Rotation.Inverted * (point - Position);

    /// <summary>u = (f_x x + s y)/z + c_x, v = f_y y / z + c_y.</summary>
    internal ProjectedPoint ProjectFromCamera(Vector3 p)
    {
        var pinhole = Intrinsics;
        return new ProjectedPoint(
            (pinhole.FocalX * p.X + pinhole.Skew * p.Y) / p.Z + pinhole.CentreX,
            pinhole.FocalY * p.Y / p.Z + pinhole.CentreY,
            p.Z);
    }
}
