using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Occlusion;

/// <summary>Finds the cells of a tri-grid that cameras see: everything else is occluded (Eq. 3 of the dual-encoder paper).</summary>
/// <remarks>
/// Depth along the ray → points → the one or two cells that each point is read from → closing and dilation. Without gradients; works in double precision.
/// With the default options the stitched planes are exactly those of the first tri-grid at every seen point.
/// <code>
/// using var views = head.Render(grid, camera);
/// using var mask = OcclusionEstimator.Estimate(views, grid);         // Visible [1, 3, 3, 256, 256]
/// using var soft = mask.Soften();
/// foreach (var sentence in mask.Diagnose()) Console.WriteLine(sentence);
/// using var unseen = mask.Occlude(grid.ToChannels());                // [1, 288, 256, 256], for a discriminator
/// </code>
/// </remarks>
public static class OcclusionEstimator
{
    /// <summary>The mask of heads as their own generator shows them: renders the depth, then estimates.</summary>
    /// <remarks>Whose depth it is, is the caller's choice: the final planes of an encoder, or those of its first stage. Costs one raw render a head and camera.</remarks>
    /// <param name="head">The generator.</param>
    /// <param name="grid">The heads' planes, with their codes.</param>
    /// <param name="cameras">What any of them sees is seen.</param>
    /// <param name="config">Options; <see cref="OcclusionConfig.DepthMultiplier"/> sets the size of the depth image.</param>
    /// <param name="cancellation">Checked before every view.</param>
    public static OcclusionMask Estimate(PanoHead head, TriGrid grid, IReadOnlyList<Camera> cameras, OcclusionConfig? config = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        config ??= new OcclusionConfig();
        Check(config);
        using var scope = NewDisposeScope();
        var options = new RenderOptions { NeuralResolution = head.Config.NeuralResolution * config.DepthMultiplier, Refine = false, Background = false };
        return Estimate(head.Render(grid, cameras, options, cancellation: cancellation), grid, config).MoveToOuterDisposeScope();
    }

    /// <summary>The mask of heads from renders of themselves.</summary>
    /// <param name="views">Renders, head after head, each by the same cameras; what any of a head's cameras sees is seen.</param>
    /// <param name="grid">The heads' planes.</param>
    /// <param name="config">Options; the defaults unless given.</param>
    /// <exception cref="ArgumentException">The views do not divide into the heads, or an option contradicts another.</exception>
    public static OcclusionMask Estimate(RenderedViews views, TriGrid grid, OcclusionConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(grid);
        if (views.Count == 0 || views.Count % grid.Count != 0)
            throw new ArgumentException($"views: {views.Count} views do not divide into {grid.Count} heads.", nameof(views));
        using var scope = NewDisposeScope();
        return Estimate(Camera.ToTensor(views.Cameras).to(views.Depth.device), views.Depth, views.Mask, PlaneLayout.Of(grid), config, (int)(views.Count / grid.Count)).MoveToOuterDisposeScope();
    }

    /// <summary>The mask of heads from depth images.</summary>
    /// <param name="cameras">Labels, head after head, [V, 25].</param>
    /// <param name="depth">[V, 1, r, r], world units.</param>
    /// <param name="opacity">Accumulated opacity, [V, 1, r, r].</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="config">Options; the defaults unless given.</param>
    /// <param name="viewsPerHead">Cameras a head; V is a multiple.</param>
    /// <returns>N = V / viewsPerHead heads.</returns>
    /// <exception cref="ArgumentException">A shape does not fit, or an option contradicts another.</exception>
    public static OcclusionMask Estimate(Tensor cameras, Tensor depth, Tensor opacity, PlaneLayout layout, OcclusionConfig? config = null, int viewsPerHead = 1)
    {
        ArgumentNullException.ThrowIfNull(layout);
        config ??= new OcclusionConfig();
        Check(config);
        var views = Shape.Check(cameras, "V C", [("C", Camera.LabelSize)])[0];
        if (viewsPerHead < 1 || views == 0 || views % viewsPerHead != 0)
            throw new ArgumentException($"viewsPerHead: {views} views do not divide into heads of {viewsPerHead}.", nameof(viewsPerHead));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var heads = views / viewsPerHead;
        var visible = zeros([heads, layout.Axes.Count, layout.Depth, layout.Height, layout.Width], ScalarType.Float32, cameras.device);
        double[] shifts = config.ShellThickness > 0 ? [-config.ShellThickness, 0, config.ShellThickness] : [0];
        foreach (var shift in shifts)
        {
            using var seen = SeenPoints.Unproject(cameras, depth, opacity, config.Depth, config.OpacityThreshold, shift);
            Splat(seen, visible, layout, config);
        }
        return new OcclusionMask(Refine(visible, config), config).MoveToOuterDisposeScope();
    }

    private static void Check(OcclusionConfig config)
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("Occlusion: " + string.Join(' ', problems), nameof(config));
    }

    // Marks the cells of all kept points in visible, [N, P, D, H, W].
    private static void Splat(SeenPoints seen, Tensor visible, PlaneLayout layout, OcclusionConfig config)
    {
        using var scope = NewDisposeScope();
        var heads = visible.shape[0];
        var box = seen.Points.reshape(heads, -1, 3) * (2 / layout.BoxSize); // [N, M, 3]
        var kept = seen.Kept.reshape(heads, 1, -1); // [N, 1, M]
        if (config.Outside == OutsideBox.Drop)
            kept = kept.logical_and(box.abs().le(1).all(2).unsqueeze(1));
        var where = nan_to_num(TriGridSampler.Project(box, layout.Axes), 0, 2, -2).clamp(-2, 2); // [N, P, M, 3]; beyond ±1 the border cell holds all
        var (width, height) = (Cell(where[.., .., .., 0], layout.Width), Cell(where[.., .., .., 1], layout.Height)); // [N, P, M]
        var slice = ((where[.., .., .., 2] + 1) * layout.Depth - 1) / 2; // −½ … D − ½
        var (first, share) = (slice.floor(), slice - slice.floor());
        for (var d = 0; d < layout.Depth; d++)
        {
            using var step = NewDisposeScope();
            // Weight with which a point there is read from slice d.
            var marked = config.Slices == SliceRule.PerPlane
                ? kept.expand_as(width)
                : kept.logical_and(first.eq(d).logical_and((1 - share).gt(config.SliceThreshold)).logical_or(first.eq(d - 1).logical_and(share.gt(config.SliceThreshold))));
            var plane = zeros([heads * layout.Axes.Count, (long)layout.Height * layout.Width], ScalarType.Float32, visible.device);
            var cells = (height * layout.Width + width).flatten(0, 1); // [N·P, M]
            plane.scatter_add_(1, cells, marked.flatten(0, 1).to(ScalarType.Float32));
            var target = visible.select(2, d); // [N, P, H, W]
            target.copy_(target.maximum(plane.gt(0).to(ScalarType.Float32).view(target.shape)));
        }
    }

    private static Tensor Cell(Tensor coordinate, int cells)
    {
        using var scope = NewDisposeScope();
        return ((coordinate + 1) / 2 * cells).floor().clamp(0, cells - 1).to(ScalarType.Int64).MoveToOuterDisposeScope();
    }

    // Closes, grows, blurs; planes that are not masked become visible.
    private static Tensor Refine(Tensor visible, OcclusionConfig config)
    {
        using var scope = NewDisposeScope();
        var images = visible.flatten(0, 1); // [N·P, D, H, W]
        if (config.Closing > 0)
            images = 1 - Grow(1 - Grow(images, config.Closing), config.Closing);
        if (config.Dilation > 0)
            images = Grow(images, config.Dilation);
        if (config.BlurThreshold is { } threshold)
            images = GaussianBlur.Apply(images, config.BlurSigma, config.BlurTaps).gt(threshold).to(ScalarType.Float32);
        if (config.SoftEdge)
            images = GaussianBlur.Apply(images, config.BlurSigma, config.BlurTaps);
        var result = images.view(visible.shape).clone();
        if (config.Planes == MaskedPlanes.First && visible.shape[1] > 1)
            result.narrow(1, 1, visible.shape[1] - 1).fill_(1);
        return result.MoveToOuterDisposeScope();
    }

    // Largest value within a square, first within its columns, then within its rows; outside counts as smallest.
    private static Tensor Grow(Tensor x, int radius)
    {
        using var scope = NewDisposeScope();
        var columns = nn.functional.max_pool2d(x, [2 * radius + 1, 1], [1, 1], [radius, 0]);
        return nn.functional.max_pool2d(columns, [1, 2 * radius + 1], [1, 1], [0, radius]).MoveToOuterDisposeScope();
    }
}
