using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Renders rays with the fastest implementation that covers the case.</summary>
public static class RayRenderer
{
    /// <summary>Renders rays: with <see cref="FusedTriGridRenderer"/> where it applies, else with <see cref="TriGridRenderer"/>.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="decoder">Decoder.</param>
    /// <param name="rays">Rays, [N, R].</param>
    /// <param name="config">Sampling.</param>
    /// <param name="random">Source of jitter and quantiles.</param>
    /// <param name="engine">Which implementation to use.</param>
    /// <param name="cancellation">Checked every few rays by the fused kernel.</param>
    public static RenderedRays Render(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, RayEngine engine = RayEngine.Automatic, CancellationToken cancellation = default) =>
        engine == RayEngine.Automatic && FusedTriGridRenderer.Supports(grid, decoder, rays, config)
            ? FusedTriGridRenderer.Render(grid, decoder, rays, config, random, cancellation)
            : TriGridRenderer.Render(grid, decoder, rays, config, random);

    /// <summary>Renders rays and says what every sample contributes, with the fastest implementation that covers the case.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="decoder">Decoder.</param>
    /// <param name="rays">Rays, [N, R].</param>
    /// <param name="config">Sampling.</param>
    /// <param name="random">Source of jitter and quantiles.</param>
    /// <param name="engine">Which implementation to use.</param>
    /// <param name="cancellation">Checked every few rays by the fused kernel.</param>
    public static SampledRays RenderSamples(TriGrid grid, TriGridDecoder decoder, Rays rays, RenderingConfig config, RandomSource random, RayEngine engine = RayEngine.Automatic, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var (rendered, depths, weights) = engine == RayEngine.Automatic && FusedTriGridRenderer.Supports(grid, decoder, rays, config)
            ? FusedTriGridRenderer.RenderSamples(grid, decoder, rays, config, random, cancellation)
            : TriGridRenderer.RenderSamples(grid, decoder, rays, config, random);
        return new SampledRays(rendered.Features, rendered.Depth, rendered.Opacity, depths, weights).MoveToOuterDisposeScope();
    }

    /// <summary>Puts planes into the order that the kernel reads, so that many calls of <see cref="Render"/> need not; an alias where that gains nothing.</summary>
    /// <param name="grid">Tri-grid of N heads.</param>
    /// <param name="engine">Which implementation will be used.</param>
    public static TriGrid Prepare(TriGrid grid, RayEngine engine = RayEngine.Automatic)
    {
        var packs = engine == RayEngine.Automatic && grid.Features.device_type == DeviceType.CPU && grid.Features.dtype == ScalarType.Float32;
        return grid with { Features = packs ? PackedTriGrid.Pack(grid.Features) : grid.Features.alias() };
    }
}
