using System.Numerics;
using Workbench.Ops;

namespace Workbench.Cameras;

/// <summary>Labels as a differentiable function of yaw, pitch and radius, for refining a pose by descent.</summary>
public static class CameraPose
{
    /// <summary>The labels of look-at cameras; the same formula as <see cref="Camera.LookAt"/>, in the dtype and on the device of the angles.</summary>
    /// <remarks>The gradient with respect to a pitch outside 1e−5 … π − 1e−5 is 0 (clamp). The intrinsics are constants.</remarks>
    /// <param name="yawRadians">h, [N]; π/2 is the front.</param>
    /// <param name="pitchRadians">v, [N]; π/2 is level, smaller is higher, warped by an arccos.</param>
    /// <param name="radius">ρ, [N], positive.</param>
    /// <param name="pivot">The point looked at; null takes the origin.</param>
    /// <param name="intrinsics">The pinhole; null takes <see cref="Intrinsics.Standard"/>.</param>
    /// <returns>[N, 25]</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes differ.</exception>
    public static Tensor LookAt(Tensor yawRadians, Tensor pitchRadians, Tensor radius, Vector3? pivot = null, Intrinsics? intrinsics = null)
    {
        var count = Shape.Check(yawRadians, "N")[0];
        Shape.Check(pitchRadians, "N", [("N", count)]);
        Shape.Check(radius, "N", [("N", count)]);
        var dtype = yawRadians.dtype;
        if (dtype is not (ScalarType.Float32 or ScalarType.Float64) || pitchRadians.dtype != dtype || radius.dtype != dtype)
            throw new ArgumentException($"yawRadians, pitchRadians and radius must all be float32 or all float64; got {dtype}, {pitchRadians.dtype}, {radius.dtype}.", nameof(yawRadians));
        using var scope = NewDisposeScope();
        var phi = (1 - 2 * (pitchRadians.clamp(1e-5, Math.PI - 1e-5) / Math.PI)).acos(); // [N]
        var theta = Math.PI - yawRadians; // [N]
        var origin = stack([radius * phi.sin() * theta.cos(), radius * phi.cos(), radius * phi.sin() * theta.sin()], 1); // [N, 3]
        var target = pivot ?? Vector3.Zero;
        var forward = Normalise(tensor([target.X, target.Y, target.Z], dtype: dtype, device: yawRadians.device) - origin); // [N, 3]
        // up × forward with up = (0, 1, 0) is (f_z, 0, −f_x); right is its negative.
        var (x, y, z) = (forward[.., 0], forward[.., 1], forward[.., 2]);
        var right = Normalise(stack([-z, zeros_like(y), x], 1)); // [N, 3]
        var (rx, rz) = (right[.., 0], right[.., 2]);
        var down = Normalise(stack([y * rz, z * rx - x * rz, -y * rx], 1)); // forward × right, [N, 3]
        var pose = stack([right, down, forward, origin], 2).flatten(1); // [N, 12], row-major 3×4
        var rest = new float[Camera.LabelSize - 12];
        rest[3] = 1;
        (intrinsics ?? Intrinsics.Standard).WriteTo(rest.AsSpan(4));
        var constants = tensor(rest, dtype: dtype, device: yawRadians.device).expand(count, -1); // [N, 13]
        return cat([pose, constants], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Normalise(Tensor vectors) => vectors / vectors.square().sum(1, keepdim: true).sqrt();
}
