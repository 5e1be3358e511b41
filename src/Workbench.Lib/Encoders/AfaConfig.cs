namespace Workbench.Encoders;

/// <summary>Shape of GOAE's adaptive feature alignment; defaults are the published one.</summary>
public sealed record AfaConfig
{
    /// <summary>The trunk that reads the difference of render and photo.</summary>
    public IrSeConfig Trunk { get; init; } = new() { Groups = [new(64, 3), new(128, 3), new(256, 3)] };

    /// <summary>Channels of the generator's feature map.</summary>
    public int FeatureChannels { get; init; } = 512;

    /// <summary>Attention heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Hidden width behind the attention.</summary>
    public int AttentionHidden { get; init; } = 1024;

    /// <summary>Share of the numbers removed in training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The published network.</summary>
    public static AfaConfig Paper { get; } = new();

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (Trunk.InputChannels != 3)
            problems.Add($"Trunk.InputChannels must be 3, the difference of two pictures, got {Trunk.InputChannels}.");
        if (FeatureChannels < 1 || Heads < 1 || FeatureChannels % Heads != 0 || AttentionHidden < 1 || Dropout is not (>= 0 and < 1))
            problems.Add($"Heads must divide FeatureChannels, AttentionHidden be positive and Dropout in [0, 1), got {Heads}, {FeatureChannels}, {AttentionHidden} and {Dropout}.");
        return problems;
    }
}
