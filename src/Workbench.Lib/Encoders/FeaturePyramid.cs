using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>The three feature maps that style codes are read from.</summary>
/// <param name="Coarse">Deepest map of the trunk (c3), [N, C, S, S].</param>
/// <param name="Middle">p2, [N, C, 2S, 2S] where the trunk's last group halves the size.</param>
/// <param name="Fine">p1, [N, C, 4S, 4S] where the group before does, too.</param>
public sealed record FeaturePyramid(Tensor Coarse, Tensor Middle, Tensor Fine) : TensorRecord
{
    /// <summary>A map by its level: 0 coarse, 1 middle, 2 fine.</summary>
    public Tensor this[int level] => level switch
    {
        0 => Coarse,
        1 => Middle,
        2 => Fine,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "A pyramid has the levels 0 (coarse), 1 and 2 (fine)."),
    };

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Coarse, Middle, Fine];
}
