using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>The space a latent code lives in.</summary>
public enum LatentSpace
{
    /// <summary>One Gaussian code a head, [N, K].</summary>
    Z,

    /// <summary>One mapped code a head, repeated for every layer, [N, L, K].</summary>
    W,

    /// <summary>One Gaussian code a layer, [N, L, K].</summary>
    ZPlus,

    /// <summary>One mapped code a layer, [N, L, K].</summary>
    WPlus,
}

/// <summary>Latent codes together with the space they live in.</summary>
/// <param name="Codes">[N, K] in Z, otherwise [N, L, K]; float32.</param>
/// <param name="Space">The space.</param>
public sealed record Latents(Tensor Codes, LatentSpace Space) : TensorRecord
{
    /// <summary>Number of heads.</summary>
    public long Count => Codes.shape[0];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Codes];

    /// <summary>The straight line between two codes; 0 gives this code, 1 the other.</summary>
    /// <param name="other">Codes of the same shape.</param>
    /// <param name="weight">Any number; outside 0…1 extrapolates.</param>
    public Latents Lerp(Latents other, double weight)
    {
        Same(other);
        return this with { Codes = Codes.lerp(other.Codes, weight), Space = Widest(other) };
    }

    /// <summary>Style mixing: this code below a layer, the other from it upwards.</summary>
    /// <param name="other">Codes of the same shape, in W or W+.</param>
    /// <param name="layer">The first layer of the other code, 0…L.</param>
    public Latents Mix(Latents other, int layer)
    {
        Same(other);
        var layers = Shape.Check(Codes, "N L K", advice: "Style mixing works on mapped codes; call Map first.")[1];
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, layers);
        using var scope = NewDisposeScope();
        var codes = cat([Codes[.., ..layer], other.Codes[.., layer..]], 1); // [N, L, K]
        return new Latents(codes.MoveToOuterDisposeScope(), LatentSpace.WPlus);
    }

    /// <summary>A step along a direction, <c>codes + amount · direction</c>.</summary>
    /// <param name="direction">[K] or any shape that broadcasts to the codes.</param>
    /// <param name="amount">Length of the step in units of the direction.</param>
    public Latents Move(Tensor direction, double amount)
    {
        using var scope = NewDisposeScope();
        return this with { Codes = (Codes + direction * amount).MoveToOuterDisposeScope() };
    }

    private void Same(Latents other)
    {
        if (!Codes.shape.AsSpan().SequenceEqual(other.Codes.shape))
            throw new ArgumentException($"other: expected codes of shape [{string.Join(", ", Codes.shape)}], got [{string.Join(", ", other.Codes.shape)}]. Map both with the same generator.", nameof(other));
    }

    private LatentSpace Widest(Latents other) => Space == other.Space ? Space : LatentSpace.WPlus;
}
