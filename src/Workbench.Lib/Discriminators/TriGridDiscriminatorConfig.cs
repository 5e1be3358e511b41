namespace Workbench.Discriminators;

/// <summary>Shape of the discriminator of head planes; defaults are the paper's Table 6.</summary>
public sealed record TriGridDiscriminatorConfig
{
    /// <summary>Channels of the input: planes · features · slices, or 3 for pictures.</summary>
    public int Channels { get; init; } = 288;

    /// <summary>Channels after the first convolution; each of the next three doubles them.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Stride of the second, third and fourth convolution: 1 as printed; 2 sees farther with about a tenth of the work and memory.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Table 6: reads a tri-grid of 3 planes, 32 features and 3 slices.</summary>
    public static TriGridDiscriminatorConfig Paper { get; } = new();

    /// <summary>The ablation of Table 3 that judges rendered pictures.</summary>
    public static TriGridDiscriminatorConfig Image { get; } = new() { Channels = 3 };

    /// <summary>For tests.</summary>
    public static TriGridDiscriminatorConfig Tiny { get; } = new() { Channels = 6, Width = 4 };

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Channels < 1 || Width < 1)
            problems.Add($"Channels and Width must be positive, got {Channels} and {Width}.");
        if (Stride is not (1 or 2))
            problems.Add($"Stride must be 1 or 2, got {Stride}.");
        return problems;
    }
}
