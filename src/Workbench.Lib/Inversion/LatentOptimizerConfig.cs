using Workbench.Generator;

namespace Workbench.Inversion;

/// <summary>How a code is optimised; defaults are those of PanoHead's projection script.</summary>
public sealed record LatentOptimizerConfig
{
    /// <summary>Number of steps.</summary>
    public int Steps { get; init; } = 500;

    /// <summary><see cref="LatentSpace.WPlus"/> frees the code of every layer, <see cref="LatentSpace.W"/> keeps all layers equal.</summary>
    public LatentSpace Space { get; init; } = LatentSpace.WPlus;

    /// <summary>Gaussian codes from which average and spread of W are estimated.</summary>
    public int AverageSamples { get; init; } = 10000;

    /// <summary>Seed of those codes (NumPy's legacy generator).</summary>
    public uint AverageSeed { get; init; } = 123;

    /// <summary>Learning rate between rise and fall.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Last part of the time, in which the learning rate falls to 0.</summary>
    public double LearningRateFall { get; init; } = 0.25;

    /// <summary>First part of the time, in which the learning rate rises from 0.</summary>
    public double LearningRateRise { get; init; } = 0.05;

    /// <summary>Standard deviation of the noise on the code in the first step, as a multiple of the spread of W.</summary>
    public double InputNoise { get; init; } = 0.05;

    /// <summary>The part of the time that has such noise.</summary>
    public double InputNoiseLength { get; init; } = 0.75;

    /// <summary>Weight of the mean squared difference of the pictures.</summary>
    public double PixelWeight { get; init; } = 0.1;

    /// <summary>Weight of the squared difference of features.</summary>
    public double PerceptualWeight { get; init; } = 1;

    /// <summary>Weight of the mean squared distance from the average code.</summary>
    public double CodeWeight { get; init; } = 1;

    /// <summary>Optimise the backbone's noise images together with the code.</summary>
    public bool OptimizeNoise { get; init; }

    /// <summary>Weight of <see cref="NoiseRegularizer.Penalty"/> where noise is optimised.</summary>
    public double NoiseWeight { get; init; } = 1e5;

    /// <summary>Larger pictures are averaged down to this side before features are taken.</summary>
    public int FeatureResolution { get; init; } = 256;

    /// <summary>Distance of the first sample on a ray, world units; null keeps the generator's.</summary>
    public double? Near { get; init; } = 2.35;

    /// <summary>Move the camera by the generator's self-adaptive offset (PanoHead §3.3).</summary>
    public bool CorrectCamera { get; init; } = true;

    /// <summary>Seed of input noise, ray jitter and quantiles.</summary>
    public long Seed { get; init; } = 666;

    /// <summary>Report a picture every so many steps; 0 for none. Whoever is told disposes it.</summary>
    public int PictureEvery { get; init; }

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(Steps >= 1, $"Steps must be at least 1, got {Steps}.");
        Require(Space is LatentSpace.W or LatentSpace.WPlus, $"Space must be W or WPlus, got {Space}.");
        Require(AverageSamples >= 1, $"AverageSamples must be at least 1, got {AverageSamples}.");
        Require(LearningRate > 0, $"LearningRate must be positive, got {LearningRate}.");
        Require(LearningRateFall is >= 0 and <= 1 && LearningRateRise is >= 0 and <= 1, $"LearningRateFall and LearningRateRise are parts of the time, 0…1, got {LearningRateFall} and {LearningRateRise}.");
        Require(InputNoise >= 0 && InputNoiseLength > 0, $"InputNoise must not be negative and InputNoiseLength positive, got {InputNoise} and {InputNoiseLength}.");
        Require(PixelWeight >= 0 && PerceptualWeight >= 0 && CodeWeight >= 0 && NoiseWeight >= 0, "Weights must not be negative.");
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
