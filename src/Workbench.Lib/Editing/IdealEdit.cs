using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>What a hair transfer between procedural heads should give: known exactly, since a head is a formula.</summary>
public static class IdealEdit
{
    /// <summary>The target with the reference's hair and its own beard, which is no hair of the part table.</summary>
    public static HeadSpec Of(HeadSpec target, HeadSpec reference)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reference);
        return target.WithHairOf(reference) with { BeardLength = target.BeardLength };
    }

    /// <summary>True pictures of the ideal edit in which brows and beard keep the target's colour, −1…1, over white.</summary>
    /// <remarks>In this population one colour dyes hair, brows and beard, so that a head of the reference's hair colour shows more than a transfer of hair can do. Pixels that are no hair are those of the same head in the target's colours.</remarks>
    /// <param name="target">Who keeps the identity.</param>
    /// <param name="reference">Who gives the hair.</param>
    /// <param name="cameras">One a picture.</param>
    /// <param name="size">Pixels a side.</param>
    /// <returns>[V, 3, size, size]</returns>
    public static Tensor OwnColours(HeadSpec target, HeadSpec reference, IReadOnlyList<Camera> cameras, int size)
    {
        using var scope = NewDisposeScope();
        var ideal = Of(target, reference);
        using var dyed = HeadRenderer.Render(ideal, cameras, size);
        using var own = HeadRenderer.Render(ideal with { HairMelanin = target.HairMelanin, HairRedness = target.HairRedness, HairGrey = target.HairGrey }, cameras, size);
        var hair = dyed.Parts.eq((byte)HeadPart.Hair).unsqueeze(1); // [V, 1, size, size]
        return where(hair, dyed.Image(), own.Image()).MoveToOuterDisposeScope();
    }

    /// <summary>A code whose head is nearly the ideal edit: what the generator itself could show of it.</summary>
    /// <remarks>
    /// A head depends on the direction of its code only. The codes are brought to length √64 and the coordinates of the hair exchanged; the result is not quite of that length, so every
    /// coordinate moves a little when it is normalised again.
    /// </remarks>
    /// <param name="target">64 numbers.</param>
    /// <param name="reference">64 numbers.</param>
    /// <returns>One code in Z, [1, 64].</returns>
    public static Latents Code(IReadOnlyList<float> target, IReadOnlyList<float> reference)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(reference);
        var (a, b) = (Scaled(target), Scaled(reference));
        var code = new float[HeadCoordinates.Count];
        for (var i = 0; i < code.Length; i++)
            code[i] = HairFields.Contains(i) ? b[i] : a[i];
        return new Latents(tensor(code, [1, code.Length]), LatentSpace.Z);
    }

    /// <summary>Signal-to-noise ratios of pictures against a true head over white, dB, one a view.</summary>
    /// <param name="views">Pictures at neural resolution.</param>
    /// <param name="ideal">The true head.</param>
    public static double[] Psnr(RenderedViews views, HeadSpec ideal)
    {
        ArgumentNullException.ThrowIfNull(views);
        using var scope = NewDisposeScope();
        using var truth = HeadRenderer.Render(ideal, views.Cameras, (int)views.ImageRaw.shape[2]);
        return Psnr(views.ImageRaw, truth.Image());
    }

    /// <summary>Signal-to-noise ratios of pictures −1…1, dB, one a view.</summary>
    /// <param name="image">[V, 3, r, r]</param>
    /// <param name="truth">The same shape.</param>
    public static double[] Psnr(Tensor image, Tensor truth)
    {
        using var scope = NewDisposeScope();
        Shape.Check(image, "V C H W");
        var error = ((image.clamp(-1, 1) - truth.clamp(-1, 1)) / 2).square().mean([1, 2, 3]).cpu();
        return [.. error.data<float>().ToArray().Select(mse => -10 * Math.Log10(Math.Max(mse, 1e-10)))];
    }

    // Coordinates that set hair but not the beard: shape, then colour.
    private static readonly HashSet<int> HairFields =
        [.. Enumerable.Range(0, HeadCoordinates.Count).Where(i => (i is >= HeadCoordinates.FirstHair and <= HeadCoordinates.LastHair && !HeadCoordinates.Names[i].Contains("Beard", StringComparison.Ordinal))
            || HeadCoordinates.Names[i] is "HairMelanin" or "HairRedness" or "HairGrey" or "Ombre" or "StrandContrast" or "ScalpShade")];

    private static float[] Scaled(IReadOnlyList<float> z)
    {
        if (z.Count != HeadCoordinates.Count)
            throw new ArgumentException($"z: expected {HeadCoordinates.Count} numbers, got {z.Count}.", nameof(z));
        var scale = Math.Sqrt(HeadCoordinates.Count / z.Sum(number => (double)number * number));
        return [.. z.Select(number => (float)(number * scale))];
    }
}
