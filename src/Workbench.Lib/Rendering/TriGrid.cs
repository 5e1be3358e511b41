using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>A head as features on three thick planes (PanoHead §3.2), with the axes and the box that give them a place in space.</summary>
/// <param name="Features">[N, P, C, D, H, W], float32.</param>
/// <param name="Axes">Which world axes each plane reads.</param>
/// <param name="BoxSize">Side of the cube around the origin that the planes cover, in world units (box_warp).</param>
public sealed record TriGrid(Tensor Features, PlaneAxes Axes, double BoxSize) : TensorRecord
{
    /// <summary>The code that dresses the head: background, raw colours and super-resolution read it. Null for planes without a generator.</summary>
    public Latents? Latents { get; init; }

    /// <summary>Feature image behind the heads, [N, C, s, s]; null for none.</summary>
    public Tensor? Background { get; init; }

    /// <summary>Number of heads.</summary>
    public long Count => Features.shape[0];

    /// <summary>Number of slices a plane (1 for an ordinary tri-plane).</summary>
    public long Depth => Features.shape[3];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Features, Latents?.Codes, Background];

    /// <summary>Splits a generator's image into planes; channel = (plane·C + feature)·D + slice.</summary>
    /// <param name="channels">[N, P·C·D, H, W]</param>
    /// <param name="depth">Slices a plane, at least 1.</param>
    /// <param name="axes">Plane axes.</param>
    /// <param name="boxSize">Side of the box, world units.</param>
    public static TriGrid FromChannels(Tensor channels, int depth, PlaneAxes axes, double boxSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        var sizes = Shape.Check(channels, "N C H W");
        if (sizes[1] % (axes.Count * depth) != 0)
            throw new ArgumentException($"channels: {sizes[1]} channels do not divide into {axes.Count} planes of {depth} slices.", nameof(channels));
        var features = channels.view(sizes[0], axes.Count, sizes[1] / (axes.Count * depth), depth, sizes[2], sizes[3]); // [N, P, C, D, H, W]
        return new TriGrid(features, axes, boxSize);
    }

    /// <summary>The planes as one image, [N, P·C·D, H, W]; the inverse of <see cref="FromChannels"/>.</summary>
    public Tensor ToChannels()
    {
        var s = Features.shape;
        return Features.reshape(s[0], s[1] * s[2] * s[3], s[4], s[5]); // [N, P·C·D, H, W]
    }
}
