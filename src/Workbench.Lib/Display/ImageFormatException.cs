namespace Workbench.Display;

/// <summary>What is wrong with an image file.</summary>
public enum ImageFault
{
    /// <summary>There are no bytes.</summary>
    Empty,

    /// <summary>The first bytes are not those of a PNG, JPEG or WebP file.</summary>
    UnknownFormat,

    /// <summary>The image or the file is larger than the limit.</summary>
    TooLarge,

    /// <summary>The data ends before the image does.</summary>
    Truncated,

    /// <summary>The data contradicts itself.</summary>
    Damaged,
}

/// <summary>An image file cannot be read.</summary>
/// <param name="path">The file, or the name of the data.</param>
/// <param name="fault">The kind of fault.</param>
/// <param name="reason">A sentence that says what is wrong.</param>
public sealed class ImageFormatException(string path, ImageFault fault, string reason) : IOException($"{path}: {reason}")
{
    /// <summary>The file, or the name of the data.</summary>
    public string Path { get; } = path;

    /// <summary>The kind of fault.</summary>
    public ImageFault Fault { get; } = fault;
}
