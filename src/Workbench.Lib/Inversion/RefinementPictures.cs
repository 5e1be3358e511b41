using Workbench.Encoders;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>What the refinement of planes looks at: photographs, renders of their codes, and both mirrored.</summary>
/// <param name="Photo">x, [N, 3, H, H], −1…1.</param>
/// <param name="Render">ŷ: the codes' heads seen by the photographs' cameras, [N, 3, H, H].</param>
/// <param name="MirroredRender">ŷ of the mirrored cameras, [N, 3, H, H]; null for TriPlaneNet v1.</param>
public sealed record RefinementPictures(Tensor Photo, Tensor Render, Tensor? MirroredRender) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Photo, Render, MirroredRender];

    /// <summary>The pictures as a version of TriPlaneNet reads them: [ŷ, x − ŷ] or [ŷ, x − ŷ, x mirrored − ŷ mirrored], at its resolution.</summary>
    /// <param name="config">The network.</param>
    /// <returns>[N, 6 or 9, R, R]</returns>
    /// <exception cref="ArgumentException">Version 2 needs the mirrored render.</exception>
    public Tensor For(TriplaneNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var scope = NewDisposeScope();
        var (photo, render) = (Sized(Photo, config.Resolution), Sized(Render, config.Resolution));
        if (config.Version == TriplaneNetVersion.V1)
            return cat([render, photo - render], 1).MoveToOuterDisposeScope();
        var mirrored = MirroredRender ?? throw new ArgumentException("MirroredRender: version 2 of TriPlaneNet also reads the render of the mirrored camera.");
        return cat([render, photo - render, photo.flip(3) - Sized(mirrored, config.Resolution)], 1).MoveToOuterDisposeScope();
    }

    /// <summary>A picture at a side: averaged down, or bilinearly enlarged.</summary>
    /// <param name="image">[N, C, H, H]</param>
    /// <param name="side">Pixels a side.</param>
    internal static Tensor Sized(Tensor image, int side) => image.shape[2] == side ? image.alias() : image.shape[2] > side ? Resize.Area(image, side, side) : Resize.Bilinear(image, side, side, antialias: false);
}
