using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Occlusion;

/// <summary>What of a tri-grid the cameras have seen, cell by cell.</summary>
/// <param name="Visible">1 seen, 0 not seen, between at a soft edge, [N, P, D, H, W], float32.</param>
/// <param name="Config">How it was made.</param>
public sealed record OcclusionMask(Tensor Visible, OcclusionConfig Config) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Visible];

    /// <summary>O = 1 − V: what the cameras have not seen, [N, P, D, H, W].</summary>
    public Tensor Occluded() => 1 - Visible;

    /// <summary>The mask beside the features of a tri-grid, [N, P, 1, D, H, W]: one value for all features of a cell.</summary>
    public Tensor ForFeatures() => Visible.unsqueeze(2);

    /// <summary>The unseen part of planes in storage order, as discriminators read it.</summary>
    /// <param name="channels">[N, P·C·D, H, W]; channel = (plane·C + feature)·D + slice.</param>
    /// <returns>(1 − V)·planes, [N, P·C·D, H, W].</returns>
    public Tensor Occlude(Tensor channels)
    {
        var v = Visible.shape;
        var s = Shape.Check(channels, "N C H W", [("N", v[0]), ("H", v[3]), ("W", v[4])]);
        if (s[1] % (v[1] * v[2]) != 0)
            throw new ArgumentException($"channels: {s[1]} channels do not divide into {v[1]} planes of {v[2]} slices.", nameof(channels));
        using var scope = NewDisposeScope();
        var planes = channels.reshape(s[0], v[1], -1, v[2], s[2], s[3]); // [N, P, C, D, H, W]
        return (planes * Occluded().unsqueeze(2)).view(s).MoveToOuterDisposeScope();
    }

    /// <summary>The same mask with a soft edge.</summary>
    /// <remarks>Gaussian blur of every slice, taps normalised, borders reflected.</remarks>
    public OcclusionMask Soften()
    {
        using var scope = NewDisposeScope();
        var soft = GaussianBlur.Apply(Visible.flatten(0, 1), Config.BlurSigma, Config.BlurTaps).view(Visible.shape);
        return new OcclusionMask(soft, Config with { SoftEdge = true }).MoveToOuterDisposeScope();
    }

    /// <summary>How much of what points read from each plane is seen.</summary>
    /// <remarks>The renderer's own interpolation of the mask over that of ones, so that half-empty footprints at the border of the box count in full. A point is stitched from the first tri-grid alone where every plane says 1.</remarks>
    /// <param name="points">World units, [N, M, 3].</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <returns>0…1, [N, P, M]; 0 outside the box.</returns>
    public Tensor At(Tensor points, PlaneLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var v = Visible.shape;
        Shape.Check(Visible, "N P D H W", [("P", layout.Axes.Count), ("D", layout.Depth), ("H", layout.Height), ("W", layout.Width)], "Take the layout that the mask was estimated for.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var cells = cat([Visible, ones_like(Visible)], 1).view(v[0], 2, v[1], v[2], v[3], v[4]).transpose(1, 2).contiguous(); // [N, P, 2, D, H, W]
        var read = TriGridSampler.Sample(new TriGrid(cells, layout.Axes, layout.BoxSize), points.to(ScalarType.Float32).to(Visible.device)); // [N, P, M, 2]
        var (seen, all) = (read.select(3, 0), read.select(3, 1));
        return where(all.gt(0), seen / all.clamp(min: 1e-12), zeros_like(seen)).MoveToOuterDisposeScope();
    }

    /// <summary>What either of two masks of the same heads sees.</summary>
    /// <param name="other">A mask of the same shape, such as that of another photograph.</param>
    public OcclusionMask Union(OcclusionMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var v = Visible.shape;
        Shape.Check(other.Visible, "N P D H W", [("N", v[0]), ("P", v[1]), ("D", v[2]), ("H", v[3]), ("W", v[4])], "Masks that are joined belong to the same heads.");
        return new OcclusionMask(Visible.maximum(other.Visible), Config);
    }

    /// <summary>Share of seen cells of every plane and slice, [P, D], over all heads.</summary>
    public Tensor VisibleShare() => Visible.mean([0, 3, 4]);

    /// <summary>What is unusual about this mask and the likely cause, one plain sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Diagnose()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var problems = new List<string>();
        var masked = Config.Planes == MaskedPlanes.First ? Visible.narrow(1, 0, 1) : Visible;
        var shares = masked.mean([1, 2, 3, 4]).cpu().data<float>().ToArray(); // one a head
        for (var head = 0; head < shares.Length; head++)
            if (shares[head] == 0)
                problems.Add($"Head {head}: nothing is seen, so the result would be the second tri-grid alone. The camera may look past the head, the opacity may nowhere exceed {Config.OpacityThreshold:g3}, or the depth may hold NaN.");
            else if (shares[head] == 1)
                problems.Add($"Head {head}: everything is seen, so the result would be the first tri-grid alone. The depth is probably constant or the mask has grown too far; lower Closing and Dilation.");
        return problems;
    }
}
