using Workbench.Ops;

namespace Workbench.Training;

/// <summary>How the raw density of a generator is kept smooth.</summary>
public enum DensityPenalty
{
    /// <summary>Densities of neighbouring points are alike (EG3D §A).</summary>
    Smooth,

    /// <summary>Smooth, and density does not fall behind a surface; the front is taken as given.</summary>
    MonotonicDetached,

    /// <summary>Smooth, and density does not fall behind a surface; both sides learn.</summary>
    Monotonic,
}

/// <summary>The objective of PanoHead; defaults are those of the released model, trained with batches of 32 (PanoHead §3, EG3D §4).</summary>
public sealed record ObjectiveConfig
{
    /// <summary>Weight γ of the R1 penalty on images.</summary>
    public double ImagePenalty { get; init; } = 1;

    /// <summary>Weight of the R1 penalty on masks.</summary>
    public double MaskPenalty { get; init; } = 1;

    /// <summary>Weight of the squared mean camera offset.</summary>
    public double CameraPenalty { get; init; } = 10;

    /// <summary>Probability that a head is mapped with the camera of another; null maps without cameras.</summary>
    public double? ConditionSwap { get; init; } = 0.8;

    /// <summary>Thousand images over which that probability falls from 1; 0 starts with it.</summary>
    public double ConditionSwapFade { get; init; } = 1000;

    /// <summary>Probability that a head stands before the background of another.</summary>
    public double BackgroundSwap { get; init; } = 0.2;

    /// <summary>Probability that late styles come from another code.</summary>
    public double StyleMixing { get; init; }

    /// <summary>Blur of all images before the first one, pixels.</summary>
    public double BlurSigma { get; init; } = 10;

    /// <summary>Thousand images over which the blur fades; 200 for a batch of 32, in proportion for others. 0 never blurs.</summary>
    public double BlurFade { get; init; } = 200;

    /// <summary>Whether the raw images of photographs are blurred too.</summary>
    public bool BlurRaw { get; init; } = true;

    /// <summary>Thousand images over which the noise on raw densities fades from 1; 0 adds none.</summary>
    public double DensityNoiseFade { get; init; } = 200;

    /// <summary>Pixels a side of the neural rendering at first.</summary>
    public int InitialResolution { get; init; } = 64;

    /// <summary>Pixels a side of the neural rendering in the end; the initial ones unless given.</summary>
    public int? FinalResolution { get; init; }

    /// <summary>Thousand images over which the resolution changes.</summary>
    public double ResolutionFade { get; init; } = 1000;

    /// <summary>Filter that makes raw images and masks of photographs.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Antialiased;

    /// <summary>Weight of the density penalty; 0 leaves it out.</summary>
    public double DensityWeight { get; init; }

    /// <summary>Kind of the density penalty.</summary>
    public DensityPenalty DensityPenalty { get; init; } = DensityPenalty.Smooth;

    /// <summary>Standard deviation of the distance between neighbouring points, world units.</summary>
    public double DensityDistance { get; init; } = 0.004;

    /// <summary>Points a head for the density penalty.</summary>
    public int DensityPoints { get; init; } = 1000;

    /// <summary>What the schedules say once a number of images has been seen.</summary>
    /// <param name="imagesSeen">Real images shown to the discriminator so far.</param>
    public ObjectiveState At(long imagesSeen)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(imagesSeen);
        var swapped = ConditionSwapFade > 0 ? Math.Min(imagesSeen / (ConditionSwapFade * 1000), 1) : 1;
        var grown = ResolutionFade > 0 ? Math.Min(imagesSeen / (ResolutionFade * 1000), 1) : 1;
        return new ObjectiveState
        {
            BlurSigma = BlurSigma * Remaining(imagesSeen, BlurFade),
            DensityNoise = Remaining(imagesSeen, DensityNoiseFade),
            ConditionSwap = ConditionSwap is { } probability ? 1 - swapped + swapped * probability : null,
            Resolution = FinalResolution is { } final ? (int)Math.Round(InitialResolution * (1 - grown) + final * grown, MidpointRounding.ToEven) : InitialResolution,
        };
    }

    private static double Remaining(long imagesSeen, double thousands) => thousands > 0 ? Math.Max(1 - imagesSeen / (thousands * 1000), 0) : 0;
}

/// <summary>The values of all schedules at one moment of training.</summary>
public sealed record ObjectiveState
{
    /// <summary>Blur σ of images, pixels.</summary>
    public required double BlurSigma { get; init; }

    /// <summary>Standard deviation of the noise on raw densities.</summary>
    public required double DensityNoise { get; init; }

    /// <summary>Probability that a head is mapped with the camera of another; null maps without cameras.</summary>
    public required double? ConditionSwap { get; init; }

    /// <summary>Pixels a side of the neural rendering.</summary>
    public required int Resolution { get; init; }
}
