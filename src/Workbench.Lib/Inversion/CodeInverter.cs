using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>The code of an encoder alone, without refined planes: inversion as pSp and e4e do it, and the first stage of every encoder into tri-grids (dual-encoder paper, Table 4).</summary>
/// <param name="encoder">The encoder; stays the caller's.</param>
public sealed class CodeInverter(TriGridEncoder encoder) : IInverter
{
    private readonly TriGridEncoder _encoder = encoder ?? throw new ArgumentNullException(nameof(encoder));

    /// <inheritdoc/>
    public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var encoded = _encoder.EncodeCodes(head, [photo], cancellation);
        return TriGridEncoder.Inverted(head, photo, encoded.Grid, encoded.Codes, encoded.Stages, $"code of {_encoder.Name}", progress).MoveToOuterDisposeScope();
    }
}
