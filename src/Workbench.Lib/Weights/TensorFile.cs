namespace Workbench.Weights;

/// <summary>An open safetensors file: validated header, values read on demand. Disposing closes the file.</summary>
public sealed class TensorFile : IDisposable
{
    private readonly ByteSource _source;

    internal TensorFile(ByteSource source, IReadOnlyDictionary<string, string> metadata, TensorTable entries)
    {
        _source = source;
        Metadata = metadata;
        Entries = entries;
    }

    /// <summary>The file.</summary>
    public string Path => _source.Path;

    /// <summary>Text that travels with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors by name, in the order of the header.</summary>
    public TensorTable Entries { get; }

    /// <summary>Reads one tensor; the caller's scope owns it.</summary>
    /// <exception cref="CheckpointFormatException">There is no tensor of this name.</exception>
    public Tensor Load(string name) => Entries.Load(name);

    /// <summary>Reads all tensors; the caller's scope owns them.</summary>
    public IReadOnlyDictionary<string, Tensor> LoadAll() => Entries.LoadAll();

    /// <summary>Closes the file; loaded tensors live on.</summary>
    public void Dispose() => _source.Dispose();
}
