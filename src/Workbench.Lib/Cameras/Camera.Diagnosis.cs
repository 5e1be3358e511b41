using System.Globalization;
using System.Numerics;

namespace Workbench.Cameras;

public sealed partial class Camera
{
    private const float Head = 0.5f; // half the generator's box; a camera nearer than this sits in the head
    private const float Centred = 0.95f; // cosine of 18°: labels of portraits miss the origin by at most a few degrees
    private const float NearestSample = 2.25f;
    private const float FarthestSample = 3.3f;

    /// <summary>What is unusual about this label for a head generator, and the likely cause, one plain sentence or two each; empty when nothing is.</summary>
    /// <remarks>Nothing is repaired. Loaders show these sentences beside a picture that does not fit: most failed inversions come from a label in another convention.</remarks>
    public IReadOnlyList<string> Diagnose()
    {
        var problems = new List<string>();
        DiagnoseMatrix(problems);
        DiagnoseIntrinsics(problems);
        if (Math.Abs(Rotation.Determinant) >= 1e-6)
            DiagnosePlacement(problems);
        return problems;
    }

    /// <summary>Why photographs with this label are refused and what to do, where its rotation is left-handed; null otherwise.</summary>
    /// <remarks>No camera takes such pictures: everything that was fitted to one would be mirrored.</remarks>
    internal string? LeftHandedness => Rotation.Determinant is var determinant and <= -1e-6
        ? Text($"The rotation is left-handed (determinant {determinant:0.###}): one axis was flipped. Flip it back: a mirrored label flips the world and the camera's x axis together (see Mirror), a change between OpenCV and OpenGL flips y and z together.")
        : null;

    private void DiagnoseMatrix(List<string> problems)
    {
        var m = _label;
        if (m[12] != 0 || m[13] != 0 || m[14] != 0 || m[15] != 1)
            problems.Add(Text($"The last row of the camera-to-world matrix is ({m[12]}, {m[13]}, {m[14]}, {m[15]}) instead of (0, 0, 0, 1).")
                + (m[3] == 0 && m[7] == 0 && m[11] == 0 ? " The matrix looks transposed: store it row by row." : " The 25 numbers are probably shifted or in another order."));
        var r = Rotation;
        var determinant = r.Determinant;
        if (Math.Abs(determinant) < 1e-6)
        {
            problems.Add("The rotation has determinant 0: two of its axes coincide or one is zero.");
            return;
        }
        if (LeftHandedness is { } flipped)
            problems.Add(flipped);
        var scale = Math.Cbrt(Math.Abs(determinant));
        var skew = Largest(r.Transposed * r, scale * scale);
        if (skew > 0.01 * scale * scale)
            problems.Add(Text($"The axes of the rotation are not perpendicular or not equally long (off by {skew:0.###}): rows may be mixed up with columns of the label, or the matrix was averaged without orthonormalisation."));
        else if (Math.Abs(scale - 1) > 0.01)
            problems.Add(Text($"The rotation also scales by {scale:0.###}: divide its nine numbers by that."));
    }

    private void DiagnoseIntrinsics(List<string> problems)
    {
        var k = Intrinsics;
        if (_label[19] != 0 || _label[22] != 0 || _label[23] != 0 || _label[24] != 1)
            problems.Add(Text($"The intrinsics are not of the form (fx s cx; 0 fy cy; 0 0 1): found ({_label[16]} {_label[17]} {_label[18]}; {_label[19]} {_label[20]} {_label[21]}; {_label[22]} {_label[23]} {_label[24]})."));
        if (k.FocalX <= 0 || k.FocalY <= 0)
        {
            problems.Add(Text($"The focal lengths ({k.FocalX}, {k.FocalY}) must be positive. Negative ones come from a pinhole whose y axis points up: flip the rotation instead."));
            return;
        }
        if (k.FocalX > 30 || Math.Abs(k.CentreX) > 2 || Math.Abs(k.CentreY) > 2)
        {
            problems.Add(Text($"The intrinsics (focal length {k.FocalX:0.##}, centre {k.CentreX:0.##}, {k.CentreY:0.##}) are in pixels: divide them by the image size (a centre of {k.CentreX:0.##} suggests {2 * k.CentreX:0} pixels), as Intrinsics.FromPixels does."));
            return;
        }
        if (Math.Abs(k.CentreX - 0.5) > 0.1 || Math.Abs(k.CentreY - 0.5) > 0.1)
            problems.Add(Text($"The principal point ({k.CentreX:0.###}, {k.CentreY:0.###}) lies far from the middle (0.5, 0.5): the picture may have been cropped without moving it."));
        if (k.FocalX / Intrinsics.Standard.FocalX is < 1 / 1.5f or > 1.5f)
            problems.Add(Text($"The focal length {k.FocalX:0.###} is far from {Intrinsics.Standard.FocalX}, which generators of this family were trained with: if it was guessed and not calibrated, an inversion will not converge. Keep the standard one and crop the picture accordingly."));
        if (k.FocalX / k.FocalY is < 0.9f or > 1.1f)
            problems.Add(Text($"The focal lengths differ ({k.FocalX:0.###} and {k.FocalY:0.###}): divide fx by the width and fy by the height of the square picture."));
    }

    private void DiagnosePlacement(List<string> problems)
    {
        var distance = Position.Length();
        var towards = distance > 0 ? Vector3.Dot(Vector3.Normalize(Forward), -Position / distance) : 1;
        if (distance >= Head && towards < Centred)
            problems.Add((towards < -0.5 ? "The camera looks away from the head." : "The camera looks past the head.") + LikelyConvention());
        else if (distance < Head)
            problems.Add(Text($"The camera stands inside the head, {distance:0.###} from its centre; {StandardRadius} is usual.") + LikelyConvention());
        else if (distance is < NearestSample or > FarthestSample)
            problems.Add(Text($"The camera stands {distance:0.###} from the head; the generator samples depths {NearestSample}…{FarthestSample}. Scale the world so that the distance becomes about {StandardRadius}."));
        if (distance >= Head && towards >= Centred && Down.Y > 0.2)
            problems.Add("The camera is upside down: its y axis points up. The label's camera has +y down (OpenCV).");
    }

    /// <summary>Looks for a reading of the sixteen numbers under which the camera stands before the head.</summary>
    private string LikelyConvention()
    {
        (string Cause, Func<Camera> Reading)[] readings =
        [
            (" Its axes are probably those of OpenGL: use FromCameraToWorld with CameraConvention.OpenGl.", () => FromCameraToWorld(CameraToWorld, Intrinsics, CameraConvention.OpenGl)),
            (" The matrix is probably world-to-camera: use FromWorldToCamera.", () => FromWorldToCamera(CameraToWorld, Intrinsics)),
            (" The matrix is probably world-to-camera with OpenGL axes: use FromWorldToCamera with CameraConvention.OpenGl.", () => FromWorldToCamera(CameraToWorld, Intrinsics, CameraConvention.OpenGl)),
        ];
        if (_label[12] != 0 || _label[13] != 0 || _label[14] != 0 || _label[15] != 1 || Math.Abs(Rotation.Determinant) < 1e-6)
            return "";
        foreach (var (cause, reading) in readings)
            if (reading().SeesTheHeadUpright())
                return cause;
        return "";
    }

    private bool SeesTheHeadUpright()
    {
        var distance = Position.Length();
        return distance is > 1.5f and < 5 && Vector3.Dot(Vector3.Normalize(Forward), -Position / distance) > Centred && Down.Y < 0;
    }

    private static double Largest(Matrix3 gram, double diagonal) =>
        gram.ToRows().Select((value, i) => Math.Abs(value - (i % 4 == 0 ? diagonal : 0))).Max();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
