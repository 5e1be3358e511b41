namespace Workbench.Rendering;

/// <summary>How rays are sampled and composited; defaults are those of the released PanoHead.</summary>
public sealed record RenderingConfig
{
    /// <summary>Coarse samples a ray.</summary>
    public int CoarseSamples { get; init; } = 48;

    /// <summary>Fine samples a ray; 0 renders the coarse ones.</summary>
    public int FineSamples { get; init; } = 48;

    /// <summary>Distance of the first sample, world units; null takes the entry into the box, ray by ray.</summary>
    public double? Near { get; init; } = 2.25;

    /// <summary>Distance of the last sample, world units; null takes the exit from the box, ray by ray.</summary>
    public double? Far { get; init; } = 3.3;

    /// <summary>Sample equal steps of inverse distance.</summary>
    public bool DisparitySampling { get; init; }

    /// <summary>Put white behind the head before any background.</summary>
    public bool WhiteBackground { get; init; }

    /// <summary>Samples with |x| or |z| beyond half the box less this margin are empty; y is free. 0 switches the test off.</summary>
    public double CropMargin { get; init; } = 0.1;

    /// <summary>Samples whose opacity 1 − exp(−softplus(s − 1)) lies below are empty; null keeps all.</summary>
    public double? CullBelow { get; init; }

    /// <summary>Samples whose opacity lies below are empty, all others solid; takes precedence over <see cref="CullBelow"/>.</summary>
    public double? BinarizeAt { get; init; }

    /// <summary>Standard deviation of noise added to raw densities (early training).</summary>
    public double DensityNoise { get; init; }

    /// <summary>Bytes of temporary tensors a ray batch may take; smaller batches change no result.</summary>
    public long MemoryBudget { get; init; } = 256L << 20;
}
