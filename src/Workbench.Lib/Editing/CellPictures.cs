using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Numbers of cells seen through a head: read at the samples like features and composited with the weights of the rays.</summary>
public static class CellPictures
{
    /// <summary>Composites numbers of cells.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="grid">The head that is looked at.</param>
    /// <param name="cameras">Cameras.</param>
    /// <param name="cells">One number a cell, [P, D, H, W].</param>
    /// <param name="options">Resolution and sampling.</param>
    /// <returns>[V, 1, r, r]; a grid of ones gives the opacity, less at the border of the box.</returns>
    public static Tensor Composite(PanoHead head, TriGrid grid, IReadOnlyList<Camera> cameras, Tensor cells, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(cameras);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        options ??= new RenderOptions();
        var (layout, side) = (PlaneLayout.Of(grid), options.NeuralResolution ?? head.Config.NeuralResolution);
        Shape.Check(cells, "P D H W", [("P", layout.Axes.Count), ("D", layout.Depth), ("H", layout.Height), ("W", layout.Width)]);
        var prepared = RayRenderer.Prepare(grid with { Latents = null, Background = null }, options.Engine);
        var pictures = new List<Tensor>();
        foreach (var camera in cameras)
        {
            using var step = NewDisposeScope();
            var rays = RaySampler.Sample(camera.ToTensor().to(grid.Features.device), side);
            var samples = RayRenderer.RenderSamples(prepared, head.Network.Decoder, rays, options.Rendering ?? head.Config.Rendering, options.Random, options.Engine);
            pictures.Add(Composite(cells, layout, rays, samples, side).MoveToOuterDisposeScope());
        }
        return cat(pictures, 0).MoveToOuterDisposeScope();
    }

    /// <summary>The same of one view whose samples are at hand.</summary>
    internal static Tensor Composite(Tensor cells, PlaneLayout layout, Rays rays, SampledRays samples, int side)
    {
        using var scope = NewDisposeScope();
        var weights = samples.SampleWeights.reshape(-1);
        var kept = (weights > 1e-6).nonzero().squeeze(1);
        var values = SamplingAdjoint.Read(cells.unsqueeze(1), samples.Points(rays).reshape(-1, 3).index_select(0, kept), layout).squeeze(1) * weights.index_select(0, kept);
        var ray = kept.div(samples.SampleWeights.shape[2], RoundingMode.floor).to(ScalarType.Int64);
        return zeros((long)side * side, device: cells.device).scatter_add_(0, ray, values).view(1, 1, side, side).MoveToOuterDisposeScope();
    }
}
