namespace Workbench.Weights;

/// <summary>A tensor in a file: its type, its shape and where it lies; the values are read when they are asked for.</summary>
public sealed class TensorEntry
{
    private readonly ByteRegion _bytes;
    private readonly long[] _shape;
    private readonly long[]? _strides;

    /// <param name="bytes">From the first element of the view to the last one, both included.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="shape">Sizes, checked.</param>
    /// <param name="strides">Strides in elements, checked; null for row-major order.</param>
    internal TensorEntry(ByteRegion bytes, ScalarType dtype, long[] shape, long[]? strides = null)
    {
        _bytes = bytes;
        Dtype = dtype;
        _shape = shape;
        _strides = strides is not null && !StridedView.IsContiguous(shape, strides) ? strides : null;
    }

    /// <summary>Element type.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Sizes.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public long Elements => StridedView.Elements(_shape)!.Value;

    /// <summary>Bytes of the loaded tensor.</summary>
    public long Bytes => Elements * ElementType.Size(Dtype);

    /// <summary>Byte offset of the first element in the file.</summary>
    public long Offset => _bytes.Offset;

    /// <summary>Type and shape, like <c>F32 [512, 512]</c>.</summary>
    public override string ToString() => $"{ElementType.Name(Dtype)} [{string.Join(", ", _shape)}]";

    /// <summary>New memory for the stored elements, one-dimensional, not yet read.</summary>
    internal Tensor Allocate(string name)
    {
        CheckBudget(_bytes, Bytes, $"'{name}' ({this})");
        return empty(_bytes.Length / ElementType.Size(Dtype), dtype: Dtype, device: CPU);
    }

    /// <summary>Reads stored bytes.</summary>
    internal void Read(string name, long start, Span<byte> memory)
    {
        _bytes.Read(start, memory, name);
        if (Dtype == ScalarType.Bool && memory.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var bad)
            throw _bytes.Error(CheckpointProblem.InvalidBoolean, start + bad, $"'{name}' has a truth value of {memory[bad]}; only 0 and 1 exist, the file is damaged");
    }

    /// <summary>The tensor of the stored elements, contiguous in its own shape.</summary>
    internal Tensor Arrange(Tensor elements) => _strides is null ? elements.view(_shape) : elements.as_strided(_shape, _strides).contiguous();

    /// <summary>Refuses tensors that need much more memory than their file has bytes (expanded or many times shared views).</summary>
    internal static void CheckBudget(ByteRegion region, long bytes, string what)
    {
        const long slack = 16 << 20;
        if (bytes > slack && (bytes - slack) / 4 > region.Source.Length)
            throw region.Error(CheckpointProblem.Amplification, 0, $"{what} would take {bytes} bytes out of a file of {region.Source.Length}; such a file was made to exhaust memory");
    }

    internal ByteRegion Region => _bytes;
}
