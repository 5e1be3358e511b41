using Workbench.Cameras;
using Workbench.Rendering;

namespace Workbench.Tests.Occlusion;

/// <summary>A ball of radius 0.3 around the origin with exact depth images.</summary>
internal static class Ball
{
    private const double Radius = 0.3;

    public sealed record Scene(Tensor Camera, Tensor Depth, Tensor Opacity);

    public static Scene Seen(double yaw, int side)
    {
        var camera = Camera.At(yaw).ToTensor().to(ScalarType.Float64);
        using var rays = RaySampler.Sample(camera, side);
        // |o + t·d|² = r²
        var half = (rays.Origins * rays.Directions).sum(2); // [1, R]
        var rest = half.square() - (rays.Origins.square().sum(2) - Radius * Radius);
        var depth = where(rest.gt(0), -half - rest.clamp(min: 0).sqrt(), full_like(half, 3.3));
        return new Scene(camera, depth.view(1, 1, side, side), rest.gt(0).to(ScalarType.Float64).view(1, 1, side, side));
    }
}
