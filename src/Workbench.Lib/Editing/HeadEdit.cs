using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>An edit as a value: the grids that went in, unchanged, the weights that joined them, what came out, and how.</summary>
/// <remarks>
/// The strength is applied when the result is asked for, so it can be changed without lifting anew.
/// <code>
/// using var edit = new PartTransfer(head).Transfer(target, [reference]);
/// foreach (var note in edit.Notes) Console.WriteLine(note);
/// using var views = edit.Render(head, head.Orbit(8));
/// edit.Save("long-hair.edit.safetensors");
/// </code>
/// </remarks>
public sealed record HeadEdit : TensorRecord
{
    /// <summary>Who keeps the identity, as given.</summary>
    public required TriGrid Target { get; init; }

    /// <summary>Who gives parts, as given.</summary>
    public required IReadOnlyList<TriGrid> References { get; init; }

    /// <summary>Planes of the edit at full strength, [1, P, C, D, H, W].</summary>
    public required Tensor Full { get; init; }

    /// <summary>Weights of the grids, cell by cell.</summary>
    public required FusionWeights Weights { get; init; }

    /// <summary>Masks of the parts in the target, one a part, [P, D, H, W].</summary>
    public required IReadOnlyList<Tensor> TargetMasks { get; init; }

    /// <summary>Masks of the parts in the references, one a part, after alignment, [P, D, H, W].</summary>
    public required IReadOnlyList<Tensor> ReferenceMasks { get; init; }

    /// <summary>Settings.</summary>
    public required TransferConfig Config { get; init; }

    /// <summary>Origins.</summary>
    public required EditProvenance Provenance { get; init; }

    /// <summary>What a reader must know.</summary>
    public required IReadOnlyList<EditNote> Notes { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned =>
    [
        .. References.Append(Target).SelectMany(grid => new[] { grid.Features, grid.Latents?.Codes, grid.Background }),
        Full, Weights.Keep, .. Weights.Cores, Weights.Implicit, .. TargetMasks, .. ReferenceMasks,
    ];

    /// <summary>The edited head, dressed by the target's code (or the reference's, as configured). <see cref="Dressing.Mix"/> exists in the pictures of <see cref="Render"/> alone.</summary>
    /// <param name="strength">0…1.5; that of the settings unless given. 0 is the target bit for bit.</param>
    public TriGrid Grid(double? strength = null)
    {
        using var scope = NewDisposeScope();
        var dress = Config.Dressing == Dressing.Reference ? References[Config.Parts[0].Reference] : Target;
        var grid = Target with
        {
            Features = GridBlend.Strength(Target.Features, Full, strength ?? Config.Strength),
            Latents = dress.Latents is { } latents ? latents with { Codes = latents.Codes.alias() } : null,
            Background = Target.Background?.alias(),
        };
        return grid.MoveToOuterDisposeScope();
    }

    /// <summary>Shows the edited head.</summary>
    /// <param name="head">The generator it was made with.</param>
    /// <param name="cameras">Cameras.</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <param name="strength">That of the settings unless given.</param>
    /// <param name="cancellation">Checked between views.</param>
    public RenderedViews Render(PanoHead head, IReadOnlyList<Camera> cameras, RenderOptions? options = null, double? strength = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var grid = Grid(strength);
        if (Config.Dressing != Dressing.Mix || (strength ?? Config.Strength) == 0)
            return head.Render(grid, cameras, options, cancellation: cancellation).MoveToOuterDisposeScope();
        options ??= new RenderOptions();
        var style = References[Config.Parts[0].Reference].Latents?.Codes ?? throw new InvalidOperationException("The reference's planes carry no latents, so their colours cannot be kept; take Dressing.Target.");
        var (dyed, layout, side) = (DyedCells(), PlaneLayout.Of(grid), options.NeuralResolution ?? head.Config.NeuralResolution);
        var (images, raws) = (new List<Tensor>(), new List<Tensor>()); // of the reference's code, and the share of the reference
        var shares = new List<Tensor>();
        try
        {
            var views = head.Render(grid, cameras, options, (rays, samples) =>
            {
                using var step = NewDisposeScope();
                var other = head.Dress(new RenderedRays(samples.Features, samples.Depth, samples.Opacity), side, grid.Background, style, options);
                images.Add(other.Image.DetachFromDisposeScope());
                raws.Add(other.ImageRaw.DetachFromDisposeScope());
                shares.Add(CellPictures.Composite(dyed, layout, rays, samples, side).DetachFromDisposeScope());
            }, cancellation: cancellation);
            // Cells are shared by front and back, so a little of the weight shows where nothing was taken; the steps of the masks cut it off.
            var share = ((cat(shares) - 0.25) / 0.5).clamp(0, 1); // [V, 1, r, r]
            var weight = share * share * (3 - 2 * share);
            Tensor Mix(Tensor a, Tensor b)
            {
                var fitted = a.shape[2] == weight.shape[2] ? weight : Resize.Bilinear(weight, (int)a.shape[2], (int)a.shape[3], false);
                return a + fitted * (b - a);
            }
            return (views with { Image = Mix(views.Image, cat(images)), ImageRaw = Mix(views.ImageRaw, cat(raws)) }).MoveToOuterDisposeScope();
        }
        finally
        {
            foreach (var tensor in images.Concat(raws).Concat(shares))
                tensor.Dispose();
        }
    }

    /// <summary>How much of every pixel was taken from a reference: the weights of the cells, composited like colours.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="cameras">Cameras.</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <param name="strength">That of the settings unless given.</param>
    /// <returns>0…1, [V, 1, r, r].</returns>
    public Tensor Taken(PanoHead head, IReadOnlyList<Camera> cameras, RenderOptions? options = null, double? strength = null)
    {
        using var scope = NewDisposeScope();
        return Composite(head, cameras, TakenCells(), options, strength).MoveToOuterDisposeScope();
    }

    /// <summary>Numbers of cells as the edited head would show them.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="cameras">Cameras.</param>
    /// <param name="cells">[P, D, H, W]</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <param name="strength">That of the settings unless given.</param>
    /// <returns>[V, 1, r, r]</returns>
    public Tensor Composite(PanoHead head, IReadOnlyList<Camera> cameras, Tensor cells, RenderOptions? options = null, double? strength = null)
    {
        ArgumentNullException.ThrowIfNull(cameras);
        using var scope = NewDisposeScope();
        return CellPictures.Composite(head, Grid(strength), cameras, cells, options).MoveToOuterDisposeScope();
    }

    // Of what was taken, the part itself. Skin that shows where the target's hair was comes from the reference's planes as well, but it must wear the target's colour.
    private Tensor DyedCells() => Weights.Cores.Zip(ReferenceMasks).Aggregate(zeros_like(Weights.Keep), (sum, part) => sum + part.First * part.Second); // [P, D, H, W]

    private Tensor TakenCells() => Weights.Cores.Aggregate(zeros_like(Weights.Keep), (sum, core) => sum + core); // [P, D, H, W]
}
