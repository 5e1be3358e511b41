using System.Numerics;
using Workbench.Cameras;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Metrics;

/// <summary>What cameras truly see of a procedural head, cell by cell of a tri-grid and place by place in its box.</summary>
/// <remarks>
/// Seen is the complement of the paper's Eq. 3: surface that a camera shows, found by tracing rays eight times as dense as the cells.
/// A cell of a plane is seen when such a point is read from it, with any weight of the renderer's interpolation; else hidden when it is read at surface within a picture, outside when at surface beyond all pictures, and empty when at no surface.
/// A place of the box is seen when its cube holds such a point; else it is classed by its middle: outside all pictures, hidden by the head or inside it, or empty.
/// </remarks>
/// <param name="Cells"><see cref="VisibilityClass"/> of every cell, bytes, [P, D, H, W].</param>
/// <param name="Places"><see cref="VisibilityClass"/> of a cubic lattice over the box, index order x, y, z, bytes, [R, R, R].</param>
/// <param name="Points">Seen surface, world units, [M, 3], float32.</param>
/// <param name="Layout">Where the cells lie.</param>
public sealed record TrueVisibility(Tensor Cells, Tensor Places, Tensor Points, PlaneLayout Layout) : TensorRecord
{
    private const int RaysPerCell = 8;
    private const int SurfacePointsPerCell = 30;
    private const int MostSurfacePoints = 1_000_000;

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Cells, Places, Points];

    /// <summary>Traces what cameras see. Costs about (8H)² rays a camera, 90 HW for the rest of the surface and R³ a camera for the places.</summary>
    /// <param name="head">The head, without what only photographs show.</param>
    /// <param name="cameras">What any of them sees is seen.</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="lattice">R: places a side, 8…256.</param>
    public static TrueVisibility Of(HeadSpec head, IReadOnlyList<Camera> cameras, PlaneLayout layout, int lattice = 64)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(cameras);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfZero(cameras.Count, nameof(cameras));
        if (lattice is < 8 or > 256)
            throw new ArgumentOutOfRangeException(nameof(lattice), lattice, "The box is divided into 8…256 places a side.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var seen = SeenSurface(head, cameras, Math.Clamp(RaysPerCell * Math.Max(layout.Height, layout.Width), 128, 2048)); // [M, 3]
        var surface = HeadRenderer.SurfacePoints(head, Math.Min(MostSurfacePoints, SurfacePointsPerCell * layout.Height * layout.Width)).Points;
        var framed = Framed(surface, cameras);
        var cells = full([layout.Axes.Count, layout.Depth, layout.Height, layout.Width], (long)VisibilityClass.Empty, ScalarType.Byte);
        Mark(cells, layout, surface, VisibilityClass.Outside);
        Mark(cells, layout, surface.index_select(0, framed.nonzero().flatten()), VisibilityClass.Hidden);
        Mark(cells, layout, seen, VisibilityClass.Seen);
        return new TrueVisibility(cells, Lattice(head, cameras, seen, layout.BoxSize, lattice), seen, layout).MoveToOuterDisposeScope();
    }

    private static Tensor SeenSurface(HeadSpec head, IReadOnlyList<Camera> cameras, int side)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var camera in cameras)
        {
            using var step = NewDisposeScope();
            var view = HeadRenderer.Render(head, camera, side, supersampling: 0);
            var points = SeenPoints.Unproject(camera.ToTensor(), view.Depth, view.Depth.gt(0).to(ScalarType.Float32));
            parts.Add(points.Points[0].index_select(0, points.Kept[0].nonzero().flatten()).to(ScalarType.Float32).MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    // Which points lie within a picture, [M] booleans.
    private static Tensor Framed(Tensor points, IReadOnlyList<Camera> cameras)
    {
        var numbers = points.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        var inside = new bool[numbers.Length / 3];
        for (var i = 0; i < inside.Length; i++)
            foreach (var camera in cameras)
                if (camera.Project(new Vector3(numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2])).IsVisible)
                {
                    inside[i] = true;
                    break;
                }
        return tensor(inside, [inside.Length]);
    }

    // Writes a class into every cell that points are read from.
    private static void Mark(Tensor cells, PlaneLayout layout, Tensor points, VisibilityClass value)
    {
        using var scope = NewDisposeScope();
        if (points.shape[0] == 0)
            return;
        var where = TriGridSampler.Project(points.unsqueeze(0).to(ScalarType.Float64) * (2 / layout.BoxSize), layout.Axes)[0]; // [P, M, 3]
        int[] sizes = [layout.Width, layout.Height, layout.Depth];
        var place = Enumerable.Range(0, 3).Select(axis => ((where.select(2, axis) + 1) * sizes[axis] - 1) / 2).ToArray(); // −½ … size − ½, [P, M]
        var first = place.Select(p => p.floor()).ToArray();
        var flat = cells.view(layout.Axes.Count, -1); // [P, D·H·W]
        for (var corner = 0; corner < 8; corner++)
        {
            using var step = NewDisposeScope();
            var index = new Tensor[3];
            var read = ones_like(place[0], ScalarType.Bool);
            for (var axis = 0; axis < 3; axis++)
            {
                var upper = (corner >> axis) & 1;
                var cell = first[axis] + upper;
                var weight = upper == 1 ? place[axis] - first[axis] : 1 - (place[axis] - first[axis]);
                read = read.logical_and(cell.ge(0)).logical_and(cell.lt(sizes[axis])).logical_and(weight.gt(0));
                index[axis] = cell.clamp(0, sizes[axis] - 1).to(ScalarType.Int64);
            }
            var number = (index[2] * layout.Height + index[1]) * layout.Width + index[0]; // [P, M]
            for (var plane = 0; plane < layout.Axes.Count; plane++)
                flat[plane].index_fill_(0, number[plane].index_select(0, read[plane].nonzero().flatten()), (double)value);
        }
    }

    private static Tensor Lattice(HeadSpec head, IReadOnlyList<Camera> cameras, Tensor seen, double box, int side)
    {
        using var scope = NewDisposeScope();
        var centres = LatticePoints(box, side);
        var framed = zeros([centres.shape[0]], ScalarType.Bool);
        var open = zeros([centres.shape[0]], ScalarType.Bool);
        foreach (var camera in cameras)
        {
            var inside = Framed(centres, [camera]);
            framed = framed.logical_or(inside);
            open = open.logical_or(HeadRenderer.Visible(head, centres, camera).logical_and(inside));
        }
        var places = full_like(framed, (long)VisibilityClass.Outside, ScalarType.Byte).masked_fill(framed, (double)VisibilityClass.Hidden).masked_fill(open, (double)VisibilityClass.Empty);
        var cell = ((seen / box + 0.5) * side).floor().to(ScalarType.Int64); // [M, 3]
        var within = cell.ge(0).logical_and(cell.lt(side)).all(1);
        var number = ((cell.select(1, 0) * side + cell.select(1, 1)) * side + cell.select(1, 2)).index_select(0, within.nonzero().flatten());
        places.index_fill_(0, number, (double)VisibilityClass.Seen);
        return places.view(side, side, side).MoveToOuterDisposeScope();
    }

    /// <summary>Middles of the cubes of a lattice over a box about the origin, [R³, 3], x slowest.</summary>
    internal static Tensor LatticePoints(double box, int side)
    {
        using var scope = NewDisposeScope();
        var axis = ((arange(side, ScalarType.Float32) + 0.5) / side - 0.5) * box;
        var grid = meshgrid([axis, axis, axis], indexing: "ij").ToArray();
        return stack([.. grid.Select(part => part.reshape(-1))], 1).MoveToOuterDisposeScope();
    }
}
