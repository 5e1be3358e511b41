namespace Workbench.Editing;

/// <summary>The nearest points of some kind on a lattice, by a list of steps that grows outwards. Equally near points come in the order of z, y, x.</summary>
internal static class LatticeNeighbours
{
    private const int Reach = 20;

    private static readonly Lazy<(sbyte X, sbyte Y, sbyte Z)[]> s_steps = new(() =>
    [
        .. from z in Enumerable.Range(-Reach, 2 * Reach + 1)
           from y in Enumerable.Range(-Reach, 2 * Reach + 1)
           from x in Enumerable.Range(-Reach, 2 * Reach + 1)
           let square = x * x + y * y + z * z
           where square is > 0 and <= Reach * Reach
           orderby square, z, y, x
           select ((sbyte)x, (sbyte)y, (sbyte)z),
    ]);

    /// <summary>The side of the lattice that points fill, z slowest, x fastest; 0 if they do not.</summary>
    /// <param name="points">World coordinates, [M, 3].</param>
    public static int SideOf(Tensor points)
    {
        using var scope = NewDisposeScope();
        var side = (int)Math.Round(Math.Cbrt(points.shape[0]));
        if (side < 2 || (long)side * side * side != points.shape[0])
            return 0;
        var reach = points[^1, 0].ToDouble() / (1 - 1.0 / side);
        return reach > 0 && (PartVolume.Lattice(side, reach).to(points.device) - points).abs().max().ToDouble() < 1e-3 * reach / side ? side : 0;
    }

    /// <summary>Gives points the majority of their nearest neighbours.</summary>
    /// <param name="side">Side of the lattice, G.</param>
    /// <param name="seen">Whether a point may be a neighbour, [G³].</param>
    /// <param name="label">Whether it is labelled, [G³].</param>
    /// <param name="missing">The points to settle.</param>
    /// <param name="count">Neighbours that count.</param>
    /// <returns>Whether each has more labelled neighbours than not; null where fewer than <paramref name="count"/> are within reach.</returns>
    public static bool?[] Majority(int side, ReadOnlySpan<bool> seen, ReadOnlySpan<bool> label, ReadOnlySpan<long> missing, int count)
    {
        var steps = s_steps.Value;
        var result = new bool?[missing.Length];
        for (var i = 0; i < missing.Length; i++)
        {
            var at = (int)missing[i];
            var (x, y, z) = (at % side, at / side % side, at / side / side);
            var (found, labelled) = (0, 0);
            foreach (var (dx, dy, dz) in steps)
            {
                var (nx, ny, nz) = (x + dx, y + dy, z + dz);
                if (nx < 0 || ny < 0 || nz < 0 || nx >= side || ny >= side || nz >= side)
                    continue;
                var near = (nz * side + ny) * side + nx;
                if (!seen[near])
                    continue;
                if (label[near])
                    labelled++;
                if (++found == count)
                {
                    result[i] = 2 * labelled > count;
                    break;
                }
            }
        }
        return result;
    }
}
