using System.Numerics;

namespace Workbench.Cameras;

/// <summary>A 3×3 matrix of doubles, named by row and column: the rotation of a camera and what is computed from it.</summary>
public readonly record struct Matrix3(
    double M00, double M01, double M02,
    double M10, double M11, double M12,
    double M20, double M21, double M22)
{
    /// <summary>The identity.</summary>
    public static Matrix3 Identity { get; } = new(1, 0, 0, 0, 1, 0, 0, 0, 1);

    /// <summary>The determinant: 1 for a rotation, −1 for a rotation with one axis flipped.</summary>
    public double Determinant =>
        M00 * (M11 * M22 - M12 * M21) - M01 * (M10 * M22 - M12 * M20) + M02 * (M10 * M21 - M11 * M20);

    /// <summary>Rows and columns exchanged; the inverse of a rotation.</summary>
    public Matrix3 Transposed => new(M00, M10, M20, M01, M11, M21, M02, M12, M22);

    /// <summary>The inverse.</summary>
    /// <exception cref="InvalidOperationException">The determinant is 0 or not finite.</exception>
    public Matrix3 Inverted
    {
        get
        {
            var scale = 1 / Determinant;
            if (!double.IsFinite(scale))
                throw new InvalidOperationException("A matrix of determinant 0 has no inverse: two camera axes coincide or one is zero.");
            return new Matrix3(
                scale * (M11 * M22 - M12 * M21), scale * (M02 * M21 - M01 * M22), scale * (M01 * M12 - M02 * M11),
                scale * (M12 * M20 - M10 * M22), scale * (M00 * M22 - M02 * M20), scale * (M02 * M10 - M00 * M12),
                scale * (M10 * M21 - M11 * M20), scale * (M01 * M20 - M00 * M21), scale * (M00 * M11 - M01 * M10));
        }
    }

    /// <summary>Takes nine numbers, row by row.</summary>
    /// <param name="values">9 numbers.</param>
    public static Matrix3 FromRows(ReadOnlySpan<float> values) => values.Length == 9
        ? new(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7], values[8])
        : throw new ArgumentException($"values: expected 9 numbers row by row, got {values.Length}.", nameof(values));

    /// <summary>The nine numbers, row by row.</summary>
    public double[] ToRows() => [M00, M01, M02, M10, M11, M12, M20, M21, M22];

    /// <summary>Matrix product.</summary>
    public static Matrix3 operator *(Matrix3 a, Matrix3 b) => new(
        a.M00 * b.M00 + a.M01 * b.M10 + a.M02 * b.M20, a.M00 * b.M01 + a.M01 * b.M11 + a.M02 * b.M21, a.M00 * b.M02 + a.M01 * b.M12 + a.M02 * b.M22,
        a.M10 * b.M00 + a.M11 * b.M10 + a.M12 * b.M20, a.M10 * b.M01 + a.M11 * b.M11 + a.M12 * b.M21, a.M10 * b.M02 + a.M11 * b.M12 + a.M12 * b.M22,
        a.M20 * b.M00 + a.M21 * b.M10 + a.M22 * b.M20, a.M20 * b.M01 + a.M21 * b.M11 + a.M22 * b.M21, a.M20 * b.M02 + a.M21 * b.M12 + a.M22 * b.M22);

    /// <summary>Matrix times column vector.</summary>
    public static Vector3 operator *(Matrix3 a, Vector3 v) => new(
        (float)(a.M00 * v.X + a.M01 * v.Y + a.M02 * v.Z),
        (float)(a.M10 * v.X + a.M11 * v.Y + a.M12 * v.Z),
        (float)(a.M20 * v.X + a.M21 * v.Y + a.M22 * v.Z));

    /// <summary>The second and third column negated: changes between the OpenCV and the OpenGL axes of a camera.</summary>
    internal Matrix3 WithYzColumnsFlipped => new(M00, -M01, -M02, M10, -M11, -M12, M20, -M21, -M22);
}
