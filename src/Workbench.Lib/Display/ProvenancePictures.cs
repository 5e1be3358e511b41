using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Inversion;

namespace Workbench.Display;

/// <summary>Stitched heads coloured by the encoder that every part comes from.</summary>
public static class ProvenancePictures
{
    // Orange and blue, −1…1: distinct for colour-blind readers too.
    private static readonly float[] First = [0.9f, 0.25f, -0.75f];
    private static readonly float[] Second = [-0.75f, 0.0f, 0.75f];

    /// <summary>Views in which what comes from the first encoder is orange and what comes from the second is blue, as bright as the head itself.</summary>
    /// <param name="heads">Stitched heads.</param>
    /// <param name="head">The generator.</param>
    /// <param name="cameras">One a picture; every head is seen by all.</param>
    public static IReadOnlyList<Picture> ProvenanceViews(this DualHeads heads, PanoHead head, IReadOnlyList<Camera> cameras)
    {
        ArgumentNullException.ThrowIfNull(heads);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var sources = heads.Sources(head, cameras);
        var brightness = (sources.Views.ImageRaw.mean([1], keepdim: true).clamp(-1, 1) + 1) / 2; // [V, 1, r, r]
        var share = sources.Share.cpu();
        var colour = share * tensor(First).view(1, 3, 1, 1) + (1 - share) * tensor(Second).view(1, 3, 1, 1); // [V, 3, r, r]
        var shaded = (colour + 1) * (0.35 + 0.65 * brightness.cpu()) - 1;
        var opacity = sources.Views.Mask.cpu().clamp(0, 1);
        return Picture.FromBatch(shaded * opacity + (1 - opacity));
    }
}
