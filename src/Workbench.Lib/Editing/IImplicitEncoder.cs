using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Encodes a picture of a head into planes of a generator: smooth and in its domain, for the transition between grids that were put together by hand.</summary>
public interface IImplicitEncoder
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Whether it knows the back of the head as well, so that the transition need not be limited to what the picture shows.</summary>
    bool CoversBack => false;

    /// <summary>Planes of a picture.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="image">The hard fusion from the front, −1…1, [1, 3, H, H] at the generator's image resolution; the encoder resizes.</param>
    /// <param name="camera">Where it was seen from.</param>
    TriGrid Encode(PanoHead head, Tensor image, Camera camera);
}
