namespace Workbench.Geometry;

/// <summary>Which triangles a cube holds for each of the 256 patterns of inside and outside corners, derived from the rule below and not from a printed table.</summary>
/// <remarks>
/// Corner c lies at (c &amp; 1, c >> 1 &amp; 1, c >> 2 &amp; 1). Edge e = 4·axis + (index of its lower corner among the four with coordinate 0 on that axis).
/// On every face the surface runs once around each connected run of inside corners, so that two inside corners on a diagonal are parted. This depends on the face alone:
/// neighbouring cubes agree, and meshes are closed whatever the field (Lorensen and Cline 1987 with the ambiguity resolved on the face).
/// The face curves join into loops, and loops are cut into triangles so that no cut lies in a face, where the neighbour might cut likewise.
/// </remarks>
internal static class MarchingCubesTable
{
    internal const int Edges = 12;

    /// <summary>For every pattern (bit c: corner c is inside) the edges of its triangles, three each, counter-clockwise seen from outside.</summary>
    internal static byte[][] Triangles { get; } = [.. Enumerable.Range(0, 256).Select(Build)];

    /// <summary>The edge between two corners that differ on one axis.</summary>
    internal static int Edge(int a, int b)
    {
        var axis = int.TrailingZeroCount(a ^ b);
        var low = a & b;
        // Drop the axis' bit: the two others number the four parallel edges.
        return 4 * axis + ((low & ((1 << axis) - 1)) | (low >> (axis + 1) << axis));
    }

    /// <summary>The loops of a pattern, as edges, counter-clockwise seen from outside.</summary>
    internal static List<List<int>> Loops(int pattern)
    {
        var next = new Dictionary<int, int>();
        for (var axis = 0; axis < 3; axis++)
            for (var side = 0; side < 2; side++)
            {
                var corners = Face(axis, side);
                for (var k = 0; k < 4; k++)
                {
                    // A run of inside corners begins at k: the curve goes from the edge before the run to the edge after it.
                    if (Inside(corners[k]) && !Inside(corners[(k + 3) % 4]))
                    {
                        var end = k;
                        while (Inside(corners[(end + 1) % 4]))
                            end++;
                        next.Add(Edge(corners[(k + 3) % 4], corners[k]), Edge(corners[end % 4], corners[(end + 1) % 4]));
                    }
                }
            }
        var loops = new List<List<int>>();
        while (next.Count > 0)
        {
            var loop = new List<int>();
            var edge = next.Keys.Min();
            while (next.Remove(edge, out var following))
            {
                loop.Add(edge);
                edge = following;
            }
            loops.Add(loop);
        }
        return loops;

        bool Inside(int corner) => (pattern >> corner & 1) != 0;
    }

    /// <summary>True when two edges bound a common face.</summary>
    internal static bool ShareFace(int a, int b)
    {
        for (var axis = 0; axis < 3; axis++)
            for (var side = 0; side < 2; side++)
                if (OnFace(a, axis, side) && OnFace(b, axis, side))
                    return true;
        return false;
    }

    private static bool OnFace(int edge, int axis, int side)
    {
        var corners = Face(axis, side);
        for (var k = 0; k < 4; k++)
            if (Edge(corners[k], corners[(k + 1) % 4]) == edge)
                return true;
        return false;
    }

    /// <summary>The corners of a face, counter-clockwise seen from outside the cube.</summary>
    private static int[] Face(int axis, int side)
    {
        var u = 1 << (axis + 1) % 3;
        var v = 1 << (axis + 2) % 3;
        var origin = side << axis;
        return side == 1
            ? [origin, origin | u, origin | u | v, origin | v]
            : [origin, origin | v, origin | u | v, origin | u];
    }

    private static byte[] Build(int pattern)
    {
        var triangles = new List<byte>();
        foreach (var loop in Loops(pattern))
            Cut(loop, triangles);
        return [.. triangles];
    }

    /// <summary>The triangulation of a loop with the fewest cuts that lie in a face, by dynamic programming over its sub-polygons.</summary>
    private static void Cut(List<int> loop, List<byte> triangles)
    {
        var count = loop.Count;
        var cost = new int[count, count];
        var apex = new int[count, count];
        for (var span = 2; span < count; span++)
            for (var first = 0; first + span < count; first++)
            {
                var last = first + span;
                cost[first, last] = int.MaxValue;
                for (var middle = first + 1; middle < last; middle++)
                {
                    var total = cost[first, middle] + cost[middle, last] + Bad(first, middle) + Bad(middle, last);
                    if (total < cost[first, last])
                        (cost[first, last], apex[first, last]) = (total, middle);
                }
            }
        Emit(0, count - 1);

        int Bad(int a, int b) => b - a > 1 && b - a < count - 1 && ShareFace(loop[a], loop[b]) ? 1 : 0;

        void Emit(int first, int last)
        {
            if (last - first < 2)
                return;
            var middle = apex[first, last];
            Emit(first, middle);
            triangles.AddRange([(byte)loop[first], (byte)loop[middle], (byte)loop[last]]);
            Emit(middle, last);
        }
    }
}
