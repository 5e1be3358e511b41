using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Encodes what a head shows into planes of a generator: smooth and in its domain, for the transition between grids that were put together by hand.</summary>
public interface IImplicitEncoder
{
    /// <summary>What reports call it.</summary>
    string Name { get; }

    /// <summary>Whether it knows the back of the head as well, so that the transition need not be limited to what the picture shows.</summary>
    bool CoversBack => false;

    /// <summary>Planes of a picture.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="view">One view of the hard fusion from the front; the encoder resizes its picture.</param>
    /// <returns>Planes of one head.</returns>
    TriGrid Encode(PanoHead head, RenderedViews view);
}
