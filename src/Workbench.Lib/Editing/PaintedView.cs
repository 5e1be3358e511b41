using Workbench.Cameras;
using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>Labels that somebody painted or another program made, with the pose of the view that they belong to.</summary>
/// <param name="Classes">Class of every pixel, bytes, [H, W], H = W.</param>
/// <param name="Confidence">How far each counts, 0…1, float32, [H, W]; 0 leaves a pixel to other sources.</param>
/// <param name="Parts">The meaning of the classes.</param>
/// <param name="Camera">The view that was painted over.</param>
/// <param name="Name">What messages call it, usually the file.</param>
public sealed record PaintedView(Tensor Classes, Tensor Confidence, PartTable Parts, Camera Camera, string Name) : TensorRecord
{
    /// <summary>The class that alone was painted: elsewhere the mask says only that this part is not there. Null where every pixel names its part.</summary>
    public int? OnlyPart { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Classes, Confidence];

    /// <summary>Checks shapes and classes.</summary>
    /// <exception cref="ArgumentException">The map is not square, or a class has no name.</exception>
    internal void Check()
    {
        using var scope = NewDisposeScope();
        var side = Shape.Check(Classes, "H W")[0];
        if (Classes.shape[1] != side)
            throw new ArgumentException($"{Name}: a painted mask is square like the views, this one has {Classes.shape[1]}×{side} pixels.");
        Shape.Check(Confidence, "H W", [("H", side), ("W", side)]);
        if (Classes.max().ToInt32() is var largest && largest >= Parts.Count)
            throw new ArgumentException($"{Name}: class {largest} has no name; there are {Parts.Count} parts ({Parts}).");
    }
}
