using System.Numerics;

namespace Workbench.Cameras;

/// <summary>What a line of an overlay stands for.</summary>
public enum OverlayPart
{
    /// <summary>The world's +x axis: the person's left.</summary>
    AxisX,

    /// <summary>The world's +y axis: up.</summary>
    AxisY,

    /// <summary>The world's +z axis: out of the face.</summary>
    AxisZ,

    /// <summary>An edge of the box around the head.</summary>
    Box,

    /// <summary>An edge of the side of the box that lies before the face.</summary>
    BoxFront,
}

/// <summary>A line over a picture, in normalised image coordinates (0…1 from the left and from the top); its ends may lie outside the picture.</summary>
/// <param name="Part">What it stands for.</param>
/// <param name="From">First end.</param>
/// <param name="To">Second end.</param>
public readonly record struct OverlayLine(OverlayPart Part, Vector2 From, Vector2 To);

/// <summary>Lines that show over a picture what its camera label claims: if they do not sit on the head, the label is wrong.</summary>
public static class CameraOverlay
{
    private const float Near = 0.05f; // world units; lines are cut here, before the division by depth explodes

    /// <summary>The three axes of the world, from the centre of the head.</summary>
    /// <param name="camera">The picture's camera.</param>
    /// <param name="length">World units; the generator's box reaches to 0.5.</param>
    public static IReadOnlyList<OverlayLine> Axes(Camera camera, float length = 0.35f)
    {
        ArgumentNullException.ThrowIfNull(camera);
        return Project(camera,
        [
            (OverlayPart.AxisX, Vector3.Zero, length * Vector3.UnitX),
            (OverlayPart.AxisY, Vector3.Zero, length * Vector3.UnitY),
            (OverlayPart.AxisZ, Vector3.Zero, length * Vector3.UnitZ),
        ]);
    }

    /// <summary>The twelve edges of a cube about the origin.</summary>
    /// <param name="camera">The picture's camera.</param>
    /// <param name="size">Side length in world units; a head fills about 0.6, the generator's box is 1.</param>
    public static IReadOnlyList<OverlayLine> HeadBox(Camera camera, float size = 0.6f)
    {
        ArgumentNullException.ThrowIfNull(camera);
        var lines = new List<(OverlayPart, Vector3, Vector3)>();
        for (var corner = 0; corner < 8; corner++)
            for (var axis = 0; axis < 3; axis++)
                if ((corner >> axis & 1) == 0)
                {
                    var other = corner | 1 << axis;
                    // The face looks towards +z, bit 2 of the corner.
                    var front = (corner & other & 4) != 0;
                    lines.Add((front ? OverlayPart.BoxFront : OverlayPart.Box, size * Corner(corner), size * Corner(other)));
                }
        return Project(camera, lines);
    }

    private static Vector3 Corner(int bits) => new((bits & 1) - 0.5f, (bits >> 1 & 1) - 0.5f, (bits >> 2 & 1) - 0.5f);

    /// <summary>Projects segments; cuts off what lies behind the camera.</summary>
    private static List<OverlayLine> Project(Camera camera, List<(OverlayPart Part, Vector3 From, Vector3 To)> segments)
    {
        var lines = new List<OverlayLine>(segments.Count);
        foreach (var (part, from, to) in segments)
        {
            var (a, b) = (camera.ToCameraSpace(from), camera.ToCameraSpace(to));
            if (a.Z < Near && b.Z < Near)
                continue;
            if (a.Z < Near)
                a = Cut(b, a);
            else if (b.Z < Near)
                b = Cut(a, b);
            lines.Add(new OverlayLine(part, Place(camera, a), Place(camera, b)));
        }
        return lines;
    }

    private static Vector3 Cut(Vector3 before, Vector3 behind) => Vector3.Lerp(before, behind, (before.Z - Near) / (before.Z - behind.Z)) with { Z = Near };

    private static Vector2 Place(Camera camera, Vector3 point)
    {
        var projected = camera.ProjectFromCamera(point);
        return new Vector2(projected.X, projected.Y);
    }
}
