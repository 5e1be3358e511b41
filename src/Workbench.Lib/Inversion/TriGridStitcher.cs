using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>How two tri-grids meet.</summary>
public enum Seam
{
    /// <summary>Every cell comes from one of them.</summary>
    Hard,

    /// <summary>The mask is blurred first, so that they blend along its edge.</summary>
    Soft,
}

/// <summary>Joins two tri-grids of one head: where the photo has seen it the first, elsewhere the second (dual-encoder paper, Fig. 4).</summary>
/// <remarks>
/// T = T₂ + V·(T₁ − T₂); cells with V = 1 are T₁ and cells with V = 0 are T₂ bit for bit. Equal tri-grids give themselves whatever the mask.
/// <code>
/// using var views = head.Render(first, photo.Camera);
/// using var mask = OcclusionEstimator.Estimate(views, first);
/// using var stitched = TriGridStitcher.Stitch(first, second, mask);  // first seen, second unseen
/// using var back = head.Render(stitched, Camera.At(180));
/// </code>
/// </remarks>
public static class TriGridStitcher
{
    /// <summary>Joins two tri-grids.</summary>
    /// <param name="seen">T₁, trusted where the mask is 1; its codes dress the result.</param>
    /// <param name="unseen">T₂, of the same shape, axes and box.</param>
    /// <param name="mask">What the cameras have seen.</param>
    /// <param name="seam">How they meet; a mask that is soft already stays as it is.</param>
    /// <exception cref="ArgumentException">The tri-grids or the mask do not fit each other.</exception>
    public static TriGrid Stitch(TriGrid seen, TriGrid unseen, OcclusionMask mask, Seam seam = Seam.Soft)
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(unseen);
        ArgumentNullException.ThrowIfNull(mask);
        var s = Shape.Check(seen.Features, "N P C D H W", name: nameof(seen));
        Shape.Check(unseen.Features, "N P C D H W", [("N", s[0]), ("P", s[1]), ("C", s[2]), ("D", s[3]), ("H", s[4]), ("W", s[5])], "Both tri-grids come from one generator.", nameof(unseen));
        Shape.Check(mask.Visible, "N P D H W", [("N", s[0]), ("P", s[1]), ("D", s[3]), ("H", s[4]), ("W", s[5])], "Estimate the mask for these tri-grids.", nameof(mask));
        if (!seen.Axes.Equals(unseen.Axes) || seen.BoxSize != unseen.BoxSize)
            throw new ArgumentException($"unseen: its planes read '{unseen.Axes}' in a box of {unseen.BoxSize}, those of the first '{seen.Axes}' in {seen.BoxSize}.", nameof(unseen));
        using var scope = NewDisposeScope();
        var soft = seam == Seam.Soft && !mask.Config.SoftEdge ? mask.Soften() : mask;
        var v = soft.ForFeatures().to(seen.Features.device); // [N, P, 1, D, H, W]
        var blend = unseen.Features + v * (seen.Features - unseen.Features);
        var features = where(v.ge(1), seen.Features, where(v.le(0), unseen.Features, blend)); // [N, P, C, D, H, W]
        var stitched = new TriGrid(features, seen.Axes, seen.BoxSize)
        {
            Latents = seen.Latents is { } latents ? latents with { Codes = latents.Codes.alias() } : null,
            Background = seen.Background?.alias(),
        };
        return stitched.MoveToOuterDisposeScope();
    }
}
