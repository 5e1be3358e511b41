namespace Workbench.Encoders;

/// <summary>Shape of an encoder into one code.</summary>
public sealed record SingleStyleConfig
{
    /// <summary>The trunk.</summary>
    public IrSeConfig Trunk { get; init; } = IrSeConfig.IrSe50;

    /// <summary>Largest side of the input, pixels; the mean over the last map reads any size.</summary>
    public int ImageResolution { get; init; } = 256;

    /// <summary>Width of the code, K.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>The published encoder.</summary>
    public static SingleStyleConfig Paper { get; } = new();

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Trunk.Validate());
        if (problems.Count == 0 && (ImageResolution < Trunk.Stride || StyleWidth < 1))
            problems.Add($"ImageResolution must be at least the trunk's stride {Trunk.Stride} and StyleWidth positive, got {ImageResolution} and {StyleWidth}.");
        return problems;
    }
}
