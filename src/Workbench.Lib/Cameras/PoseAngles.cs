namespace Workbench.Cameras;

/// <summary>The pose of a label as three angles, by the formulas of PanoHead's data tools.</summary>
/// <param name="YawDegrees">−180…180; 0 sees the face, +90 stands on the +x side, ±180 sees the back of the head.</param>
/// <param name="PitchDegrees">Positive looks down from above.</param>
/// <param name="RollDegrees">Rotation about the viewing axis.</param>
/// <remarks>
/// W = inverse(cam2world · diag(1,−1,−1,1)), R its rotation: yaw = asin R20, pitch = atan2(R21/cos yaw, R22/cos yaw), roll = atan2(R10/cos yaw, R00/cos yaw).
/// An |R20| above 0.998 is taken as a side view of exactly ±90°. When the pitch comes out beyond ±90° the camera is behind the head: the yaw is reflected and pitch and roll are computed anew.
/// Exact side views therefore divide by cos 90° ≈ 6e−17: their pitch and roll are arbitrary.
/// </remarks>
public readonly record struct PoseAngles(double YawDegrees, double PitchDegrees, double RollDegrees)
{
    private const double SideView = 0.998;

    /// <summary>The angles of a camera.</summary>
    /// <param name="camera">Any camera with an invertible rotation.</param>
    public static PoseAngles Of(Camera camera)
    {
        ArgumentNullException.ThrowIfNull(camera);
        var r = camera.Rotation.WithYzColumnsFlipped.Inverted;
        double yaw;
        double pitch;
        if (r.M20 > SideView)
        {
            yaw = Math.PI / 2;
            pitch = Math.Atan2(-r.M01, -r.M02);
        }
        else if (r.M20 < -SideView)
        {
            yaw = -Math.PI / 2;
            pitch = Math.Atan2(r.M01, r.M02);
        }
        else
        {
            yaw = Math.Asin(r.M20);
            pitch = Pitch(r, yaw);
        }
        if (Math.Abs(pitch) > Math.PI / 2)
            yaw = (yaw > 0 ? Math.PI : -Math.PI) - yaw;
        return new PoseAngles(Degrees(yaw), Degrees(Pitch(r, yaw)), Degrees(Math.Atan2(r.M10 / Math.Cos(yaw), r.M00 / Math.Cos(yaw))));
    }

    private static double Pitch(Matrix3 r, double yaw) => Math.Atan2(r.M21 / Math.Cos(yaw), r.M22 / Math.Cos(yaw));

    private static double Degrees(double radians) => radians * 180 / Math.PI;
}
