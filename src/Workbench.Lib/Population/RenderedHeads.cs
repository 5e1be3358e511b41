using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Population;

/// <summary>True pictures of procedural heads, float32 on the CPU.</summary>
/// <param name="Colours">Colour of the head where it covers a pixel, 0…1, [N, 3, H, W]; multiplied by the coverage, so that <c>Colours + (1 − Alpha) · background</c> is a picture.</param>
/// <param name="Alpha">How much of a pixel the head covers, 0…1, [N, 1, H, W].</param>
/// <param name="Depth">Distance along the unit ray through the middle of the pixel, world units, [N, 1, H, W]; 0 in empty space.</param>
/// <param name="Normals">Unit outward normals in the world at the middle of the pixel, [N, 3, H, W]; 0 in empty space.</param>
/// <param name="Parts">Class of the 19-class face parser (<see cref="HeadPart"/>) at the middle of the pixel, bytes, [N, H, W].</param>
/// <param name="Cameras">One camera a picture.</param>
public sealed record RenderedHeads(Tensor Colours, Tensor Alpha, Tensor Depth, Tensor Normals, Tensor Parts, IReadOnlyList<Camera> Cameras) : TensorRecord
{
    /// <summary>Number of pictures.</summary>
    public long Count => Colours.shape[0];

    /// <summary>The pictures over a plain background, −1…1, [N, 3, H, W].</summary>
    /// <param name="background">Grey of the background, 0 black … 1 white.</param>
    public Tensor Image(float background = 1)
    {
        using var scope = NewDisposeScope();
        var unit = Colours + (1 - Alpha) * background; // [N, 3, H, W]
        return (unit * 2 - 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Colours, Alpha, Depth, Normals, Parts];
}
