namespace Workbench.Geometry;

/// <summary>A mesh or volume file that cannot be used: which file and what is wrong.</summary>
public sealed class GeometryFormatException : FormatException
{
    /// <summary>Names the file and the problem.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong, in one or two sentences.</param>
    /// <param name="inner">The cause, if another exception is.</param>
    public GeometryFormatException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
