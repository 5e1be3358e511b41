using Workbench.Display;

namespace Workbench.Photos;

/// <summary>Tells heads from their background.</summary>
public interface IMatting
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>A picture as large as the photograph, bright where the head is.</summary>
    /// <param name="photo">The photograph, upright.</param>
    Picture Mask(Picture photo);
}
