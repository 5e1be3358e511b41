namespace Workbench.Ops;

/// <summary>The memory behind CPU tensors, for kernels of our own.</summary>
internal static class TensorMemory
{
    /// <summary>Address of the first element; null for a tensor without elements. Valid while the tensor lives; the memory never moves.</summary>
    /// <param name="tensor">A contiguous float32 tensor on the CPU, of any size.</param>
    public static unsafe float* Floats(Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
            throw new ArgumentException($"tensor: kernels read contiguous float32 tensors on the CPU, got {tensor.dtype} on {tensor.device_type}.", nameof(tensor));
        if (tensor.numel() == 0)
            return null;
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1); // spans are limited to 2 GB, addresses are not
        fixed (byte* address = first.bytes)
            return (float*)address;
    }
}
