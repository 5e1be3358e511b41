using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Photos;

/// <summary>How a head lies in a photograph: the angle it is seen from, and the square of the photograph that a standard camera at that angle takes.</summary>
/// <param name="YawDegrees">0 sees the face, +90 the person's left, 180 the back.</param>
/// <param name="PitchDegrees">Positive looks down from above.</param>
/// <param name="RollDegrees">Clockwise turn of the head in the photograph.</param>
/// <param name="CentreX">Where the world's origin lies, pixels.</param>
/// <param name="CentreY">Where the world's origin lies, pixels.</param>
/// <param name="Side">Side of the standard camera's picture, pixels of the photograph.</param>
public readonly record struct HeadPlacement(double YawDegrees, double PitchDegrees, double RollDegrees, double CentreX, double CentreY, double Side)
{
    // A camera straight above has no upright direction.
    private const double SteepestDegrees = 85;

    /// <summary>The camera of the crop.</summary>
    /// <param name="radius">Distance of the generator's cameras.</param>
    public Camera Camera(double radius = Cameras.Camera.StandardRadius) => Cameras.Camera.At(YawDegrees, Math.Clamp(PitchDegrees, -SteepestDegrees, SteepestDegrees), radius);

    /// <summary>The crop that the standard camera takes.</summary>
    /// <param name="size">Pixels a side.</param>
    public CropTransform Crop(int size) => CropTransform.Square(CentreX, CentreY, Side, RollDegrees * Math.PI / 180, size);

    /// <summary>Where a point of the world lies in the photograph.</summary>
    internal Vector2 Project(Vector3 point, Camera camera)
    {
        var seen = camera.Project(point);
        var (x, y) = (Side * (seen.X - 0.5), Side * (seen.Y - 0.5));
        var (sin, cos) = Math.SinCos(RollDegrees * Math.PI / 180);
        return new Vector2((float)(CentreX + cos * x - sin * y), (float)(CentreY + sin * x + cos * y));
    }

    /// <summary>This placement moved within its own crop: turned, shifted by shares of its side, scaled.</summary>
    internal HeadPlacement Moved(double yawDegrees, double pitchDegrees, double rollDegrees, double shiftX, double shiftY, double logScale)
    {
        var (sin, cos) = Math.SinCos(RollDegrees * Math.PI / 180);
        var (x, y) = (Side * shiftX, Side * shiftY);
        return new HeadPlacement(YawDegrees + yawDegrees, PitchDegrees + pitchDegrees, RollDegrees + rollDegrees, CentreX + cos * x - sin * y, CentreY + sin * x + cos * y, Side * Math.Exp(logScale));
    }
}
