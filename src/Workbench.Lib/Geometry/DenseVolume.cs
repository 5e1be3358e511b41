using Workbench.Ops;

namespace Workbench.Geometry;

/// <summary>A volume whose values lie in memory.</summary>
public sealed class DenseVolume : ScalarVolume
{
    private readonly float[] _values;

    /// <summary>Takes the values without copying them.</summary>
    /// <param name="values">[X, Y, Z], row-major.</param>
    /// <param name="sizeX">X, at least 2.</param>
    /// <param name="sizeY">Y, at least 2.</param>
    /// <param name="sizeZ">Z, at least 2.</param>
    /// <exception cref="ArgumentException">The number of values is another one.</exception>
    public DenseVolume(float[] values, int sizeX, int sizeY, int sizeZ)
        : base(sizeX, sizeY, sizeZ)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.LongLength != (long)sizeX * sizeY * sizeZ)
            throw new ArgumentException($"values: expected {sizeX} × {sizeY} × {sizeZ} numbers, got {values.Length}.", nameof(values));
        _values = values;
    }

    /// <summary>All values, [X, Y, Z], row-major.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>One value.</summary>
    public float this[int x, int y, int z] => _values[(x * SizeY + y) * SizeZ + z];

    /// <summary>Copies a tensor.</summary>
    /// <param name="values">[X, Y, Z], any dtype and device.</param>
    public static DenseVolume FromTensor(Tensor values)
    {
        var sizes = Shape.Check(values, "X Y Z");
        using var scope = NewDisposeScope();
        var numbers = values.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return new DenseVolume(numbers, (int)sizes[0], (int)sizes[1], (int)sizes[2]);
    }

    /// <summary>A copy as a tensor, [X, Y, Z], float32 on the CPU.</summary>
    public Tensor ToTensor() => tensor(_values, [SizeX, SizeY, SizeZ]);

    /// <inheritdoc/>
    public override void ReadSlice(int x, Span<float> slice) => _values.AsSpan(x * SliceLength, SliceLength).CopyTo(slice);

    internal static float[] Allocate(int sizeX, int sizeY, int sizeZ)
    {
        var count = (long)sizeX * sizeY * sizeZ;
        return count <= Array.MaxLength
            ? new float[count]
            : throw new InvalidOperationException($"A volume of {sizeX} × {sizeY} × {sizeZ} values does not fit one array; read it slice by slice.");
    }
}
