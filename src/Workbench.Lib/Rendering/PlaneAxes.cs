using System.Text.Json.Serialization;

namespace Workbench.Rendering;

/// <summary>Which world axis each plane reads along its width, height and depth.</summary>
/// <remarks>
/// PanoHead and EG3D agree on the first two planes and differ in the third: PanoHead samples (y, z, x), EG3D (z, x, y).
/// A projection is a permutation of (x, y, z), written as three axis indices a plane.
/// </remarks>
[JsonConverter(typeof(PlaneAxesJson))]
public sealed class PlaneAxes : IEquatable<PlaneAxes>
{
    private readonly int[] _axes; // [P, 3]

    private PlaneAxes(int[] axes) => _axes = axes;

    /// <summary>PanoHead's planes: (x,y,z), (x,z,y), (y,z,x).</summary>
    public static PlaneAxes PanoHead { get; } = new([0, 1, 2, 0, 2, 1, 1, 2, 0]);

    /// <summary>EG3D's planes: (x,y,z), (x,z,y), (z,x,y).</summary>
    public static PlaneAxes Eg3d { get; } = new([0, 1, 2, 0, 2, 1, 2, 0, 1]);

    /// <summary>The axes by which planes are read. EG3D's planes have no depth: of one slice, they are read in their middle; PanoHead's fade with the distance from the plane.</summary>
    /// <param name="slices">Slices a plane.</param>
    /// <returns>Indices into (x, y, z, 0), [P·3].</returns>
    internal int[] ReadingOrder(long slices) => [.. _axes.Select((axis, i) => slices == 1 && i % 3 == 2 && Equals(Eg3d) ? 3 : axis)];

    /// <summary>Number of planes.</summary>
    public int Count => _axes.Length / 3;

    /// <summary>The world axes (0 x, 1 y, 2 z) that a plane reads along (width, height, depth).</summary>
    public (int Width, int Height, int Depth) this[int plane] => (_axes[3 * plane], _axes[3 * plane + 1], _axes[3 * plane + 2]);

    /// <summary>All indices, plane after plane, [P·3].</summary>
    public ReadOnlySpan<int> Indices => _axes;

    /// <summary>Reads planes given as one basis matrix each; a row vector times the inverse of the matrix gives (width, height, depth).</summary>
    /// <param name="matrices">[P, 3, 3], each a permutation matrix.</param>
    /// <exception cref="ArgumentException">A matrix is no permutation.</exception>
    public static PlaneAxes FromMatrices(Tensor matrices)
    {
        var planes = Ops.Shape.Check(matrices, "P I J", [("I", 3), ("J", 3)])[0];
        using var scope = NewDisposeScope();
        var values = matrices.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var axes = new int[planes * 3];
        for (var plane = 0; plane < planes; plane++)
            for (var output = 0; output < 3; output++)
            {
                // The inverse of a permutation is its transpose: output column j of the inverse is row j of the matrix.
                var row = values.AsSpan(plane * 9 + output * 3, 3);
                var axis = row.IndexOf(1f);
                if (axis < 0 || row[(axis + 1) % 3] != 0 || row[(axis + 2) % 3] != 0)
                    throw new ArgumentException($"matrices: plane {plane} is not a permutation of the axes. Only axis-aligned planes are supported.", nameof(matrices));
                axes[plane * 3 + output] = axis;
            }
        return new PlaneAxes(axes);
    }

    /// <summary>Reads the text form, as in <c>xyz xzy yzx</c>.</summary>
    /// <exception cref="FormatException">A word is no permutation of x, y, z.</exception>
    public static PlaneAxes Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
            if (!word.Order().SequenceEqual("xyz"))
                throw new FormatException($"Plane axes '{word}' are no permutation of x, y, z; PanoHead's planes read '{PanoHead}'.");
        return new PlaneAxes([.. string.Concat(words).Select(c => c - 'x')]);
    }

    /// <summary>The text form, as in <c>xyz xzy yzx</c>.</summary>
    public override string ToString() => string.Join(' ', _axes.Chunk(3).Select(axes => string.Concat(axes.Select(a => (char)('x' + a)))));

    /// <inheritdoc/>
    public bool Equals(PlaneAxes? other) => other is not null && _axes.AsSpan().SequenceEqual(other._axes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PlaneAxes);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
