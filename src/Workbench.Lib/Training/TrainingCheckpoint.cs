using System.Security.Cryptography;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>The file format of checkpoints: a safetensors file with the state, the header in its metadata, and its own SHA-256 in the last 32 bytes.</summary>
/// <remarks>The checksum covers every byte before it and is itself a tensor, so that any safetensors reader opens the file.</remarks>
internal static class TrainingCheckpoint
{
    private const string HeaderKey = "workbench.training";
    private const string TextPrefix = "state:";
    private const string ChecksumName = "checksum.sha256";
    private const int ChecksumBytes = SHA256.HashSizeInBytes;
    private const int BufferBytes = 1 << 20;

    /// <summary>Writes a state.</summary>
    /// <param name="stream">Where to; may be written once only, front to back.</param>
    /// <param name="state">Tensors and texts.</param>
    /// <param name="header">Origin.</param>
    /// <returns>The checksum, in hexadecimal digits.</returns>
    public static string Write(Stream stream, StateWriter state, CheckpointHeader header)
    {
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string> { [HeaderKey] = ConfigJson.Write(header) };
        foreach (var (name, text) in state.Texts)
            metadata.Add(TextPrefix + name, text);
        // The last tensor of the narrowest type ends the file; its place is held by zeros until the sum is known.
        var tensors = state.Tensors.Append(new(ChecksumName, zeros(ChecksumBytes, dtype: ScalarType.Byte)));
        using var hashing = new ChecksumStream(stream, ChecksumBytes);
        SafeTensors.Write(hashing, tensors, metadata);
        return Convert.ToHexStringLower(hashing.Finish());
    }

    /// <summary>Reads a checkpoint file as a whole and compares it with its own checksum.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its name for errors.</param>
    /// <returns>The checksum and the SHA-256 of the whole file.</returns>
    /// <exception cref="CheckpointFormatException">The file is cut or changed.</exception>
    public static (string Checksum, string FileHash) Verify(Stream stream, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var left = stream.Length - ChecksumBytes;
        if (left < 0)
            throw Damaged(path, $"it has {stream.Length} bytes, fewer than a checksum");
        var buffer = new byte[BufferBytes];
        while (left > 0)
        {
            var count = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (count == 0)
                throw Damaged(path, "it ends while it is read");
            hash.AppendData(buffer, 0, count);
            left -= count;
        }
        var computed = hash.GetCurrentHash();
        var stored = buffer.AsSpan(0, ChecksumBytes);
        stream.ReadExactly(stored);
        hash.AppendData(stored);
        return stored.SequenceEqual(computed) ? (Convert.ToHexStringLower(computed), Convert.ToHexStringLower(hash.GetHashAndReset())) : throw Damaged(path, "its bytes do not fit its SHA-256");
    }

    /// <summary>Verifies a file and reads its header and checksum.</summary>
    /// <exception cref="CheckpointFormatException">The file is damaged or no checkpoint of a training.</exception>
    public static (CheckpointHeader Header, string Checksum) ReadHeader(string path)
    {
        string checksum;
        using (var stream = Open(path))
            (checksum, _) = Verify(stream, path);
        using var file = SafeTensors.Open(path);
        return (Header(file), checksum);
    }

    /// <summary>Verifies a file and loads it into a training.</summary>
    /// <exception cref="CheckpointFormatException">The file is damaged, no checkpoint, or does not fit: names, shapes and types are compared before anything is changed.</exception>
    public static CheckpointHeader Load(string path, TrainingState state)
    {
        using var scope = NewDisposeScope();
        using (var stream = Open(path))
            Verify(stream, path);
        using var file = SafeTensors.Open(path);
        var header = Header(file);
        var tensors = file.LoadAll().Where(item => item.Key != ChecksumName).ToDictionary(StringComparer.Ordinal);
        var texts = file.Metadata.Where(item => item.Key.StartsWith(TextPrefix, StringComparison.Ordinal)).ToDictionary(item => item.Key[TextPrefix.Length..], item => item.Value, StringComparer.Ordinal);
        try
        {
            new StateReader(path, tensors, texts).Load(state.Parts);
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, -1, $"a value does not fit the training: {error.Message}");
        }
        return header;
    }

    private static CheckpointHeader Header(TensorFile file)
    {
        if (!file.Metadata.TryGetValue(HeaderKey, out var json))
            throw new CheckpointFormatException(file.Path, CheckpointProblem.UnexpectedContent, -1, "this is no checkpoint of a training but other tensors");
        try
        {
            var header = ConfigJson.Read<CheckpointHeader>(json);
            return header.Format == CheckpointHeader.CurrentFormat
                ? header
                : throw new CheckpointFormatException(file.Path, CheckpointProblem.UnexpectedContent, -1, $"its layout has version {header.Format}, which this version of the library does not know");
        }
        catch (ConfigFormatException error)
        {
            throw new CheckpointFormatException(file.Path, CheckpointProblem.UnexpectedContent, -1, $"its header cannot be read: {error.Message}");
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);

    private static CheckpointFormatException Damaged(string path, string what) =>
        new(path, CheckpointProblem.ChecksumMismatch, -1, $"the checkpoint is damaged: {what}. Resume from another one");
}
