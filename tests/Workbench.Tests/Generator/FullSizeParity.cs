using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Tests.Parity;
using static Workbench.Tests.Parity.Tolerance;

namespace Workbench.Tests.Generator;

/// <summary>The released configuration at full size: 512² images, 256² planes of three slices.</summary>
internal static class FullSizeParity
{
    [Parity("panohead/full_*.safetensors")]
    internal static void FullSize(Fixture f)
    {
        using var grad = no_grad();
        using var network = GeneratorParity.Create(f);
        var seed = (uint)f.Number("random_seed");
        var (psi, cutoff) = (f.Number("truncation_psi"), (int)f.Number("truncation_cutoff"));
        f.Expect("out.ws", network.Map(f["z"], f["c_cond"], psi, cutoff), Unit, Unit);
        var ws = f["out.ws"];
        var statistics = f.Json("stats");
        var view = "";
        network.Backbone.BlockDone += (resolution, x, image) => Statistics("backbone.synthesis.b" + resolution, x, image);
        network.Background!.BlockDone += (resolution, x, image) => Statistics("bcg_synthesis.b" + resolution, x, image);
        network.SuperResolution.BlockDone += (block, x, image) => Statistics("superresolution.block" + block, x, image);
        TriGrid? grid = null;
        foreach (var camera in f.Json("cams").EnumerateObject())
        {
            view = camera.Name;
            using var scope = NewDisposeScope();
            var (corrected, offsets) = network.CorrectCameras(f["z"], f[view + ".c"], psi, cutoff);
            f.Expect(view + ".c_new", corrected, Unit, Unit);
            f.Expect(view + ".delta_c", offsets, Unit, Unit);
            grid ??= network.Synthesize(ws, new SynthesisSettings()).MoveToOuterDisposeScope();
            var side = camera.Value.GetProperty("neural_rendering_resolution").GetInt32();
            var rays = TriGridRenderer.Render(grid, network.Decoder, RaySampler.Sample(f[view + ".c_new"], side), network.Config.Rendering, new RecipeRandom(view, seed));
            f.Expect(view + ".stage.features.every4", rays.Features.view(1, side, side, -1)[.., TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4)], 5e-4, 5e-4);
            var background = network.SynthesizeBackground(ws, new SynthesisSettings())!;
            f.Expect(view + ".stage.bcg_image.every8", Every(background, 8), 2e-4, 2e-4);
            var output = network.Dress(rays, side, background, ws);
            f.Expect(view + ".image.every8", Every(output.Image, 8), 5e-4);
            f.Expect(view + ".image.crop", output.Image[.., .., 240..272, 200..232], 5e-4);
            f.Expect(view + ".image_raw", output.ImageRaw, 5e-4);
            f.Expect(view + ".image_mask", output.Mask, 5e-4);
            var solid = f[view + ".image_mask"] > 0.02;
            f.Expect(view + ".image_depth", output.Depth, 5e-4, 0, solid);
            f.Expect(view + ".image_depth", output.Depth, 5e-3, 0, solid.logical_not());
            foreach (var (key, value) in new[] { (".image_raw", output.ImageRaw), (".image_mask", output.Mask), (".image.crop", output.Image[.., .., 240..272, 200..232]) })
                f.ExpectNumber(view + key + " mean error", 0, (value - f[view + key]).abs().mean().item<float>(), 2e-5);
        }
        f.Expect("out.planes.every32", Every(grid!.ToChannels(), 32), 2e-4, 2e-4);
        f.Expect("out.planes.ch5_row100", grid.ToChannels()[0, 5, 100], 2e-4, 2e-4);

        void Statistics(string stage, Tensor x, Tensor? image)
        {
            Compare($"{view}:{stage}.0", x);
            if (image is not null)
                Compare($"{view}:{stage}.1", image);
        }

        void Compare(string stage, Tensor value)
        {
            if (!statistics.TryGetProperty(stage, out var expected))
                return;
            using var scope = NewDisposeScope();
            Assert.Equal(expected[0].EnumerateArray().Select(size => size.GetInt64()), value.shape);
            f.ExpectNumber(stage + " mean", expected[1].GetDouble(), value.mean().item<float>(), 2e-5, 2e-5);
            f.ExpectNumber(stage + " deviation", expected[2].GetDouble(), value.std(unbiased: false).item<float>(), 2e-5, 2e-5);
            f.ExpectNumber(stage + " minimum", expected[3].GetDouble(), value.min().item<float>(), 2e-4, 2e-4);
            f.ExpectNumber(stage + " maximum", expected[4].GetDouble(), value.max().item<float>(), 2e-4, 2e-4);
            var first = value.flatten()[..4].data<float>().ToArray();
            for (var i = 0; i < first.Length; i++)
                f.ExpectNumber($"{stage} [{i}]", expected[5][i].GetDouble(), first[i], 2e-4, 2e-4);
        }
    }

    private static Tensor Every(Tensor x, int stride) => x[.., .., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];
}
