using Workbench.Ops;

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
