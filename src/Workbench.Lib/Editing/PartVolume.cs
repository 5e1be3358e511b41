using Workbench.Cameras;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>How likely points of a lattice belong to a part, by votes of the views that see them.</summary>
/// <param name="Points">World coordinates, [M, 3].</param>
/// <param name="Votes">Views that see a point, weighted by their confidence, [M].</param>
/// <param name="Probability">Share of them that labelled it part, [M]; −1 where no view sees it.</param>
public sealed record PartVolume(Tensor Points, Tensor Votes, Tensor Probability) : TensorRecord
{
    /// <summary>Half the side of the cube that the lattice fills, world units.</summary>
    public const double Reach = 0.4;

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Points, Votes, Probability];

    /// <summary>Centres of cells of a cube around the origin; z slowest, x fastest.</summary>
    /// <param name="cells">Cells a side, G.</param>
    /// <param name="reach">Half the side of the cube.</param>
    /// <returns>[G³, 3]</returns>
    public static Tensor Lattice(int cells, double reach = Reach)
    {
        using var scope = NewDisposeScope();
        var centres = ((arange(cells, ScalarType.Float64) + 0.5) / cells * 2 - 1) * reach; // [G]
        var z = centres.view(-1, 1, 1).expand(cells, cells, cells);
        var y = centres.view(1, -1, 1).expand(cells, cells, cells);
        var x = centres.view(1, 1, -1).expand(cells, cells, cells);
        return stack([x, y, z], 3).reshape(-1, 3).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Lets views vote.</summary>
    /// <param name="points">World coordinates, [M, 3].</param>
    /// <param name="cameras">V cameras.</param>
    /// <param name="depth">Distances along the unit rays, [V, 1, r, r].</param>
    /// <param name="opacity">[V, 1, r, r]; above ½ there is something to see.</param>
    /// <param name="mask">How much of each pixel is the part, [V, 1, r, r].</param>
    /// <param name="tolerance">A point is seen if it lies this near to the depth of its pixel, world units.</param>
    /// <param name="confidence">Weight of each pixel's vote, [V, 1, r, r]; 1 unless given.</param>
    public static PartVolume Vote(Tensor points, IReadOnlyList<Camera> cameras, Tensor depth, Tensor opacity, Tensor mask, double tolerance, Tensor? confidence = null)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        var count = Shape.Check(points, "M I", [("I", 3)])[0];
        var s = Shape.Check(depth, "V I r r", [("V", cameras.Count), ("I", 1)]);
        Shape.Check(opacity, "V I r r", [("V", s[0]), ("I", 1), ("r", s[2])]);
        Shape.Check(mask, "V I r r", [("V", s[0]), ("I", 1), ("r", s[2])]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (votes, part) = (zeros(count, device: points.device), zeros(count, device: points.device));
        for (var view = 0; view < cameras.Count; view++)
        {
            using var step = NewDisposeScope();
            var (pixel, distance, inside) = Project(points, cameras[view], s[2]);
            Tensor At(Tensor maps) => maps[view].reshape(-1).index_select(0, pixel);
            var seen = inside.logical_and(At(opacity) > 0.5).logical_and((distance - At(depth)).abs() < tolerance);
            var vote = confidence is null ? seen.to(ScalarType.Float32) : seen.to(ScalarType.Float32) * At(confidence);
            votes.add_(vote);
            part.add_(vote * At(mask));
        }
        var known = votes > 0;
        var probability = where(known, part / votes.masked_fill(known.logical_not(), 1), full_like(votes, -1));
        return new PartVolume(points.alias(), votes, probability).MoveToOuterDisposeScope();
    }

    /// <summary>Gives unseen points that hold matter the majority of their nearest seen points.</summary>
    /// <param name="matter">Where there is matter, bool [M].</param>
    /// <param name="neighbours">How many neighbours count.</param>
    /// <returns>The same lattice; filled points have one vote.</returns>
    public PartVolume Extend(Tensor matter, int neighbours = 8)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var seen = (Votes > 0).nonzero().squeeze(1);
        var missing = matter.logical_and(Votes <= 0).nonzero().squeeze(1);
        var (votes, probability) = (Votes.clone(), Probability.clone());
        if (seen.numel() >= neighbours && LatticeNeighbours.SideOf(Points) is > 0 and var side)
            missing = FillOnLattice(side, missing, votes, probability, neighbours);
        const long Block = 1024;
        for (var first = 0L; first < missing.numel() && seen.numel() >= neighbours; first += Block)
        {
            using var step = NewDisposeScope();
            var index = missing.narrow(0, first, Math.Min(Block, missing.numel() - first));
            var distance = cdist(Points.index_select(0, index), Points.index_select(0, seen)); // [B, seen]
            var (_, near) = distance.topk(neighbours, 1, largest: false);
            var labels = Probability.index_select(0, seen).gt(0.5).to(ScalarType.Float32).index_select(0, near.reshape(-1)).view(-1, neighbours);
            probability.index_copy_(0, index, labels.mean([1]).gt(0.5).to(ScalarType.Float32));
            votes.index_fill_(0, index, 1);
        }
        return new PartVolume(Points.alias(), votes, probability).MoveToOuterDisposeScope();
    }

    // Settles what has neighbours within reach and returns the rest.
    private Tensor FillOnLattice(int side, Tensor missing, Tensor votes, Tensor probability, int neighbours)
    {
        var index = missing.cpu().data<long>().ToArray();
        var majority = LatticeNeighbours.Majority(side, (Votes > 0).cpu().data<bool>().ToArray(), (Probability > 0.5).cpu().data<bool>().ToArray(), index, neighbours);
        var settled = Enumerable.Range(0, index.Length).Where(i => majority[i] is not null).ToArray();
        if (settled.Length > 0)
        {
            var where = tensor(settled.Select(i => index[i]).ToArray(), device: missing.device);
            probability.index_copy_(0, where, tensor(settled.Select(i => majority[i] == true ? 1f : 0f).ToArray(), device: missing.device));
            votes.index_fill_(0, where, 1);
        }
        return tensor(Enumerable.Range(0, index.Length).Where(i => majority[i] is null).Select(i => index[i]).ToArray(), ScalarType.Int64, device: missing.device);
    }

    /// <summary>Spreads votes over the cells: M = Σ votes·probability·w / Σ votes·w, −1 where nothing reaches.</summary>
    /// <param name="layout">Where the cells lie.</param>
    /// <returns>[P, D, H, W]</returns>
    public Tensor ToCells(PlaneLayout layout)
    {
        using var scope = NewDisposeScope();
        var part = Votes * Probability.clamp(min: 0);
        var spread = SamplingAdjoint.Spread(stack([part, Votes], 1), Points, layout); // [P, 2, D, H, W]
        var (num, den) = (spread[.., 0], spread[.., 1]);
        var known = den > 1e-6 / layout.Axes.Count;
        return where(known, (num / den.masked_fill(known.logical_not(), 1)).clamp(0, 1), full_like(den, -1)).MoveToOuterDisposeScope();
    }

    /// <summary>Pixel of each point, its distance from the camera and whether it lies in the picture.</summary>
    internal static (Tensor Pixel, Tensor Distance, Tensor Inside) Project(Tensor points, Camera camera, long side)
    {
        using var scope = NewDisposeScope();
        var label = camera.ToTensor()[0].to(points.device);
        var pose = label[..16].view(4, 4);
        var k = camera.Intrinsics;
        var offset = points - pose[..3, 3]; // [M, 3]
        var local = offset.mm(pose[..3, ..3]); // Rᵀ(x − o) as rows
        var (x, y, z) = (local[.., 0], local[.., 1], local[.., 2]);
        var column = ((x * k.FocalX + y * k.Skew) / z + k.CentreX).mul(side).floor();
        var row = (y * k.FocalY / z + k.CentreY).mul(side).floor();
        var inside = (z > 0).logical_and(column >= 0).logical_and(column < side).logical_and(row >= 0).logical_and(row < side);
        var pixel = (row.nan_to_num(0).clamp(0, side - 1) * side + column.nan_to_num(0).clamp(0, side - 1)).to(ScalarType.Int64);
        return (pixel.MoveToOuterDisposeScope(), offset.norm(1, false, 2).MoveToOuterDisposeScope(), inside.MoveToOuterDisposeScope());
    }
}
