using Workbench.Population;

namespace Workbench.Training;

/// <summary>Which space synthetic training pictures are drawn from.</summary>
public enum SyntheticSpace
{
    /// <summary>One Gaussian code for every layer.</summary>
    ZPlus,

    /// <summary>One Gaussian code for all layers.</summary>
    Z,
}

/// <summary>Where synthetic training pictures are seen from.</summary>
public enum SyntheticCameras
{
    /// <summary>As the photographs are.</summary>
    Data,

    /// <summary>From all round.</summary>
    AllRound,
}

/// <summary>The pictures that an encoder learns from: photographs of a folder or of the procedural photo population, and pictures of the generator itself.</summary>
public sealed record EncoderDataConfig
{
    /// <summary>Folder or .zip of photographs with <c>dataset.json</c>; null takes the photo population.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder or .zip of masks; <c>seg/</c> of the set unless given.</summary>
    public string? Masks { get; init; }

    /// <summary>Share of a folder's photographs, the last by name, that are kept for evaluation.</summary>
    public double HeldOutShare { get; init; } = 1.0 / 11;

    /// <summary>Shows every photograph mirrored, with its camera, half of the time.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>Shows rare poses more often, by the rule of LPFF.</summary>
    public bool BalancePoses { get; init; } = true;

    /// <summary>What photographs of the population show beside the head.</summary>
    public PhotoExtras Extras { get; init; } = PhotoExtras.Usual;

    /// <summary>Where the population's photographs are taken from.</summary>
    public PoseDistribution Poses { get; init; } = PoseDistribution.Portrait;

    /// <summary>Pictures of the population, and synthetic ones, that wait and are drawn from; a fresh one costs more than a step of a small network.</summary>
    public int Pool { get; init; } = 2048;

    /// <summary>Fresh pictures of each kind a step.</summary>
    public double FreshPerStep { get; init; } = 1;

    /// <summary>Chance of every picture of a batch to be the generator's own.</summary>
    public double SyntheticShare { get; init; } = 0.5;

    /// <summary>Space of synthetic pictures, and of the planes that discriminators take for real.</summary>
    public SyntheticSpace Synthetic { get; init; }

    /// <summary>ψ of synthetic pictures.</summary>
    public double SyntheticTruncation { get; init; } = 0.85;

    /// <summary>Cameras of synthetic pictures.</summary>
    public SyntheticCameras SyntheticCameras { get; init; }

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Extras.Validate());
        if (Pool < 1 || !(FreshPerStep > 0))
            problems.Add($"Pool and FreshPerStep must be positive, got {Pool} and {FreshPerStep}.");
        if (!(SyntheticShare is >= 0 and <= 1) || !(HeldOutShare is >= 0 and < 1))
            problems.Add($"SyntheticShare lies in 0…1 and HeldOutShare in 0…1 (1 excluded), got {SyntheticShare} and {HeldOutShare}.");
        if (!double.IsFinite(SyntheticTruncation))
            problems.Add($"SyntheticTruncation must be a finite number, got {SyntheticTruncation}.");
        return problems;
    }
}
