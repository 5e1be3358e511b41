namespace Workbench.Ops;

/// <summary>Where random numbers come from: named streams, so that a new consumer never shifts the numbers of another.</summary>
/// <remarks>Numbers are drawn on the CPU and moved by the caller, so that a seed means the same on every device.</remarks>
public abstract class RandomSource
{
    /// <summary>The stratified jitter of coarse depth samples.</summary>
    public const string Jitter = "jitter";

    /// <summary>The quantiles at which fine depth samples are drawn.</summary>
    public const string Importance = "importance";

    /// <summary>The per-pixel noise of synthesis layers.</summary>
    public const string LayerNoise = "layer-noise";

    /// <summary>The noise added to raw densities in early training.</summary>
    public const string DensityNoise = "density-noise";

    /// <summary>Latent codes z.</summary>
    public const string Latent = "latent";

    /// <summary>Camera poses.</summary>
    public const string Camera = "camera";

    /// <summary>Uniform numbers in [0,1), float32 on the CPU.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="shape">Shape of the result.</param>
    public abstract Tensor Uniform(string stream, params ReadOnlySpan<long> shape);

    /// <summary>Standard normal numbers, float32 on the CPU.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="shape">Shape of the result.</param>
    public abstract Tensor Normal(string stream, params ReadOnlySpan<long> shape);

    /// <summary>Independent reproducible streams: one seed gives every name its own generator.</summary>
    public static SeededRandom Seeded(long seed) => new(seed);

    /// <summary>No randomness: jitter sits in the middle of its stratum, quantiles are equidistant along the last axis, normal numbers are 0.</summary>
    public static RandomSource Deterministic { get; } = new CentredRandom();
}

/// <summary>The centre of every stratum.</summary>
internal sealed class CentredRandom : RandomSource
{
    public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape)
    {
        if (stream != Importance)
            return full(shape.ToArray(), 0.5f);
        using var scope = NewDisposeScope();
        var count = shape[^1];
        var quantiles = (arange(count, ScalarType.Float32) + 0.5f) / count; // [S]
        return quantiles.expand(shape.ToArray()).contiguous().MoveToOuterDisposeScope();
    }

    public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => zeros(shape.ToArray());
}
