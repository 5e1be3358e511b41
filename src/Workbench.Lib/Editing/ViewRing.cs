using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Editing;

/// <summary>From where a head is looked at to find a part.</summary>
public enum ViewRing
{
    /// <summary>24 views all round: every 22.5° at pitch 0, and every 90° at pitch ±25°.</summary>
    Full,

    /// <summary>The 11 views of the published method, all within 60° of the front.</summary>
    Front,
}

/// <summary>The cameras of view rings.</summary>
public static class ViewRings
{
    private static readonly (double Yaw, double Pitch)[] s_front =
        [(-60, 5), (-45, 5), (-30, 0), (-15, 10), (0, 15), (0, 0), (0, -15), (15, 10), (30, 0), (45, 5), (60, 5)];

    /// <summary>The poses of a ring, degrees.</summary>
    public static IReadOnlyList<(double Yaw, double Pitch)> Poses(ViewRing ring) => ring == ViewRing.Front
        ? s_front
        : [.. Enumerable.Range(0, 16).Select(i => (22.5 * i, 0.0)), .. from pitch in new[] { -25.0, 25.0 } from yaw in new[] { 0.0, 90, 180, 270 } select (yaw, pitch)];

    /// <summary>The cameras of a ring.</summary>
    /// <param name="ring">Which ring.</param>
    /// <param name="radius">Distance from the origin, world units.</param>
    /// <param name="pivot">The point looked at; the origin unless given.</param>
    public static IReadOnlyList<Camera> Cameras(ViewRing ring, double radius = Camera.StandardRadius, Vector3? pivot = null) =>
        [.. Poses(ring).Select(pose => Orbit(pose.Yaw, pose.Pitch, radius, pivot))];

    /// <summary>A camera by the angles of the editing method, whose pitch is no angle: the height is −2·r·pitch/π, positive below the head.</summary>
    /// <param name="yawDegrees">0 is the front, +90 the +x side.</param>
    /// <param name="pitchDegrees">−90 stands above, +90 below.</param>
    /// <param name="radius">Distance from the origin.</param>
    /// <param name="pivot">The point looked at; the origin unless given.</param>
    public static Camera Orbit(double yawDegrees, double pitchDegrees, double radius = Camera.StandardRadius, Vector3? pivot = null) =>
        Camera.LookAt(Math.PI / 2 + yawDegrees * Math.PI / 180, Math.PI / 2 + pitchDegrees * Math.PI / 180, pivot, radius);
}
