namespace Workbench.Inversion;

/// <summary>How a generator is tuned around a code; defaults are those of PanoHead's script.</summary>
public sealed record PivotalTuningConfig
{
    /// <summary>Number of steps.</summary>
    public int Steps { get; init; } = 500;

    /// <summary>Learning rate, the same in all steps.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>Weight of the mean squared difference of the pictures.</summary>
    public double PixelWeight { get; init; } = 0.1;

    /// <summary>Weight of the squared difference of features.</summary>
    public double PerceptualWeight { get; init; } = 1;

    /// <summary>Larger pictures are averaged down to this side before features are taken.</summary>
    public int FeatureResolution { get; init; } = 256;

    /// <summary>Distance of the first sample on a ray, world units, where the pivot does not say; null keeps the generator's.</summary>
    public double? Near { get; init; } = 2.35;

    /// <summary>Seed of ray jitter and quantiles.</summary>
    public long Seed { get; init; } = 666;

    /// <summary>Report a picture every so many steps; 0 for none. Whoever is told disposes it.</summary>
    public int PictureEvery { get; init; }

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(Steps >= 1, $"Steps must be at least 1, got {Steps}.");
        Require(LearningRate > 0, $"LearningRate must be positive, got {LearningRate}.");
        Require(PixelWeight >= 0 && PerceptualWeight >= 0, "Weights must not be negative.");
        Require(PixelWeight + PerceptualWeight > 0, "PixelWeight or PerceptualWeight must be positive: nothing else compares with the photograph.");
        Require(FeatureResolution >= 8, $"FeatureResolution must be at least 8, got {FeatureResolution}.");
        Require(PictureEvery >= 0, $"PictureEvery must not be negative, got {PictureEvery}.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
