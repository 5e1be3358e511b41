using System.Buffers.Binary;

namespace Workbench.Weights;

/// <summary>NumPy scalars and arrays inside pickles.</summary>
internal static class NumpyPickles
{
    /// <summary>The number that <c>scalar(dtype, bytes)</c> stands for, or null for types that are no plain numbers.</summary>
    public static object? Scalar(object?[] arguments, PickleSite site)
    {
        if (arguments is not [PickleObject dtype, PickleBytes bytes] || Code(dtype, site) is not { } code || ElementType.FromNumpy(code) is not { } type)
            return null;
        if (bytes.Region.Length != ElementType.Size(type))
            throw site.Error(CheckpointProblem.SizeMismatch, $"a NumPy {code} has {bytes.Region.Length} bytes");
        ReadOnlySpan<byte> raw = bytes.Region.ToArray("a NumPy scalar");
        return type switch
        {
            ScalarType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(raw),
            ScalarType.Float32 => (double)BinaryPrimitives.ReadSingleLittleEndian(raw),
            ScalarType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(raw),
            ScalarType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(raw),
            ScalarType.Int32 => (long)BinaryPrimitives.ReadInt32LittleEndian(raw),
            ScalarType.Int16 => (long)BinaryPrimitives.ReadInt16LittleEndian(raw),
            ScalarType.Int8 => (long)unchecked((sbyte)raw[0]),
            ScalarType.Byte => (long)raw[0],
            _ => raw[0] != 0,
        };
    }

    /// <summary>A pickled array as a tensor, or null when the object is something else.</summary>
    /// <remarks><c>_reconstruct(ndarray, (0,), b'b')</c>, then the state (version, shape, dtype, is column-major, bytes).</remarks>
    public static TensorEntry? Array(PickleObject instance, string name)
    {
        if (instance.Type.Name != "_reconstruct"
            || instance.State is not PickleTuple { Items: [_, PickleTuple sizes, PickleObject dtype, bool columnMajor, PickleBytes bytes] }
            || sizes.Items.Length > 64 || !sizes.Items.All(size => size is long))
            return null;
        var site = new PickleSite(bytes.Region, 0);
        if (Code(dtype, site) is not { } code || ElementType.FromNumpy(code) is not { } type)
            return null;
        var shape = sizes.Items.Select(size => (long)size!).ToArray();
        var elements = StridedView.Elements(shape) ?? throw site.Error(CheckpointProblem.InvalidShape, $"the array '{name}' has the shape [{string.Join(", ", shape)}]");
        if (elements * ElementType.Size(type) != bytes.Region.Length)
            throw site.Error(CheckpointProblem.SizeMismatch, $"the array '{name}' has {bytes.Region.Length} bytes, its shape [{string.Join(", ", shape)}] takes {elements * ElementType.Size(type)}");
        return new TensorEntry(bytes.Region, type, shape, columnMajor ? StridedView.ColumnMajor(shape) : null);
    }

    // dtype('f8', False, True) with the state (3, '<', None, …); '|' stands for types of one byte.
    private static string? Code(PickleObject dtype, PickleSite site)
    {
        if (dtype.Type.FullName != "numpy.dtype" || dtype.Arguments is not [string code, ..])
            return null;
        if (dtype.State is PickleTuple { Items: [_, ">", ..] })
            throw site.Error(CheckpointProblem.BigEndian, "a NumPy value has its most significant byte first; save it on a little-endian machine");
        return code;
    }
}
