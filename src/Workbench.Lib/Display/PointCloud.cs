using System.Numerics;
using Workbench.Ops;

namespace Workbench.Display;

/// <summary>Points of one kind in space.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">World units, y upwards, the face towards +z.</param>
/// <param name="Colour">Their colour.</param>
public sealed record PointCloud(string Name, IReadOnlyList<Vector3> Points, Colour Colour)
{
    // More would make pages slow without showing more.
    private const int MostPoints = 15_000;

    /// <summary>Takes points from a tensor, evenly thinned to at most 15,000.</summary>
    /// <param name="name">Its name in the legend.</param>
    /// <param name="points">World units, [M, 3].</param>
    /// <param name="chosen">Which of them, booleans [M]; null takes all.</param>
    /// <param name="colour">Their colour.</param>
    public static PointCloud Of(string name, Tensor points, Tensor? chosen, Colour colour)
    {
        Shape.Check(points, "M I", [("I", 3)]);
        using var scope = NewDisposeScope();
        var kept = chosen is null ? points.alias() : points.index_select(0, chosen.to(points.device).nonzero().flatten());
        var stride = Math.Max(1, (kept.shape[0] + MostPoints - 1) / MostPoints);
        var numbers = kept.slice(0, 0, kept.shape[0], stride).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return new(name, [.. numbers.Chunk(3).Select(p => new Vector3(p[0], p[1], p[2]))], colour);
    }
}
