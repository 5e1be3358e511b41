using System.Numerics;

namespace Workbench.Cameras;

/// <summary>What the axes of a camera mean.</summary>
public enum CameraConvention
{
    /// <summary>+x right, +y down, +z forward: OpenCV, COLMAP, EG3D, PanoHead; the convention of the labels.</summary>
    OpenCv,

    /// <summary>+x right, +y up, +z backward: OpenGL, Blender, the original NeRF.</summary>
    OpenGl,
}

public sealed partial class Camera
{
    /// <summary>Takes a camera-to-world matrix of a named convention.</summary>
    /// <param name="cameraToWorld">16 numbers row by row; the last row must be 0 0 0 1. The world is that of the library: +y up, the face towards +z.</param>
    /// <param name="intrinsics">In units of the image size.</param>
    /// <param name="convention">What the camera's axes mean.</param>
    /// <exception cref="ArgumentException">There are not 16 finite numbers, or the last row differs.</exception>
    public static Camera FromCameraToWorld(ReadOnlySpan<float> cameraToWorld, Intrinsics intrinsics, CameraConvention convention = CameraConvention.OpenCv)
    {
        var (rotation, translation) = ReadAffine(cameraToWorld, nameof(cameraToWorld));
        return FromPose(ToOpenCv(rotation, convention), translation.X, translation.Y, translation.Z, intrinsics);
    }

    /// <summary>Takes a world-to-camera matrix ("extrinsics", "view matrix") of a named convention.</summary>
    /// <param name="worldToCamera">16 numbers row by row; the last row must be 0 0 0 1.</param>
    /// <param name="intrinsics">In units of the image size.</param>
    /// <param name="convention">What the camera's axes mean.</param>
    /// <exception cref="ArgumentException">There are not 16 finite numbers, the last row differs, or the matrix has no inverse.</exception>
    public static Camera FromWorldToCamera(ReadOnlySpan<float> worldToCamera, Intrinsics intrinsics, CameraConvention convention = CameraConvention.OpenCv)
    {
        var (rotation, translation) = ReadAffine(worldToCamera, nameof(worldToCamera));
        if (Math.Abs(rotation.Determinant) < 1e-12)
            throw new ArgumentException("worldToCamera: the rotation has no inverse.", nameof(worldToCamera));
        var inverse = rotation.Inverted;
        var position = -(inverse * translation);
        return FromPose(ToOpenCv(inverse, convention), position.X, position.Y, position.Z, intrinsics);
    }

    /// <summary>The camera of a head rotation as 3DDFA estimates it, by the formula of PanoHead's cropping tool.</summary>
    /// <remarks>cam2world = inverse(diag(1, −1, −1, 1) · translate(0, 0, −2.7) · R). The identity gives the frontal camera.</remarks>
    /// <param name="rotation">R: world to camera, without scale.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    /// <param name="radius">Distance from the head.</param>
    /// <exception cref="ArgumentException">The matrix has no inverse.</exception>
    public static Camera From3Ddfa(Matrix3 rotation, Intrinsics? intrinsics = null, double radius = StandardRadius)
    {
        CheckRadius(radius);
        if (Math.Abs(rotation.Determinant) < 1e-12)
            throw new ArgumentException("rotation: the matrix has no inverse.", nameof(rotation));
        var inverse = rotation.Inverted;
        return FromPose(inverse.WithYzColumnsFlipped, inverse.M02 * radius, inverse.M12 * radius, inverse.M22 * radius, intrinsics ?? Intrinsics.Standard);
    }

    /// <summary>The head rotation R of which <see cref="From3Ddfa"/> makes this camera, where the camera looks at the origin.</summary>
    public Matrix3 To3Ddfa() => Rotation.WithYzColumnsFlipped.Inverted;

    /// <summary>The camera-to-world matrix in a named convention, 16 numbers row by row.</summary>
    /// <param name="convention">What the camera's axes shall mean.</param>
    public float[] ToCameraToWorld(CameraConvention convention) => WriteAffine(FromOpenCv(Rotation, convention), Position);

    /// <summary>The world-to-camera matrix in a named convention, 16 numbers row by row.</summary>
    /// <param name="convention">What the camera's axes shall mean.</param>
    /// <exception cref="InvalidOperationException">The rotation has no inverse.</exception>
    public float[] ToWorldToCamera(CameraConvention convention)
    {
        var inverse = FromOpenCv(Rotation, convention).Inverted;
        return WriteAffine(inverse, -(inverse * Position));
    }

    private static Matrix3 ToOpenCv(Matrix3 rotation, CameraConvention convention) => convention switch
    {
        CameraConvention.OpenCv => rotation,
        CameraConvention.OpenGl => rotation.WithYzColumnsFlipped,
        _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Unknown camera convention."),
    };

    // Flipping two axes undoes itself.
    private static Matrix3 FromOpenCv(Matrix3 rotation, CameraConvention convention) => ToOpenCv(rotation, convention);

    private static (Matrix3 Rotation, Vector3 Translation) ReadAffine(ReadOnlySpan<float> m, string name)
    {
        if (m.Length != PoseSize)
            throw new ArgumentException($"{name}: expected 16 numbers row by row, got {m.Length}.", name);
        foreach (var number in m)
            if (!float.IsFinite(number))
                throw new ArgumentException($"{name}: every number must be finite.", name);
        if (m[12] != 0 || m[13] != 0 || m[14] != 0 || m[15] != 1)
            throw new ArgumentException(
                $"{name}: the last row is ({m[12]}, {m[13]}, {m[14]}, {m[15]}) instead of (0, 0, 0, 1)." + (m[3] == 0 && m[7] == 0 && m[11] == 0 ? " The matrix looks transposed: pass it row by row." : ""),
                name);
        return (new Matrix3(m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]), new Vector3(m[3], m[7], m[11]));
    }

    private static float[] WriteAffine(Matrix3 r, Vector3 t) =>
    [
        (float)r.M00, (float)r.M01, (float)r.M02, t.X,
        (float)r.M10, (float)r.M11, (float)r.M12, t.Y,
        (float)r.M20, (float)r.M21, (float)r.M22, t.Z,
        0, 0, 0, 1,
    ];
}
