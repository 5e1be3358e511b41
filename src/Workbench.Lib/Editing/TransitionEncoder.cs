using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Re-encodes the transition of an edit with encoders of photographs: the first stage of one, or both stages of two that are stitched.</summary>
/// <remarks>
/// Of a single encoder the planes of the code alone are taken, as published: they are smooth and in the generator's domain, while the refinement would copy the faults of the hard fusion.
/// <code>
/// using var encoder = TriGridEncoder.Load("data/demo-encoder-1.safetensors");
/// using var edit = new PartTransfer(head, new TransitionEncoder(encoder)).Transfer(target, [reference]);
/// </code>
/// </remarks>
public sealed class TransitionEncoder : IImplicitEncoder
{
    private readonly Func<PanoHead, Photo, TriGrid> _encode;

    /// <summary>One encoder, of the front.</summary>
    /// <param name="encoder">Made for the generator; the caller keeps it.</param>
    public TransitionEncoder(TriGridEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        (Name, _encode) = (encoder.Name, (head, photo) => encoder.Encode(head, [photo]).Initial);
    }

    /// <summary>Two encoders, of front and back.</summary>
    /// <param name="encoders">Made for the generator; the caller keeps them.</param>
    public TransitionEncoder(DualEncoder encoders)
    {
        ArgumentNullException.ThrowIfNull(encoders);
        (Name, CoversBack, _encode) = ($"{encoders.First.Name} and {encoders.Second.Name}", true, (head, photo) => encoders.Encode(head, [photo]).Grid);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public bool CoversBack { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The encoder and the generator do not fit, or there is more than one view.</exception>
    public TriGrid Encode(PanoHead head, RenderedViews view)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var scope = NewDisposeScope();
        var grid = _encode(head, PhotoOf(view));
        return new TriGrid(grid.Features.alias(), grid.Axes, grid.BoxSize).MoveToOuterDisposeScope();
    }

    /// <summary>A rendered view as encoders take photographs: masked, so that what lies behind the head is what they were trained with.</summary>
    internal static Photo PhotoOf(RenderedViews view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (view.Count != 1)
            throw new ArgumentException($"view: one view of the hard fusion is encoded, got {view.Count}.", nameof(view));
        using var scope = NewDisposeScope();
        var mask = RefinementPictures.Sized(view.Mask, (int)view.Image.shape[2]).clamp(0, 1);
        return new Photo(view.Image.clamp(-1, 1), view.Cameras[0], mask, "hard fusion", ImageRange.Signed).MoveToOuterDisposeScope();
    }
}
