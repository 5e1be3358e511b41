namespace Workbench.Data;

/// <summary>A data set that cannot be used as it is: which one, and everything that is wrong with it.</summary>
public sealed class DatasetException : FormatException
{
    /// <summary>Names the data set and its problems.</summary>
    /// <param name="path">The folder or archive.</param>
    /// <param name="problems">One sentence each.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    public DatasetException(string path, IReadOnlyList<string> problems, Exception? inner = null)
        : base($"{path}: {string.Join(" ", problems)}", inner)
    {
        Path = path;
        Problems = problems;
    }

    /// <summary>The folder or archive.</summary>
    public string Path { get; }

    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
