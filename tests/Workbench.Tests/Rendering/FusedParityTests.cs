using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Tests.Generator;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Rendering;

/// <summary>The fused ray kernel against the numeric evidence of the libtorch path.</summary>
[Trait("Category", "Parity")]
public sealed class FusedParityTests : TensorTest
{
    [Fact]
    public void Stored_renderings_are_met()
    {
        foreach (var file in FixtureFiles.All().Where(file => file.StartsWith("panohead/importance_renderer", StringComparison.Ordinal)))
        {
            var f = new Fixture(FixtureFiles.Full(file));
            var rays = new Rays(f["ray_origins"], f["ray_directions"]);
            var met = 0;
            foreach (var test in f.Json("cases").EnumerateObject())
            {
                using var scope = NewDisposeScope();
                var options = RenderingParity.Merged(f.Json("base_options"), test.Value.GetProperty("options"), test.Value.GetProperty("call"));
                var config = RenderingParity.ConfigOf(options);
                var planes = f["planes." + test.Value.GetProperty("planes").GetString()];
                var grid = TriGrid.FromChannels(planes.flatten(1, 2), options["triplane_depth"].GetInt32(), PlaneAxes.PanoHead, options["box_warp"].GetDouble());
                using var decoder = RenderingParity.Decoder(f, RenderingParity.Activation(test.Value.GetProperty("decoder").GetString()!), 1);
                using var grad = no_grad();
                if (!FusedTriGridRenderer.Supports(grid, decoder, rays, config))
                    continue;
                met++;
                var result = FusedTriGridRenderer.Render(grid, decoder, rays, config, new RenderingParity.StoredRandom(f, "ren." + test.Name));
                var opacity = f[$"out.{test.Name}.weights"];
                Close(f[$"out.{test.Name}.features"], result.Features, test.Name + " features");
                Close(opacity, result.Opacity, test.Name + " opacity");
                Close(f[$"out.{test.Name}.depth"], result.Depth.where(opacity > 1e-4, f[$"out.{test.Name}.depth"]), test.Name + " depth", 5e-4);
            }
            Assert.True(met > 0, file + ": no case is covered by the kernel");
        }
    }

    [Fact]
    public void Stored_heads_are_met()
    {
        foreach (var file in FixtureFiles.All().Where(file => file.StartsWith("panohead/generator_", StringComparison.Ordinal) && file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            var f = new Fixture(FixtureFiles.Full(file));
            using var grad = no_grad();
            using var network = GeneratorParity.Create(f);
            var grid = network.Synthesize(f["out.ws"], new());
            var side = (int)Math.Sqrt(f.ShapeOf("stage.renderer.0")[1]);
            var rays = RaySampler.Sample(f["out.c_new"], side);
            Assert.True(FusedTriGridRenderer.Supports(grid, network.Decoder, rays, network.Config.Rendering));
            var result = FusedTriGridRenderer.Render(grid, network.Decoder, rays, network.Config.Rendering, new RecipeRandom("synth", (uint)f.Number("random_seed")));
            Close(f["stage.renderer.0"], result.Features, "features", 1e-4);
            Close(f["stage.renderer.1"], result.Depth.where(result.Opacity > 0.02, f["stage.renderer.1"]), "depth", 1e-4);
            Close(f["stage.renderer.2"], result.Opacity, "opacity", 1e-4);
        }
    }

    // The tolerances of the libtorch path: features and opacity 1e-6 + 2e-5 relative.
    private static void Close(Tensor expected, Tensor actual, string what, double? absolute = null)
    {
        var excess = (actual - expected).abs() - (expected.abs() * (absolute ?? 2e-5) + (absolute ?? 1e-6));
        Assert.True(excess.max().item<float>() <= 0, $"{what}: beyond the tolerance by {excess.max().item<float>():g3}");
    }
}
