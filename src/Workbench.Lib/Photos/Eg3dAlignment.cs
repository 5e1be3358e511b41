using System.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using Workbench.Cameras;
using Workbench.Data;

namespace Workbench.Photos;

/// <summary>The crop and camera of EG3D, FFHQ and LPFF: five landmarks, the alignment of Deep3DFaceRecon (Deng et al. 2019), a fitted 3DMM pose.</summary>
public static class Eg3dAlignment
{
    private const double AlignedSize = 1024;
    private const double RescaleFactor = 300;
    private const double CentreCrop = 700;
    private const double ModelDistance = 10;
    private const double WorldScale = 0.27;

    /// <summary>The standard face of Deep3DFaceRecon in model units, in the order of <see cref="HeadPoints.Five"/>.</summary>
    internal static readonly Vector3[] StandardFace =
    [
        new(-0.31148657f, 0.29036078f, 0.13377953f),
        new(0.30979887f, 0.28972036f, 0.13179526f),
        new(0.0032535f, -0.04617932f, 0.55244243f),
        new(-0.25216928f, -0.38133916f, 0.22405732f),
        new(0.2484662f, -0.38128236f, 0.22235769f),
    ];

    /// <summary>The crop of five landmarks.</summary>
    /// <remarks>
    /// The standard face is fitted by least squares (x, −y) = M·p + t with scale s, the mean length of M's rows; the photograph is scaled by 300/s, cut to 1024 around t, cut to its middle 700, resized.
    /// Sizes and offsets are truncated to whole pixels where the published tools do so, which makes the two scales differ by less than a pixel over the photograph.
    /// </remarks>
    /// <param name="points">Eyes, nose and corners of the mouth.</param>
    /// <param name="width">Pixels of the photograph.</param>
    /// <param name="height">Pixels of the photograph.</param>
    /// <param name="size">Pixels a side of the crop.</param>
    /// <exception cref="ArgumentException">A point is missing, outside, or exchanged with its neighbour; or all lie on a line.</exception>
    public static CropTransform Crop(HeadPoints points, int width, int height, int size = 512)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (!points.HasFive)
            throw new ArgumentException("points: the crop of EG3D needs both eyes, the tip of the nose and both corners of the mouth.", nameof(points));
        PointChecks.Require(points, width, height);
        Vector2[] places = [points.RightEye!.Value, points.LeftEye!.Value, points.Nose!.Value, points.RightMouth!.Value, points.LeftMouth!.Value];
        var (tx, ty, fitted) = FitStandardFace(places, height);
        var scale = RescaleFactor / fitted;
        if (!(scale * Math.Max(width, height) < int.MaxValue / 2))
            throw new ArgumentException("points: all five points coincide.", nameof(points));
        var (w, h) = ((int)(width * scale), (int)(height * scale));
        if (w < 1 || h < 1)
            throw new ArgumentException("points: the face fills far more than the photograph; its points lie too far apart.", nameof(points));
        var left = (int)(w / 2.0 - AlignedSize / 2 + (tx - width / 2.0) * scale) + (AlignedSize - CentreCrop) / 2;
        var top = (int)(h / 2.0 - AlignedSize / 2 + (height / 2.0 - ty) * scale) + (AlignedSize - CentreCrop) / 2;
        var (sx, sy) = ((double)w / width, (double)h / height);
        var last = size / CentreCrop;
        // x′ + ½ = ((x + ½)·w/W − left)·size/700
        return new CropTransform(sx * last, 0, (0.5 * sx - left) * last - 0.5, 0, sy * last, (0.5 * sy - top) * last - 0.5, size);
    }

    /// <summary>The label of a fitted 3DMM pose.</summary>
    /// <remarks>t_z ← t_z − 10, c = −R·t, c ← 0.27·c + (0, 0.006, 0.161), R ← R·diag(1, −1, −1), then the correction of the distance; focal length 4.2647 = 2985.29/700.</remarks>
    /// <param name="rotation">R as Deep3DFaceRecon computes it, for row vectors.</param>
    /// <param name="translation">t as fitted.</param>
    /// <param name="correction">How the distance becomes 2.7.</param>
    /// <exception cref="ArgumentException">A number is not finite, or the camera stands in the head.</exception>
    public static Camera Camera(Matrix3 rotation, Vector3 translation, PoseCorrection correction = PoseCorrection.AboutOrigin)
    {
        if (!rotation.ToRows().All(double.IsFinite) || !float.IsFinite(translation.LengthSquared()))
            throw new ArgumentException("rotation, translation: every number must be finite.", nameof(rotation));
        var r = rotation;
        var (x, y, z) = ((double)translation.X, (double)translation.Y, translation.Z - ModelDistance);
        double[] c = [-(r.M00 * x + r.M01 * y + r.M02 * z), -(r.M10 * x + r.M11 * y + r.M12 * z), -(r.M20 * x + r.M21 * y + r.M22 * z)];
        var turned = r * new Matrix3(1, 0, 0, 0, -1, 0, 0, 0, -1);
        double[] pose =
        [
            turned.M00, turned.M01, turned.M02, WorldScale * c[0],
            turned.M10, turned.M11, turned.M12, WorldScale * c[1] + 0.006,
            turned.M20, turned.M21, turned.M22, WorldScale * c[2] + 0.161,
            0, 0, 0, 1,
        ];
        var corrected = correction == PoseCorrection.AboutOrigin ? PoseScale.AboutOrigin(pose) : PoseScale.AboutHead(pose);
        return Cameras.Camera.FromCameraToWorld([.. corrected.Select(number => (float)number)], Intrinsics.Standard);
    }

    // Scaled orthography: two independent least-squares problems with the same four unknowns each.
    private static (double Tx, double Ty, double Scale) FitStandardFace(Vector2[] places, int height)
    {
        var rows = DenseMatrix.Create(5, 4, (i, k) => k < 3 ? StandardFace[i][k] : 1).QR();
        var first = rows.Solve(DenseVector.Create(5, i => places[i].X));
        var second = rows.Solve(DenseVector.Create(5, i => height - 1.0 - places[i].Y));
        var scale = (first.SubVector(0, 3).L2Norm() + second.SubVector(0, 3).L2Norm()) / 2;
        return (first[3], second[3], scale);
    }
}
