using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Feature maps along a residual trunk, from fine to coarse.</summary>
/// <param name="Stem">After the stem, [N, C, H, W].</param>
/// <param name="Groups">After each group; the last is the deepest map.</param>
/// <param name="LastGroupEntry">After the first unit of the last group, where TriPlaneNet taps a second map of the deepest size.</param>
public sealed record TrunkFeatures(Tensor Stem, IReadOnlyList<Tensor> Groups, Tensor LastGroupEntry) : TensorRecord
{
    /// <summary>The deepest map.</summary>
    public Tensor Deepest => Groups[^1];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Stem, LastGroupEntry, .. Groups];
}
