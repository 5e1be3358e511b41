using Workbench.Cameras;
using Workbench.Occlusion;
using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>How well two views of a head agree where both see it.</summary>
/// <param name="Error">Mean absolute difference of colours, 0…1; NaN when nothing is seen by both.</param>
/// <param name="Cover">Share of the foreground that both see.</param>
public readonly record struct ViewAgreement(double Error, double Cover)
{
    private const double DepthTolerance = 0.03;

    /// <summary>Both directions, averaged.</summary>
    /// <param name="images">Two pictures, 0…1, [2, 3, r, r].</param>
    /// <param name="depth">Distances along the rays, [2, 1, r, r].</param>
    /// <param name="opacity">[2, 1, r, r]</param>
    /// <param name="cameras">Two cameras.</param>
    public static ViewAgreement Of(Tensor images, Tensor depth, Tensor opacity, IReadOnlyList<Camera> cameras)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        var s = Shape.Check(images, "V C r r", [("V", 2), ("C", 3)]);
        Shape.Check(depth, "V I r r", [("V", 2), ("I", 1), ("r", s[2])]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var seen = SeenPoints.Unproject(Camera.ToTensor(cameras), depth.cpu(), opacity.cpu());
        var (forth, back) = (Into(images, depth, opacity, cameras, seen, 0, 1), Into(images, depth, opacity, cameras, seen, 1, 0));
        return new ViewAgreement((forth.Error + back.Error) / 2, (forth.Cover + back.Cover) / 2);
    }

    private static ViewAgreement Into(Tensor images, Tensor depth, Tensor opacity, IReadOnlyList<Camera> cameras, SeenPoints seen, int a, int b)
    {
        using var scope = NewDisposeScope();
        var index = seen.Kept[a].nonzero().squeeze(1); // [M]
        var points = seen.Points[a].index_select(0, index).to(ScalarType.Float32);
        var label = cameras[b].ToTensor()[0];
        var pose = label[..16].view(4, 4);
        var offset = points - pose[..3, 3];
        var local = offset.mm(pose[..3, ..3]); // [M, 3]
        var k = cameras[b].Intrinsics;
        var u = (local[.., 0] * k.FocalX + local[.., 1] * k.Skew) / local[.., 2] + k.CentreX;
        var v = local[.., 1] * k.FocalY / local[.., 2] + k.CentreY;
        var where = stack([u * 2 - 1, v * 2 - 1], 1).view(1, 1, -1, 2);
        Tensor Sample(Tensor maps) => nn.functional.grid_sample(maps[b].unsqueeze(0).cpu().to(ScalarType.Float32), where, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, false)[0, .., 0]; // [C, M]
        var inside = (local[.., 2] > 0).logical_and(u >= 0).logical_and(u <= 1).logical_and(v >= 0).logical_and(v <= 1);
        var near = (offset.norm(1, false, 2) - Sample(depth)[0]).abs() < DepthTolerance;
        var kept = inside.logical_and(Sample(opacity)[0] > 0.5).logical_and(near).to(ScalarType.Float32);
        var own = images[a].cpu().reshape(3, -1).index_select(1, index); // [3, M]
        var (count, total) = (kept.sum().ToDouble(), index.numel());
        return new ViewAgreement(((own - Sample(images)).abs() * kept).sum().ToDouble() / (3 * count), total == 0 ? 0 : count / total);
    }
}
