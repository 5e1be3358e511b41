using System.Runtime.InteropServices;

namespace Workbench.Ops;

/// <summary>Zeroed native buffers aligned to cache lines, freed together.</summary>
internal sealed unsafe class NativeScratch : IDisposable
{
    private readonly List<nint> _buffers = [];

    /// <summary>A buffer of at least one element.</summary>
    public T* Allocate<T>(long count)
        where T : unmanaged
    {
        var bytes = (nuint)checked(Math.Max(count, 1) * sizeof(T));
        var buffer = NativeMemory.AlignedAlloc(bytes, 64);
        _buffers.Add((nint)buffer);
        NativeMemory.Clear(buffer, bytes);
        return (T*)buffer;
    }

    /// <summary>Frees every buffer.</summary>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            NativeMemory.AlignedFree((void*)buffer);
        _buffers.Clear();
    }
}
