namespace Workbench.Data;

/// <summary>A label file that cannot be used: what is wrong, in which file and at which entry.</summary>
public sealed class LabelFormatException : FormatException
{
    /// <summary>Names the file, the entry and the problem.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">The image whose label is wrong or the place in the list; null where the file as a whole is.</param>
    /// <param name="problem">What is wrong and what to do, one or two sentences.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    public LabelFormatException(string path, string? entry, string problem, Exception? inner = null)
        : base(entry is null ? $"{path}: {problem}" : $"{path}, {entry}: {problem}", inner)
    {
        Path = path;
        Entry = entry;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The image whose label is wrong or the place in the list; null where the file as a whole is.</summary>
    public string? Entry { get; }
}
