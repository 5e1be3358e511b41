namespace Workbench.Weights;

/// <summary>NumPy files: .npy with one array, .npz with many.</summary>
public static class NumpyFile
{
    private const string Suffix = ".npy";

    /// <summary>Reads every array of a .npy or .npz file as a tensor; the caller's scope owns them. The array of a .npy file is called <c>tensor</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointFormatException">The content is damaged, not NumPy's, or of a type that tensors cannot have.</exception>
    public static IReadOnlyDictionary<string, Tensor> LoadAll(string path)
    {
        using var file = WeightFile.Open(path);
        return file.Format is WeightFormat.NumpyArray or WeightFormat.NumpyArchive
            ? file.Tensors.LoadAll()
            : throw new CheckpointFormatException(path, CheckpointProblem.UnexpectedContent, 0, $"the file is {file.Format}, not .npy or .npz; open it with WeightFile.Open");
    }

    internal static OrderedDictionary<string, TensorEntry> ReadArchive(ByteRegion file, OrderedDictionary<string, ZipEntry> entries)
    {
        var arrays = new OrderedDictionary<string, TensorEntry>();
        foreach (var entry in entries.Values)
        {
            if (!entry.Name.EndsWith(Suffix, StringComparison.Ordinal))
                throw entry.Data.Error(CheckpointProblem.UnknownContent, 0, $"the archive entry '{entry.Name}' is neither torch's nor NumPy's; unpack the archive first");
            arrays.Add(entry.Name[..^Suffix.Length], NumpyHeader.Read(entry.Content));
        }
        return arrays.Count > 0 ? arrays : throw file.Error(CheckpointProblem.MissingEntry, 0, "the archive holds neither data.pkl nor NumPy arrays");
    }
}
