namespace Workbench.Editing;

/// <summary>Measures of an edit in one view; NaN where a measure has nothing to look at.</summary>
public sealed record ViewQuality
{
    /// <summary>Where the camera stands; 0 is the front.</summary>
    public double YawDegrees { get; init; }

    /// <summary>Share of the target's pixels that the edit must not touch.</summary>
    public double ProtectedShare { get; init; }

    /// <summary>Mean absolute change of protected pixels, 0…1.</summary>
    public double PreserveL1 { get; init; }

    /// <summary>The same as a signal-to-noise ratio, dB.</summary>
    public double PreservePsnr { get; init; }

    /// <summary>Perceptual change of protected pixels, if a network was given.</summary>
    public double PreserveLpips { get; init; } = double.NaN;

    /// <summary>Perceptual distance of the part in the result from the reference's, everything outside both grey, if a network was given.</summary>
    public double PartLpips { get; init; } = double.NaN;

    /// <summary>Mean absolute change of depth on protected pixels, world units.</summary>
    public double DepthChange { get; init; }

    /// <summary>Overlap of the part in the result with the part in the reference.</summary>
    public double PartIou { get; init; }

    /// <summary>Distance of the mean colour of the part from the reference's, CIE Lab.</summary>
    public double LabDelta { get; init; }

    /// <summary>Intersection of the colour histograms of the part, 0…1.</summary>
    public double Histogram { get; init; }

    /// <summary>Sharpness of the part's outline over that of target and reference; 1 is natural, above 1.5 a seam, below 0.5 mush.</summary>
    public double SeamExcess { get; init; }

    /// <summary>Share of the part that lies where neither head has it.</summary>
    public double Spill { get; init; }

    /// <summary>Signal-to-noise ratio against the picture of the ideal edit, dB; only where the truth is known.</summary>
    public double IdealPsnr { get; init; } = double.NaN;
}
