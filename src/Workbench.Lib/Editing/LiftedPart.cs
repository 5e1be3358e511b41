using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Where a head has a part, cell by cell.</summary>
/// <param name="Parts">Which parts.</param>
/// <param name="Mask">Ready to multiply into planes, 0…1, [P, D, H, W].</param>
/// <param name="Fraction">As lifted, before filling and sharpening; −1 where no view says anything, [P, D, H, W].</param>
/// <param name="ViewShares">Share of the head's pixels that each view labels so.</param>
/// <param name="Volume">Votes of points, for the volume rule.</param>
public sealed record LiftedPart(PartSet Parts, Tensor Mask, Tensor Fraction, IReadOnlyList<double> ViewShares, PartVolume? Volume) : TensorRecord
{
    /// <summary>A view shows a part if it covers this share of the head.</summary>
    public const double VisibleShare = 0.002;

    /// <summary>Views that show the part.</summary>
    public int VisibleViews => ViewShares.Count(share => share >= VisibleShare);

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Mask, Fraction, Volume?.Points, Volume?.Votes, Volume?.Probability];
}

/// <summary>The parts of a head as its views show them.</summary>
/// <param name="Parts">One a set asked for.</param>
/// <param name="Seen">How much of what all views see of a cell the frontal one sees, S, 0…1, [P, D, H, W].</param>
/// <param name="Views">The views.</param>
/// <param name="Labels">Their labels.</param>
/// <param name="Notes">What is to be said about them.</param>
public sealed record HeadParts(IReadOnlyList<LiftedPart> Parts, Tensor Seen, RenderedViews Views, PartLabels Labels, IReadOnlyList<EditNote> Notes) : TensorRecord
{
    /// <summary>The part of a set.</summary>
    public LiftedPart this[PartSet parts] => Parts.First(part => part.Parts == parts);

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned =>
    [
        .. Parts.SelectMany(part => new[] { part.Mask, part.Fraction, part.Volume?.Points, part.Volume?.Votes, part.Volume?.Probability }),
        Seen, Views.Image, Views.ImageRaw, Views.Depth, Views.Mask, Labels.Probabilities, Labels.Confidence,
    ];
}
