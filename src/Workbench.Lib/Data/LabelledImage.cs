using Workbench.Cameras;

namespace Workbench.Data;

/// <summary>An image of a data set and the camera that took it.</summary>
/// <param name="Name">File name relative to the image folder, with forward slashes.</param>
/// <param name="Camera">The label that belongs to the image as it shall be shown: already mirrored when <paramref name="Mirrored"/> is true.</param>
/// <param name="Mirrored">True when the image (and its mask) must be flipped horizontally after reading.</param>
public sealed record LabelledImage(string Name, Camera Camera, bool Mirrored = false)
{
    /// <summary>The same image flipped, with the camera of the flipped image.</summary>
    public LabelledImage Mirror() => new(Name, Camera.Mirror(), !Mirrored);
}
