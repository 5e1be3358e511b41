using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Rays through the pixels of an image.</summary>
/// <param name="Origins">[N, R, 3], world units.</param>
/// <param name="Directions">[N, R, 3], unit length.</param>
public sealed record Rays(Tensor Origins, Tensor Directions) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Origins, Directions];
}

/// <summary>Turns camera labels into rays (EG3D).</summary>
public static class RaySampler
{
    /// <summary>One ray through the centre of every pixel; ray index = row · resolution + column.</summary>
    /// <param name="cameras">Camera labels, [N, 25].</param>
    /// <param name="resolution">Pixels a side.</param>
    public static Rays Sample(Tensor cameras, int resolution)
    {
        var count = Shape.Check(cameras, "N C", [("C", Cameras.Camera.LabelSize)])[0];
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        using var scope = NewDisposeScope();
        var pose = cameras[.., ..16].view(count, 4, 4);
        var k = cameras[.., 16..].view(count, 9, 1); // fx sk cx 0 fy cy 0 0 1
        var (fx, sk, cx, fy, cy) = (k[.., 0], k[.., 1], k[.., 2], k[.., 4], k[.., 5]); // [N, 1]
        var centres = (arange(resolution, cameras.dtype, cameras.device) + 0.5) / resolution; // [r]
        var u = centres.repeat(resolution).unsqueeze(0); // [1, R], columns run fastest
        var v = centres.repeat_interleave(resolution).unsqueeze(0); // [1, R]
        var y = (v - cy) / fy; // [N, R]
        var x = (u - cx + cy * sk / fy - sk * v / fy) / fx; // [N, R]
        var local = stack([x, y, ones_like(x)], 1); // [N, 3, R], camera axes
        var world = pose[.., ..3, ..3].bmm(local).transpose(1, 2); // [N, R, 3]
        var directions = world / world.norm(2, true, 2).clamp(min: 1e-12);
        var origins = pose[.., ..3, 3].unsqueeze(1).expand_as(directions); // [N, R, 3]
        return new Rays(origins, directions).MoveToOuterDisposeScope();
    }
}
