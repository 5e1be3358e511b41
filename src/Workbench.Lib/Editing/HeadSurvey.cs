using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>What a ring of views says about a head before any rule turns it into masks: pictures, labels, what every cell contributes. All rules share it.</summary>
/// <param name="Views">The views.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Parts">The parts that were looked for.</param>
/// <param name="Masks">How much of each pixel is the part, one a part, [V, 1, r, r].</param>
/// <param name="Shares">Contributions of cells over all views, one a part.</param>
/// <param name="Front">Contributions of cells to the frontal view, [P, D, H, W].</param>
internal sealed record HeadSurvey(RenderedViews Views, PartLabels Labels, IReadOnlyList<PartSet> Parts, IReadOnlyList<Tensor> Masks, IReadOnlyList<CellShares> Shares, Tensor Front) : TensorRecord
{
    private readonly Dictionary<int, Tensor> _gradients = [];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned =>
    [
        Views.Image, Views.ImageRaw, Views.Depth, Views.Mask, Labels.Probabilities, Labels.Confidence, .. Masks, .. Shares.SelectMany(share => new[] { share.Labelled, share.Total }), Front, .. _gradients.Values,
    ];

    /// <summary>Mean gradient of the labelled colours of a part, which the published rules read; both of them the same.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="differentiate">Computes it from the part's mask.</param>
    /// <returns>[1, P, C, D, H, W]; the survey's own.</returns>
    public Tensor Gradient(int part, Func<Tensor, Tensor> differentiate)
    {
        if (!_gradients.TryGetValue(part, out var gradient))
            _gradients[part] = gradient = differentiate(Masks[part]).DetachFromDisposeScope();
        return gradient;
    }

    /// <summary>The pictures, for another owner.</summary>
    public RenderedViews ShareViews() => new(Views.Image.alias(), Views.ImageRaw.alias(), Views.Depth.alias(), Views.Mask.alias(), Views.Cameras);

    /// <summary>The labels, for another owner.</summary>
    public PartLabels ShareLabels() => Labels with { Probabilities = Labels.Probabilities.alias(), Confidence = Labels.Confidence.alias() };
}
