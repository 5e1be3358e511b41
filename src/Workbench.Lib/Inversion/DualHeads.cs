using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>One of the tri-grids that two encoders make together.</summary>
public enum DualPart
{
    /// <summary>The first encoder's where the photograph sees, the second's elsewhere.</summary>
    Stitched,

    /// <summary>The first encoder's alone.</summary>
    First,

    /// <summary>The second encoder's alone.</summary>
    Second,
}

/// <summary>What two encoders make of photographs: both heads, what the photographs see of the first, and the stitched head.</summary>
public sealed partial record DualHeads : TensorRecord
{
    /// <summary>Heads of the first encoder.</summary>
    public required EncodedHeads First { get; init; }

    /// <summary>Heads of the second encoder.</summary>
    public required EncodedHeads Second { get; init; }

    /// <summary>The stitched planes.</summary>
    public required TriGrid Grid { get; init; }

    /// <summary>Where every cell comes from: the share of the first encoder, 1 … 0, as it was applied (soft at a soft seam), [N, P, D, H, W].</summary>
    public required OcclusionMask Provenance { get; init; }

    /// <summary>Whose code dresses views of <see cref="Grid"/>.</summary>
    public required DressingCode Dressing { get; init; }

    /// <summary>What was done in which time, for all photographs together.</summary>
    public required IReadOnlyList<InversionStage> Stages { get; init; }

    /// <summary>The cameras of the photographs.</summary>
    public IReadOnlyList<Camera> Cameras => First.Cameras;

    /// <summary>Number of heads, N.</summary>
    public long Count => Grid.Count;

    /// <summary>Time of all stages.</summary>
    public TimeSpan Duration => Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [.. First.Tensors, .. Second.Tensors, Grid.Features, Grid.Latents?.Codes, Grid.Background, Provenance.Visible];

    /// <summary>The planes of a part.</summary>
    public TriGrid Of(DualPart part) => part switch
    {
        DualPart.First => First.Grid,
        DualPart.Second => Second.Grid,
        _ => Grid,
    };

    /// <summary>Shows every head from any side.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="cameras">Cameras, used as they are.</param>
    /// <param name="part">Which planes.</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <returns>Views, head after head: index = head · cameras + camera.</returns>
    public RenderedViews Render(PanoHead head, IReadOnlyList<Camera> cameras, DualPart part = DualPart.Stitched, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(cameras);
        if (part != DualPart.Stitched || Dressing != DressingCode.ByYaw)
            return head.Render(Of(part), cameras, options);
        using var scope = NewDisposeScope();
        var views = new List<RenderedViews>();
        for (var i = 0L; i < Count; i++)
            foreach (var camera in cameras)
                views.Add(head.Render(Dressed(i, IsBehind(camera) ? Second : First), camera, options));
        return RenderedViews.Join(views).MoveToOuterDisposeScope();
    }

    /// <summary>What is unusual about the result and the likely cause, one plain sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Diagnose() => Provenance.Diagnose();

    private TriGrid Dressed(long index, EncodedHeads by)
    {
        var (one, other) = (Grid.Head(index), by.Grid.Head(index));
        return one with { Latents = other.Latents, Background = other.Background };
    }

    // Seen from behind the plane through the ears.
    private static bool IsBehind(Camera camera) => camera.Position.Z < 0;
}
