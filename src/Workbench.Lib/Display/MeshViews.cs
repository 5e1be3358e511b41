using System.Numerics;
using Workbench.Geometry;

namespace Workbench.Display;

/// <summary>Stills of meshes from any side.</summary>
public static class MeshViews
{
    /// <summary>One still a yaw, in parallel projection and on white.</summary>
    /// <param name="mesh">The mesh, y upwards, the face towards +z.</param>
    /// <param name="yawsDegrees">0 sees the face, 90 stands on the +x side.</param>
    /// <param name="side">Pixels a side.</param>
    /// <param name="plain">Grey instead of the mesh's colours, so that the shape alone is seen.</param>
    public static IReadOnlyList<Picture> Around(this Mesh mesh, IReadOnlyList<double> yawsDegrees, int side = 192, bool plain = false)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(yawsDegrees);
        if (mesh.TriangleCount == 0)
            return [.. yawsDegrees.Select(_ => Picture.Filled(side, side, Colour.White))];
        return [.. yawsDegrees.Select(yaw => MeshStill.Draw(mesh, side, Matrix4x4.CreateRotationY(-(float)double.DegreesToRadians(yaw)), plain))];
    }
}
