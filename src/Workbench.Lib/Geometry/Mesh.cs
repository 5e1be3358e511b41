using System.Numerics;

namespace Workbench.Geometry;

/// <summary>A triangle mesh with a normal and perhaps a colour at every vertex. It does not change; every operation gives a new one.</summary>
[Ops.TypeFormatterSource]
public sealed record Mesh
{
    private readonly Vector3[] _vertices;
    private readonly Vector3[] _normals;
    private readonly int[] _triangles;
    private readonly Vector3[]? _colours;

    /// <summary>Copies vertices and triangles.</summary>
    /// <param name="vertices">Positions.</param>
    /// <param name="normals">Unit vectors, one a vertex; empty for none.</param>
    /// <param name="triangles">Three vertex numbers a triangle, counter-clockwise seen from outside.</param>
    /// <param name="colours">Display (sRGB) red, green, blue in 0…1, one a vertex; empty for none.</param>
    /// <exception cref="ArgumentException">Counts do not fit or a vertex number is out of range.</exception>
    public Mesh(ReadOnlySpan<Vector3> vertices, ReadOnlySpan<Vector3> normals, ReadOnlySpan<int> triangles, ReadOnlySpan<Vector3> colours = default)
    {
        if (normals.Length != 0 && normals.Length != vertices.Length)
            throw new ArgumentException($"normals: expected one for each of {vertices.Length} vertices or none, got {normals.Length}.", nameof(normals));
        if (colours.Length != 0 && colours.Length != vertices.Length)
            throw new ArgumentException($"colours: expected one for each of {vertices.Length} vertices or none, got {colours.Length}.", nameof(colours));
        if (triangles.Length % 3 != 0)
            throw new ArgumentException($"triangles: {triangles.Length} vertex numbers do not make whole triangles.", nameof(triangles));
        foreach (var index in triangles)
            if (index < 0 || index >= vertices.Length)
                throw new ArgumentException($"triangles: vertex number {index} with {vertices.Length} vertices.", nameof(triangles));
        _vertices = vertices.ToArray();
        _normals = normals.ToArray();
        _triangles = triangles.ToArray();
        _colours = colours.Length == 0 ? null : colours.ToArray();
    }

    /// <summary>Positions.</summary>
    public ReadOnlySpan<Vector3> Vertices => _vertices;

    /// <summary>Unit vectors pointing outwards, one a vertex, or none.</summary>
    public ReadOnlySpan<Vector3> Normals => _normals;

    /// <summary>Three vertex numbers a triangle, counter-clockwise seen from outside.</summary>
    public ReadOnlySpan<int> Triangles => _triangles;

    /// <summary>Display (sRGB) red, green, blue in 0…1, one a vertex, or none.</summary>
    public ReadOnlySpan<Vector3> Colours => _colours;

    /// <summary>Number of triangles.</summary>
    public int TriangleCount => _triangles.Length / 3;

    /// <summary>What a reader should know of how the mesh came about, such as why it is empty; usually null.</summary>
    public string? Note { get; init; }

    /// <summary>The smallest box around the vertices; zero for an empty mesh.</summary>
    public (Vector3 Min, Vector3 Max) Bounds
    {
        get
        {
            if (_vertices.Length == 0)
                return default;
            var (min, max) = (_vertices[0], _vertices[0]);
            foreach (var vertex in _vertices)
                (min, max) = (Vector3.Min(min, vertex), Vector3.Max(max, vertex));
            return (min, max);
        }
    }

    /// <summary>Sum of the triangles' areas.</summary>
    public double Area => Sum((a, b, c) => Cross(b - a, c - a).Length() / 2);

    /// <summary>Enclosed volume; positive when the triangles are counter-clockwise seen from outside. Meaningful for closed meshes.</summary>
    public double Volume
    {
        get
        {
            var centre = new Double3(Bounds.Min) + new Double3(Bounds.Max);
            centre = new Double3(centre.X / 2, centre.Y / 2, centre.Z / 2);
            return Sum((a, b, c) => Dot(a - centre, Cross(b - centre, c - centre)) / 6);
        }
    }

    /// <summary>Vertices − edges + triangles, of the vertices that a triangle uses: 2 for every closed surface like a sphere, 0 for a ring.</summary>
    public int EulerCharacteristic
    {
        get
        {
            var edges = DirectedEdges(undirected: true);
            var distinct = edges.Length == 0 ? 0 : 1;
            for (var i = 1; i < edges.Length; i++)
                if (edges[i] != edges[i - 1])
                    distinct++;
            var used = new bool[_vertices.Length];
            foreach (var index in _triangles)
                used[index] = true;
            return used.Count(value => value) - distinct + TriangleCount;
        }
    }

    /// <summary>True when every edge belongs to exactly two triangles that run through it in opposite directions: no holes, no flaps, one consistent outside.</summary>
    public bool IsClosed
    {
        get
        {
            var edges = DirectedEdges(undirected: false);
            var reversed = edges.Select(edge => edge << 32 | (long)((ulong)edge >> 32)).ToArray();
            Array.Sort(reversed);
            for (var i = 1; i < edges.Length; i++)
                if (edges[i] == edges[i - 1])
                    return false;
            return edges.AsSpan().SequenceEqual(reversed);
        }
    }

    /// <summary>Maps the positions by an affine map and the normals by its inverse transpose; a map that mirrors also turns the triangles round, so that outside stays outside.</summary>
    /// <param name="map">Row-vector convention of System.Numerics: position · map.</param>
    /// <exception cref="ArgumentException">The map has no inverse.</exception>
    public Mesh Transform(Matrix4x4 map)
    {
        if (!Matrix4x4.Invert(map, out var inverse))
            throw new ArgumentException("map: the matrix has no inverse.", nameof(map));
        var turn = Matrix4x4.Transpose(inverse);
        var triangles = _triangles.AsSpan().ToArray();
        if (map.GetDeterminant() < 0)
            for (var i = 0; i < triangles.Length; i += 3)
                (triangles[i + 1], triangles[i + 2]) = (triangles[i + 2], triangles[i + 1]);
        return new Mesh(
            Array.ConvertAll(_vertices, vertex => Vector3.Transform(vertex, map)),
            Array.ConvertAll(_normals, normal => Vector3.Normalize(Vector3.TransformNormal(normal, turn))),
            triangles,
            _colours)
        { Note = Note };
    }

    /// <summary>The same mesh with a colour at every vertex.</summary>
    /// <param name="colours">Display (sRGB) red, green, blue in 0…1, one a vertex.</param>
    public Mesh WithColours(ReadOnlySpan<Vector3> colours) => new(_vertices, _normals, _triangles, colours) { Note = Note };

    /// <summary>The connected part with the most triangles; removes floating specks.</summary>
    public Mesh LargestComponent()
    {
        if (TriangleCount == 0)
            return this;
        var parent = new int[_vertices.Length];
        for (var i = 0; i < parent.Length; i++)
            parent[i] = i;
        for (var i = 0; i < _triangles.Length; i += 3)
        {
            parent[Root(_triangles[i])] = Root(_triangles[i + 1]);
            parent[Root(_triangles[i + 1])] = Root(_triangles[i + 2]);
        }
        var counts = new int[_vertices.Length];
        for (var i = 0; i < _triangles.Length; i += 3)
            counts[Root(_triangles[i])]++;
        var largest = Array.IndexOf(counts, counts.Max());
        var number = new int[_vertices.Length];
        var kept = new List<int>();
        for (var i = 0; i < _vertices.Length; i++)
            if (Root(i) == largest)
            {
                number[i] = kept.Count;
                kept.Add(i);
            }
        return new Mesh(
            Pick(_vertices),
            Pick(_normals),
            _triangles.Chunk(3).Where(corner => Root(corner[0]) == largest).SelectMany(corner => corner).Select(index => number[index]).ToArray(),
            Pick(_colours ?? []))
        { Note = Note };

        int Root(int vertex)
        {
            while (parent[vertex] != vertex)
                vertex = parent[vertex] = parent[parent[vertex]];
            return vertex;
        }

        Vector3[] Pick(Vector3[] values) => values.Length == 0 ? [] : [.. kept.Select(index => values[index])];
    }

    /// <summary>Counts in one line.</summary>
    public override string ToString() => $"Mesh of {_vertices.Length} vertices and {TriangleCount} triangles" + (_colours is null ? "" : " with colours") + (Note is null ? "" : ". " + Note);

    private long[] DirectedEdges(bool undirected)
    {
        var edges = new long[_triangles.Length];
        for (var i = 0; i < _triangles.Length; i++)
        {
            long from = _triangles[i];
            long to = _triangles[i % 3 == 2 ? i - 2 : i + 1];
            edges[i] = undirected && from > to ? to << 32 | from : from << 32 | to;
        }
        Array.Sort(edges);
        return edges;
    }

    private double Sum(Func<Double3, Double3, Double3, double> term)
    {
        var sum = 0.0;
        for (var i = 0; i < _triangles.Length; i += 3)
            sum += term(new(_vertices[_triangles[i]]), new(_vertices[_triangles[i + 1]]), new(_vertices[_triangles[i + 2]]));
        return sum;
    }

    private static double Dot(Double3 a, Double3 b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    private static Double3 Cross(Double3 a, Double3 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    /// <summary>Sums over millions of small triangles need double precision.</summary>
    private readonly record struct Double3(double X, double Y, double Z)
    {
        internal Double3(Vector3 v)
            : this(v.X, v.Y, v.Z)
        {
        }

        internal double Length() => Math.Sqrt(Dot(this, this));

        public static Double3 operator +(Double3 a, Double3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

        public static Double3 operator -(Double3 a, Double3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
    }
}
