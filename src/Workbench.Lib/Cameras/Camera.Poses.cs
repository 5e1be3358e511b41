using System.Numerics;

namespace Workbench.Cameras;

public sealed partial class Camera
{
    /// <summary>Distance of the training cameras from the origin.</summary>
    public const float StandardRadius = 2.7f;

    /// <summary>The frontal camera at distance 2.7 with the standard pinhole: position (0, 0, 2.7), rotation diag(1, −1, −1).</summary>
    public static Camera Front { get; } = At(0);

    /// <summary>A camera on a sphere about the origin, looking at the origin, by plain angles.</summary>
    /// <param name="yawDegrees">0 sees the face; +90 stands on the +x side and sees the person's left; 180 sees the back; −90 sees the person's right. Any number.</param>
    /// <param name="pitchDegrees">True elevation above the horizon, −90…90; positive looks down from above. (Not the warped angle of <see cref="LookAt"/>.)</param>
    /// <param name="radius">Distance from the origin, world units.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An angle or the radius is out of range.</exception>
    public static Camera At(double yawDegrees, double pitchDegrees = 0, double radius = StandardRadius, Intrinsics? intrinsics = null)
    {
        if (!double.IsFinite(yawDegrees))
            throw new ArgumentOutOfRangeException(nameof(yawDegrees), yawDegrees, "The yaw must be a number of degrees.");
        if (!(pitchDegrees is >= -90 and <= 90))
            throw new ArgumentOutOfRangeException(nameof(pitchDegrees), pitchDegrees, "The elevation lies between -90 (below) and 90 (above) degrees.");
        CheckRadius(radius);
        // Quarter turns are exact, so that a side or back view holds no rounding dirt.
        var (sinYaw, cosYaw) = SinCosDegrees(yawDegrees);
        var (sinPitch, cosPitch) = SinCosDegrees(pitchDegrees);
        var rotation = new Matrix3(
            cosYaw, sinYaw * sinPitch, -sinYaw * cosPitch,
            0, -cosPitch, -sinPitch,
            -sinYaw, cosYaw * sinPitch, -cosYaw * cosPitch);
        return FromPose(rotation, radius * cosPitch * sinYaw, radius * sinPitch, radius * cosPitch * cosYaw, intrinsics ?? Intrinsics.Standard);
    }

    /// <summary>Cameras equally spaced around the head at one elevation, starting at the front and moving towards +x.</summary>
    /// <param name="count">Number of cameras, at least 1.</param>
    /// <param name="pitchDegrees">Elevation, −90…90.</param>
    /// <param name="radius">Distance from the origin, world units.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    public static IReadOnlyList<Camera> Orbit(int count, double pitchDegrees = 0, double radius = StandardRadius, Intrinsics? intrinsics = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Enumerable.Range(0, count).Select(i => At(360.0 * i / count, pitchDegrees, radius, intrinsics))];
    }

    /// <summary>The pose sampler of EG3D and PanoHead without randomness, in float32 step by step as they compute it.</summary>
    /// <remarks>
    /// v ← clamp(v, 1e−5, π − 1e−5), φ = arccos(1 − 2v/π), origin = ρ (sin φ cos(π − h), cos φ, sin φ sin(π − h)).
    /// Because of the arccos the pitch is not the polar angle except at π/2: v = 1.0 gives φ = 1.1989. <see cref="At"/> has plain angles.
    /// The pivot turns the camera but does not move it.
    /// </remarks>
    /// <param name="yawRadians">h: π/2 is the front, 0 stands on the −x side, π on the +x side, −π/2 and 3π/2 behind.</param>
    /// <param name="pitchRadians">v: π/2 is level, smaller is higher.</param>
    /// <param name="pivot">The point that the camera looks at; null takes the origin.</param>
    /// <param name="radius">ρ: distance of the camera from the origin.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    /// <exception cref="ArgumentException">An angle is not finite, the radius is not positive, or the camera stands on, above or below the pivot so that it has no upright direction.</exception>
    public static Camera LookAt(double yawRadians, double pitchRadians, Vector3? pivot = null, double radius = StandardRadius, Intrinsics? intrinsics = null)
    {
        if (!double.IsFinite(yawRadians) || !double.IsFinite(pitchRadians))
            throw new ArgumentException($"Yaw ({yawRadians}) and pitch ({pitchRadians}) must be numbers in radians.", nameof(yawRadians));
        CheckRadius(radius);
        var h = (float)yawRadians;
        var v = Math.Clamp((float)pitchRadians, 1e-5f, (float)(Math.PI - 1e-5));
        var phi = MathF.Acos(1 - 2 * (v / MathF.PI));
        var theta = MathF.PI - h;
        var rho = (float)radius;
        var origin = new Vector3(rho * MathF.Sin(phi) * MathF.Cos(theta), rho * MathF.Cos(phi), rho * MathF.Sin(phi) * MathF.Sin(theta));
        return LookFrom(origin, pivot ?? Vector3.Zero, intrinsics ?? Intrinsics.Standard);
    }

    /// <summary>An upright camera at a place, looking at another place.</summary>
    /// <param name="origin">Where the camera stands.</param>
    /// <param name="target">What it looks at.</param>
    /// <param name="intrinsics">The pinhole.</param>
    /// <exception cref="ArgumentException">The two places coincide or lie above one another.</exception>
    public static Camera LookFrom(Vector3 origin, Vector3 target, Intrinsics intrinsics)
    {
        var forward = Normalise(target - origin);
        var right = -Normalise(Vector3.Cross(Vector3.UnitY, forward));
        var down = Normalise(Vector3.Cross(forward, right));
        var label = new float[LabelSize];
        for (var row = 0; row < 3; row++)
        {
            label[4 * row] = right[row];
            label[4 * row + 1] = down[row];
            label[4 * row + 2] = forward[row];
            label[4 * row + 3] = origin[row];
        }
        label[15] = 1;
        intrinsics.WriteTo(label.AsSpan(PoseSize));
        return FromLabel(label);
    }

    private static Vector3 Normalise(Vector3 v)
    {
        var length = v.Length();
        return length > 0 && float.IsFinite(length)
            ? v / length
            : throw new ArgumentException("The camera must not stand on its target, nor straight above or below it: such a view has no upright direction.", nameof(v));
    }

    private static void CheckRadius(double radius)
    {
        if (!(radius > 0 && double.IsFinite(radius)))
            throw new ArgumentOutOfRangeException(nameof(radius), radius, "The distance from the origin must be positive.");
    }

    private static (double Sin, double Cos) SinCosDegrees(double degrees)
    {
        var turn = Math.IEEERemainder(degrees, 360);
        return turn switch
        {
            0 => (0, 1),
            90 => (1, 0),
            180 or -180 => (0, -1),
            -90 => (-1, 0),
            _ => Math.SinCos(turn * Math.PI / 180),
        };
    }
}
