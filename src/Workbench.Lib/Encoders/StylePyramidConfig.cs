namespace Workbench.Encoders;

/// <summary>Shape of an encoder that reads style codes from a feature pyramid (pSp, e4e); defaults are those for a generator of 14 codes.</summary>
public sealed record StylePyramidConfig
{
    /// <summary>The trunk; at least three groups, the last three make the pyramid.</summary>
    public IrSeConfig Trunk { get; init; } = IrSeConfig.IrSe50;

    /// <summary>Pixels of the input a side. Smaller pictures are read too: their maps only reach one pixel earlier.</summary>
    public int ImageResolution { get; init; } = 256;

    /// <summary>Number of codes, L: 14 for planes of 256², 18 for pictures of 1024².</summary>
    public int StyleCount { get; init; } = 14;

    /// <summary>Width of a code, K.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>Codes read from the coarsest map.</summary>
    public int CoarseStyles { get; init; } = 3;

    /// <summary>Codes read from the middle map; the finest map gives the rest.</summary>
    public int MiddleStyles { get; init; } = 4;

    /// <summary>The published encoder, sized for PanoHead's 14 codes.</summary>
    public static StylePyramidConfig Paper { get; } = new();

    /// <summary>Pixels a side of the coarse, the middle and the fine map.</summary>
    public (int Coarse, int Middle, int Fine) MapSides
    {
        get
        {
            var last = Trunk.Groups.Count - 1;
            return (ImageResolution / Trunk.StrideAfter(last), ImageResolution / Trunk.StrideAfter(last - 1), ImageResolution / Trunk.StrideAfter(last - 2));
        }
    }

    /// <summary>Which map a code is read from: 0 coarse, 1 middle, 2 fine.</summary>
    /// <param name="style">Index of the code.</param>
    public int LevelOf(int style) => style < CoarseStyles ? 0 : style < CoarseStyles + MiddleStyles ? 1 : 2;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (problems.Count > 0)
            return problems;
        if (Trunk.Groups.Count < 3)
            problems.Add($"Trunk needs at least three groups for a pyramid, got {Trunk.Groups.Count}.");
        else if (!int.IsPow2(ImageResolution) || ImageResolution < Trunk.Stride)
            problems.Add($"ImageResolution must be a power of two from the trunk's stride {Trunk.Stride}, got {ImageResolution}.");
        if (StyleCount < 1 || StyleWidth < 1)
            problems.Add($"StyleCount and StyleWidth must be positive, got {StyleCount} and {StyleWidth}.");
        if (CoarseStyles < 0 || MiddleStyles < 0)
            problems.Add($"CoarseStyles and MiddleStyles must not be negative, got {CoarseStyles} and {MiddleStyles}.");
        return problems;
    }
}
