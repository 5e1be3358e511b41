using System.Numerics;
using System.Runtime.InteropServices;

namespace Workbench.Geometry;

/// <summary>Turns a sampled field into the triangle mesh of one of its level sets (Lorensen and Cline 1987).</summary>
/// <remarks>
/// Inside is where the field exceeds the level. Vertices lie at the linear crossings of grid edges and are shared by all triangles around them; triangles are counter-clockwise seen from outside;
/// normals are the negative gradient. Surfaces are closed wherever they do not leave the volume: give it a border to close them all.
/// Reads every slice once and keeps four of them: memory is 9 slices plus the mesh, time is linear in the number of values.
/// </remarks>
public static class MarchingCubes
{
    /// <summary>Extracts a level set in voxel units: the sample (x, y, z) lies at (x, y, z).</summary>
    /// <param name="volume">The field.</param>
    /// <param name="level">The official tools take 10 on raw densities.</param>
    /// <param name="cancellation">Stops between slices.</param>
    /// <returns>A mesh; empty, with a note that says why, when no grid edge crosses the level.</returns>
    /// <exception cref="InvalidDataException">A value is not finite; the message names its place.</exception>
    public static Mesh Extract(ScalarVolume volume, float level, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (!float.IsFinite(level))
            throw new ArgumentOutOfRangeException(nameof(level), level, "The level must be a finite number.");
        return new Pass(volume, level).Run(cancellation);
    }

    private sealed class Pass(ScalarVolume volume, float level)
    {
        private const int Window = 4;

        private readonly int _sizeX = volume.SizeX;
        private readonly int _sizeY = volume.SizeY;
        private readonly int _sizeZ = volume.SizeZ;
        private readonly float[][] _slices = [.. Enumerable.Range(0, Window).Select(_ => new float[volume.SliceLength])];

        // Vertex numbers on the edges along x (between this slice and the next), y and z (in this slice, in the next); valid only where the edge crosses.
        private readonly int[] _alongX = new int[volume.SliceLength];
        private int[] _alongY = new int[volume.SliceLength];
        private int[] _alongZ = new int[volume.SliceLength];
        private int[] _nextY = new int[volume.SliceLength];
        private int[] _nextZ = new int[volume.SliceLength];

        private readonly List<Vector3> _vertices = [];
        private readonly List<Vector3> _normals = [];
        private readonly List<int> _triangles = [];
        private float _smallest = float.PositiveInfinity;
        private float _largest = float.NegativeInfinity;

        internal Mesh Run(CancellationToken cancellation)
        {
            Load(0);
            Load(1);
            for (var x = 0; x < _sizeX; x++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (x + 2 < _sizeX)
                    Load(x + 2);
                // The crossings of slice 0 are new; those of every other slice were found as the far side of the layer before.
                if (x == 0)
                    CrossSlice(0, _alongY, _alongZ);
                if (x + 1 == _sizeX)
                    break;
                CrossSlice(x + 1, _nextY, _nextZ);
                CrossLayer(x);
                Connect(x);
                (_alongY, _nextY) = (_nextY, _alongY);
                (_alongZ, _nextZ) = (_nextZ, _alongZ);
            }
            var mesh = new Mesh(CollectionsMarshal.AsSpan(_vertices), CollectionsMarshal.AsSpan(_normals), CollectionsMarshal.AsSpan(_triangles));
            return mesh.TriangleCount > 0 ? mesh : mesh with
            {
                Note = string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"The surface is empty: all values ({_smallest:g4}…{_largest:g4}) lie {(_largest > level ? "above" : "at or below")} the level {level:g4}. ")
                    + (_largest > level ? "Raise the level, or give the volume a border." : "Lower the level."),
            };
        }

        private float[] Slice(int x) => _slices[x % Window];

        private void Load(int x)
        {
            var slice = Slice(x);
            volume.ReadSlice(x, slice);
            for (var i = 0; i < slice.Length; i++)
            {
                if (!float.IsFinite(slice[i]))
                    throw new InvalidDataException($"The field is {slice[i]} at sample ({x}, {i / _sizeZ}, {i % _sizeZ}): a surface needs finite values everywhere.");
                _smallest = Math.Min(_smallest, slice[i]);
                _largest = Math.Max(_largest, slice[i]);
            }
        }

        private void CrossSlice(int x, int[] alongY, int[] alongZ)
        {
            unchecked
            {
                var slice = Slice(x);
                for (var y = 0; y < _sizeY; y++)
                    for (var z = 0; z < _sizeZ; z++)
                    {
                        var i = y * _sizeZ + z;
                        var inside = slice[i] > level;
                        if (z + 1 < _sizeZ && slice[i + 1] > level != inside)
                            alongZ[i] = Cross(x, y, z, 2, slice[i], slice[i + 1]);
                        if (y + 1 < _sizeY && slice[i + _sizeZ] > level != inside)
                            alongY[i] = Cross(x, y, z, 1, slice[i], slice[i + _sizeZ]);
                    }
            }
        }

        private void CrossLayer(int x)
        {
            unchecked
            {
                var near = Slice(x);
                var far = Slice(x + 1);
                for (var i = 0; i < near.Length; i++)
                    if (near[i] > level != far[i] > level)
                        _alongX[i] = Cross(x, i / _sizeZ, i % _sizeZ, 0, near[i], far[i]);
            }
        }

        /// <summary>Adds the vertex where the field takes the level between two neighbours.</summary>
        private int Cross(int x, int y, int z, int axis, float from, float to)
        {
            var share = (float)(((double)level - from) / ((double)to - from));
            var step = axis switch { 0 => Vector3.UnitX, 1 => Vector3.UnitY, _ => Vector3.UnitZ };
            _vertices.Add(new Vector3(x, y, z) + share * step);
            var (dx, dy, dz) = axis switch { 0 => (1, 0, 0), 1 => (0, 1, 0), _ => (0, 0, 1) };
            var down = -Vector3.Lerp(Gradient(x, y, z), Gradient(x + dx, y + dy, z + dz), share);
            var length = down.Length();
            // Where the gradient vanishes (a symmetric ridge), the edge itself tells which way is out.
            _normals.Add(length > 1e-20f && float.IsFinite(length) ? down / length : from > to ? step : -step);
            return _vertices.Count - 1;
        }

        /// <summary>Central differences, one-sided at the ends.</summary>
        private Vector3 Gradient(int x, int y, int z)
        {
            var (x0, x1) = (Math.Max(x - 1, 0), Math.Min(x + 1, _sizeX - 1));
            var (y0, y1) = (Math.Max(y - 1, 0), Math.Min(y + 1, _sizeY - 1));
            var (z0, z1) = (Math.Max(z - 1, 0), Math.Min(z + 1, _sizeZ - 1));
            var slice = Slice(x);
            var i = y * _sizeZ + z;
            return new Vector3(
                (Slice(x1)[i] - Slice(x0)[i]) / (x1 - x0),
                (slice[y1 * _sizeZ + z] - slice[y0 * _sizeZ + z]) / (y1 - y0),
                (slice[y * _sizeZ + z1] - slice[y * _sizeZ + z0]) / (z1 - z0));
        }

        private void Connect(int x)
        {
            unchecked
            {
                var near = Slice(x);
                var far = Slice(x + 1);
                for (var y = 0; y + 1 < _sizeY; y++)
                {
                    var row = y * _sizeZ;
                    var column = Column(row);
                    for (var z = 0; z + 1 < _sizeZ; z++)
                    {
                        var following = Column(row + z + 1);
                        var pattern = column | following << 4;
                        column = following;
                        if (pattern is not (0 or 255))
                            foreach (var edge in MarchingCubesTable.Triangles[pattern])
                                _triangles.Add(Vertex(edge, row + z));
                    }
                }

                // Corners 0…3 of the cube: x is bit 0, y is bit 1.
                int Column(int i) =>
                    (near[i] > level ? 1 : 0) | (far[i] > level ? 2 : 0) | (near[i + _sizeZ] > level ? 4 : 0) | (far[i + _sizeZ] > level ? 8 : 0);
            }
        }

        /// <summary>The vertex on an edge of the cube whose lowest corner is sample i of the near slice.</summary>
        private int Vertex(int edge, int i) => edge switch
        {
            0 => _alongX[i],
            1 => _alongX[i + _sizeZ],
            2 => _alongX[i + 1],
            3 => _alongX[i + _sizeZ + 1],
            4 => _alongY[i],
            5 => _nextY[i],
            6 => _alongY[i + 1],
            7 => _nextY[i + 1],
            8 => _alongZ[i],
            9 => _nextZ[i],
            10 => _alongZ[i + _sizeZ],
            _ => _nextZ[i + _sizeZ],
        };
    }
}
