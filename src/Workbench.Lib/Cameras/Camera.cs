using System.Numerics;
using Workbench.Ops;

namespace Workbench.Cameras;

/// <summary>Pose and intrinsics of a pinhole camera: the 25-number label of EG3D and PanoHead.</summary>
/// <remarks>
/// Sixteen numbers camera-to-world, row-major, OpenCV axes (+x right, +y down, +z forward), then nine numbers intrinsics, row-major, in units of the image size.
/// World: head near the origin, +y up, the face looks towards +z. Seen from the front, +x is the right side of the picture, which is the person's left.
/// </remarks>
[TypeFormatterSource]
public sealed partial class Camera
{
    /// <summary>Numbers in a label.</summary>
    public const int LabelSize = 25;

    private const int PoseSize = 16;

    private readonly float[] _label;

    private Camera(float[] label) => _label = label;

    /// <summary>The 25 numbers.</summary>
    public ReadOnlySpan<float> Label => _label;

    /// <summary>The camera-to-world matrix, 16 numbers row by row, OpenCV axes.</summary>
    public ReadOnlySpan<float> CameraToWorld => _label.AsSpan(0, PoseSize);

    /// <summary>Where the camera stands, world units.</summary>
    public Vector3 Position => new(_label[3], _label[7], _label[11]);

    /// <summary>The rotation of the camera-to-world matrix; its columns are the camera's right, down and forward directions.</summary>
    public Matrix3 Rotation => new(_label[0], _label[1], _label[2], _label[4], _label[5], _label[6], _label[8], _label[9], _label[10]);

    /// <summary>The direction in the world that the picture shows to the right.</summary>
    public Vector3 Right => new(_label[0], _label[4], _label[8]);

    /// <summary>The direction in the world that the picture shows downwards.</summary>
    public Vector3 Down => new(_label[1], _label[5], _label[9]);

    /// <summary>The direction in the world that the camera looks to.</summary>
    public Vector3 Forward => new(_label[2], _label[6], _label[10]);

    /// <summary>The pinhole.</summary>
    public Intrinsics Intrinsics => new(_label[16], _label[20], _label[18], _label[21], _label[17]);

    /// <summary>Yaw, pitch and roll of the pose, in degrees.</summary>
    public PoseAngles Angles => PoseAngles.Of(this);

    /// <summary>Takes a label as it is. <see cref="Diagnose"/> tells what is unusual about it.</summary>
    /// <param name="label">25 numbers.</param>
    /// <exception cref="ArgumentException">There are not 25 numbers, or one is not finite.</exception>
    public static Camera FromLabel(ReadOnlySpan<float> label)
    {
        if (label.Length != LabelSize)
            throw new ArgumentException($"label: expected 25 numbers (16 camera-to-world, 9 intrinsics), got {label.Length}.", nameof(label));
        foreach (var number in label)
            if (!float.IsFinite(number))
                throw new ArgumentException("label: every number must be finite.", nameof(label));
        return new Camera(label.ToArray());
    }

    /// <summary>Takes labels from a tensor.</summary>
    /// <param name="labels">[V, 25]</param>
    public static IReadOnlyList<Camera> FromTensor(Tensor labels)
    {
        Shape.Check(labels, "V C", [("C", LabelSize)]);
        using var scope = NewDisposeScope();
        var values = labels.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return [.. values.Chunk(LabelSize).Select(row => FromLabel(row))];
    }

    /// <summary>The label as a tensor, [1, 25], float32 on the CPU.</summary>
    public Tensor ToTensor() => ToTensor([this]);

    /// <summary>Many labels as a tensor, [V, 25], float32 on the CPU.</summary>
    public static Tensor ToTensor(IReadOnlyList<Camera> cameras) =>
        tensor(cameras.SelectMany(camera => camera._label).ToArray(), [cameras.Count, LabelSize]);

    /// <summary>The camera that sees the mirrored head: the label of a horizontally flipped picture.</summary>
    /// <remarks>Label entries 1, 2, 3, 4 and 8 change sign, which reflects the pose at the plane x = 0; the intrinsics stay, as in the data tools, so the principal point should lie in the middle.</remarks>
    public Camera Mirror()
    {
        var label = _label.AsSpan().ToArray();
        foreach (var entry in (ReadOnlySpan<int>)[1, 2, 3, 4, 8])
            label[entry] = -label[entry];
        return new Camera(label);
    }

    /// <summary>The same camera moved in the world, not turned: how PanoHead's self-adaptive camera corrects a label.</summary>
    /// <param name="delta">Added to the position, world units.</param>
    public Camera WithTranslation(Vector3 delta)
    {
        var label = _label.AsSpan().ToArray();
        label[3] += delta.X;
        label[7] += delta.Y;
        label[11] += delta.Z;
        return FromLabel(label);
    }

    /// <summary>The same place and direction with the camera turned about its axis.</summary>
    /// <param name="degrees">Clockwise turn of the picture's content about the principal point; any number.</param>
    public Camera Rolled(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var label = _label.AsSpan().ToArray();
        for (var row = 0; row < 3; row++)
        {
            var (right, down) = (_label[4 * row], _label[4 * row + 1]);
            (label[4 * row], label[4 * row + 1]) = ((float)(cos * right - sin * down), (float)(sin * right + cos * down));
        }
        return FromLabel(label);
    }

    /// <summary>The same pose with another pinhole.</summary>
    /// <param name="intrinsics">In units of the image size.</param>
    public Camera WithIntrinsics(Intrinsics intrinsics)
    {
        var label = _label.AsSpan().ToArray();
        intrinsics.WriteTo(label.AsSpan(PoseSize));
        return FromLabel(label);
    }

    /// <summary>Place, direction and field of view in one line.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Camera at ({Position.X:0.###}, {Position.Y:0.###}, {Position.Z:0.###}) looking to ({Forward.X:0.###}, {Forward.Y:0.###}, {Forward.Z:0.###}), focal length {Intrinsics.FocalX:0.####}");

    /// <summary>Builds a label of a rotation, a position and a pinhole.</summary>
    private static Camera FromPose(Matrix3 rotation, double x, double y, double z, Intrinsics intrinsics)
    {
        var label = new float[LabelSize];
        double[] pose =
        [
            rotation.M00, rotation.M01, rotation.M02, x,
            rotation.M10, rotation.M11, rotation.M12, y,
            rotation.M20, rotation.M21, rotation.M22, z,
            0, 0, 0, 1,
        ];
        for (var i = 0; i < PoseSize; i++)
            label[i] = (float)pose[i] + 0f; // no negative zeros
        intrinsics.WriteTo(label.AsSpan(PoseSize));
        return FromLabel(label);
    }
}
