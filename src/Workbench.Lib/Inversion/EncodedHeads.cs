using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>What an encoder makes of photographs: codes, the planes of the codes, the refined planes.</summary>
public sealed record EncodedHeads : TensorRecord
{
    /// <summary>Codes of the generator's layers, [N, L, K] in W+.</summary>
    public required Latents Codes { get; init; }

    /// <summary>The planes that the generator makes of the codes.</summary>
    public required TriGrid Initial { get; init; }

    /// <summary>The refined planes; the same as <see cref="Initial"/> for an encoder without refinement. Dressed by <see cref="Codes"/>.</summary>
    public required TriGrid Grid { get; init; }

    /// <summary>The cameras of the photographs, one a head.</summary>
    public required IReadOnlyList<Camera> Cameras { get; init; }

    /// <summary>What was done in which time, for all photographs together.</summary>
    public required IReadOnlyList<InversionStage> Stages { get; init; }

    /// <summary>Number of heads, N.</summary>
    public long Count => Grid.Count;

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => Tensors;

    /// <summary>Everything it owns.</summary>
    internal IEnumerable<Tensor?> Tensors =>
        [Codes.Codes, Initial.Features, Initial.Latents?.Codes, Initial.Background, Grid.Features, Grid.Latents?.Codes, Grid.Background];

    /// <summary>Shows the heads as their photographs do.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <param name="initial">Shows the planes before refinement.</param>
    public RenderedViews Reconstruct(PanoHead head, RenderOptions? options = null, bool initial = false) => HeadByHead.Render(head, initial ? Initial : Grid, Cameras, options);
}
