using Workbench.Cameras;

namespace Workbench.Viewer;

/// <summary>Where the camera of a viewer stands: on a sphere about the head, looking at its centre.</summary>
/// <param name="Yaw">Degrees; 0 sees the face, 90 stands on the +x side.</param>
/// <param name="Pitch">Degrees of elevation, −89…89.</param>
/// <param name="Distance">From the origin, world units.</param>
/// <param name="FieldOfView">Between the left and the right edge of the picture, degrees.</param>
public readonly record struct ViewPose(double Yaw, double Pitch, double Distance, double FieldOfView)
{
    /// <summary>Largest elevation either way.</summary>
    public const double PitchLimit = 89;

    /// <summary>Narrowest and widest field of view, degrees.</summary>
    public const double NarrowestView = 3, WidestView = 60;

    /// <summary>Field of view of the standard pinhole, in the precision of the page.</summary>
    public static double StandardView { get; } = Math.Round(Intrinsics.Standard.HorizontalFieldOfViewDegrees, 2);

    /// <summary>In front of the head with the standard pinhole.</summary>
    /// <param name="distance">World units.</param>
    public static ViewPose Front(double distance = Camera.StandardRadius) => new(0, 0, Math.Round(distance, 3), StandardView);

    /// <summary>The pinhole; exactly the standard one at its field of view.</summary>
    public Intrinsics Intrinsics
    {
        get
        {
            if (FieldOfView == StandardView)
                return Intrinsics.Standard;
            var focal = (float)Math.Round(0.5 / Math.Tan(FieldOfView * Math.PI / 360), 4);
            return new Intrinsics(focal, focal);
        }
    }

    /// <summary>The camera.</summary>
    public Camera ToCamera() => Camera.At(Yaw, Pitch, Distance, Intrinsics);

    /// <summary>The nearest pose of the sphere to a camera that may stand anywhere.</summary>
    /// <param name="camera">Any camera.</param>
    public static ViewPose Of(Camera camera)
    {
        ArgumentNullException.ThrowIfNull(camera);
        var at = camera.Position;
        var pose = new ViewPose(
            double.RadiansToDegrees(Math.Atan2(at.X, at.Z)), double.RadiansToDegrees(Math.Atan2(at.Y, Math.Sqrt(at.X * at.X + at.Z * at.Z))),
            at.Length(), camera.Intrinsics.HorizontalFieldOfViewDegrees);
        return pose.Rounded(at.Length());
    }

    /// <summary>The nearest pose that a viewer shows, in the precision that code is written with.</summary>
    /// <param name="home">The distance that the subject is made for.</param>
    internal ViewPose Rounded(double home) => new(
        Math.Round(Math.IEEERemainder(Yaw, 360), 1),
        Math.Round(Math.Clamp(Pitch, -PitchLimit, PitchLimit), 1),
        Math.Round(Math.Clamp(Distance, 0.4 * home, 3 * home), 3),
        Math.Round(Math.Clamp(FieldOfView, NarrowestView, WidestView), 2));
}

/// <summary>A pose with a name, shown as a button.</summary>
/// <param name="Name">A word.</param>
/// <param name="Pose">Where the camera goes.</param>
public sealed record NamedPose(string Name, ViewPose Pose);
