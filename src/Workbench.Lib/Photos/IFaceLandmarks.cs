using Workbench.Display;

namespace Workbench.Photos;

/// <summary>Finds faces and their landmarks in photographs.</summary>
public interface IFaceLandmarks
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>All faces of a photograph, in any order; empty when there is none.</summary>
    /// <param name="photo">The photograph, upright.</param>
    IReadOnlyList<DetectedFace> Detect(Picture photo);
}
