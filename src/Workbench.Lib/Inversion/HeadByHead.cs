using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <summary>Tri-grids of several heads, taken apart and rendered each by a camera of its own.</summary>
public static class HeadByHead
{
    /// <summary>One head of a tri-grid, sharing its memory.</summary>
    /// <param name="grid">N heads.</param>
    /// <param name="index">0…N − 1.</param>
    public static TriGrid Head(this TriGrid grid, long index)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, grid.Count);
        return new TriGrid(grid.Features.narrow(0, index, 1), grid.Axes, grid.BoxSize)
        {
            Latents = grid.Latents is { } latents ? latents with { Codes = latents.Codes.narrow(0, index, 1) } : null,
            Background = grid.Background?.narrow(0, index, 1),
        };
    }

    /// <summary>Renders head i with camera i.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="grid">N heads.</param>
    /// <param name="cameras">N cameras.</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <param name="cancellation">Checked before every head.</param>
    /// <exception cref="ArgumentException">There are not as many cameras as heads.</exception>
    public static RenderedViews Render(PanoHead head, TriGrid grid, IReadOnlyList<Camera> cameras, RenderOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(cameras);
        if (cameras.Count != grid.Count)
            throw new ArgumentException($"cameras: there are {cameras.Count} for {grid.Count} heads; every head is seen by one.", nameof(cameras));
        using var scope = NewDisposeScope();
        var views = new List<RenderedViews>(cameras.Count);
        for (var i = 0; i < cameras.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            views.Add(head.Render(grid.Head(i), [cameras[i]], options, cancellation: cancellation));
        }
        if (views.Count == 1)
            return views[0].MoveToOuterDisposeScope();
        return RenderedViews.Join(views).MoveToOuterDisposeScope();
    }
}
