namespace Workbench.Editing;

/// <summary>How the mask of a part becomes weights.</summary>
public enum FusionRule
{
    /// <summary>Hair: whatever is the part in either head comes from the reference, so the target's old hair goes.</summary>
    Union,

    /// <summary>Eyes, mouth: the reference's part with a ring of transition around it; the target's own part is not asked.</summary>
    Ring,

    /// <summary>Nose: the reference enters through the re-encoding only.</summary>
    Transition,
}

/// <summary>Rule and sizes of the fusion of a part, for planes of 256 cells a side.</summary>
/// <param name="Rule">How masks become weights.</param>
/// <param name="BlurTaps">Taps of the Gaussian, k_b.</param>
/// <param name="GrowSize">Side of the square of growth and shrinking, k_m.</param>
/// <param name="Sigma">Width of the Gaussian, cells.</param>
/// <param name="Smooth">Whether the published lifting smooths.</param>
/// <param name="Without">Parts of the target that are spared, or null.</param>
public sealed record PartRecipe(FusionRule Rule, int BlurTaps, int GrowSize, double Sigma, bool Smooth = true, PartSet? Without = null)
{
    /// <summary>Side of the planes that the sizes are made for.</summary>
    public const int Cells = 256;

    /// <summary>Hair.</summary>
    public static PartRecipe Hair { get; } = new(FusionRule.Union, 21, 11, 11);

    /// <summary>Eyes.</summary>
    public static PartRecipe Eyes { get; } = new(FusionRule.Ring, 9, 11, 2);

    /// <summary>Mouth.</summary>
    public static PartRecipe Mouth { get; } = new(FusionRule.Ring, 21, 11, 2);

    /// <summary>Nose, without the target's eyes.</summary>
    public static PartRecipe Nose { get; } = new(FusionRule.Transition, 21, 11, 9, Without: PartSet.Eyes);

    /// <summary>Glasses: a ring, not smoothed.</summary>
    public static PartRecipe Glasses { get; } = new(FusionRule.Ring, 31, 3, 9, Smooth: false);

    /// <summary>Brows.</summary>
    public static PartRecipe Brows { get; } = new(FusionRule.Ring, 7, 7, 1.5);

    /// <summary>The recipe of a set of parts: the published one where there is one; ears and earrings as the mouth, a face as hair, anything else as the mouth.</summary>
    public static PartRecipe For(PartSet parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Parts switch
        {
            _ when parts.Parts.Contains("hair") || parts.Parts.Contains("skin") => Hair,
            _ when parts == PartSet.Eyes => Eyes,
            _ when parts == PartSet.Nose => Nose,
            _ when parts == PartSet.Glasses => Glasses,
            _ when parts == PartSet.Brows => Brows,
            _ => Mouth,
        };
    }

    /// <summary>The same for planes of another size: odd(round(k·H/256)) and σ·H/256, not below 3 and ½.</summary>
    /// <param name="cells">Cells a side of the planes, H.</param>
    public PartRecipe Scaled(long cells)
    {
        if (cells == Cells)
            return this;
        var factor = (double)cells / Cells;
        int Odd(int size) => Math.Max(3, (int)Math.Round(size * factor) | 1);
        return this with { BlurTaps = Odd(BlurTaps), GrowSize = Odd(GrowSize), Sigma = Math.Max(0.5, Sigma * factor) };
    }
}
