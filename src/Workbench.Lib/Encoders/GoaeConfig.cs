namespace Workbench.Encoders;

/// <summary>Shape of GOAE's encoder; defaults are the published one for 14 codes.</summary>
public sealed record GoaeConfig
{
    /// <summary>The transformer.</summary>
    public SwinConfig Swin { get; init; } = new();

    /// <summary>Width of a code, K.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>Codes in all, L. The first is the base code alone.</summary>
    public int StyleCount { get; init; } = 14;

    /// <summary>Codes whose offsets come from the coarse tokens.</summary>
    public int CoarseStyles { get; init; } = 3;

    /// <summary>Codes whose offsets come from the middle tokens; the fine tokens give the rest.</summary>
    public int MiddleStyles { get; init; } = 3;

    /// <summary>Attention heads of the queries.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Hidden width behind the attention.</summary>
    public int AttentionHidden { get; init; } = 1024;

    /// <summary>Share of the numbers removed in training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The published encoder.</summary>
    public static GoaeConfig Paper { get; } = new();

    /// <summary>Codes whose offsets come from the fine tokens.</summary>
    public int FineStyles => StyleCount - 1 - CoarseStyles - MiddleStyles;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Swin.Validate());
        if (CoarseStyles < 1 || MiddleStyles < 1 || FineStyles < 1)
            problems.Add($"Each of the three groups needs a code besides the base code, got {CoarseStyles} coarse and {MiddleStyles} middle of {StyleCount}.");
        if (StyleWidth < 1 || Heads < 1 || StyleWidth % Heads != 0 || AttentionHidden < 1 || Dropout is not (>= 0 and < 1))
            problems.Add($"Heads must divide StyleWidth, AttentionHidden be positive and Dropout in [0, 1), got {Heads}, {StyleWidth}, {AttentionHidden} and {Dropout}.");
        return problems;
    }
}
