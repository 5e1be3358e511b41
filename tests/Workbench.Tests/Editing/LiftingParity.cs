using System.Globalization;
using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Tests.Parity;
using Workbench.Tests.Rendering;

namespace Workbench.Tests.Editing;

/// <summary>Masks lifted from views to planes by the published rule and by ratio.</summary>
internal static class LiftingParity
{
    [Parity("editing/lift_*.safetensors")]
    internal static void Lifting(Fixture f)
    {
        int Whole(string key) => int.Parse(f.Metadata[key], CultureInfo.InvariantCulture);
        double Number(string key) => double.Parse(f.Metadata[key], CultureInfo.InvariantCulture);
        var (side, slices, pano) = (Whole("rays"), Whole("depth_slices"), f.Metadata["renderer"] == "pano");
        var axes = pano ? PlaneAxes.PanoHead : PlaneAxes.Eg3d;
        var grid = TriGrid.FromChannels(f["planes"].flatten(1, 2), slices, axes, Number("box_warp"));
        using var decoder = RenderingParity.Decoder(f, RenderingParity.Activation(f.Metadata["decoder_activation"]), 1);
        var config = new RenderingConfig
        {
            CoarseSamples = Whole("depth_resolution"),
            FineSamples = Whole("depth_resolution_importance"),
            Near = Number("ray_start"),
            Far = Number("ray_end"),
            CropMargin = f.Metadata["triplane_crop"] == "none" ? 0 : Number("triplane_crop"),
        };
        Cameras(f);
        var (layout, masks) = (PlaneLayout.Of(grid), f["mask2d"]);
        var (gradient, labelled, total) = (zeros_like(grid.Features), zeros(3, slices, layout.Height, layout.Width), zeros(3, slices, layout.Height, layout.Width));
        var (images, depths, opacities) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        var views = f.ShapeOf("cameras")[0];
        for (var view = 0; view < views; view++)
        {
            var random = new ViewRandom(f, view);
            var rays = RaySampler.Sample(f["cameras"][view..(view + 1)], side);
            Tensor Draw(TriGrid planes) => Image(TriGridRenderer.Render(planes, decoder, rays, config, random), side, pano);
            var mask = masks[view].view(1, 1, side, side);
            var one = GradientLifting.Gradient(grid, Draw, mask);
            if (view == 0)
                f.Expect("out.grad_view0", one.view(f.ShapeOf("out.grad_view0")), 2e-6);
            gradient = gradient + one / views;
            var samples = RayRenderer.RenderSamples(grid, decoder, rays, config, random, RayEngine.Torch);
            var shares = RatioLifting.Accumulate(samples.Points(rays)[0], samples.SampleWeights[0], mask.view(-1), null, layout);
            labelled = labelled + shares.Labelled;
            total = total + shares.Total;
            using var rendered = TriGridRenderer.Render(grid, decoder, rays, config, random);
            images.Add(Image(rendered, side, pano).detach());
            depths.Add(samples.Depth.view(1, 1, side, side));
            opacities.Add(samples.Opacity.view(1, 1, side, side));
        }
        f.Expect("out.image_raw", cat(images, 0), 1e-5);
        f.Expect("out.depth", cat(depths, 0), 1e-5);
        f.Expect("out.weight_sum", cat(opacities, 0), 1e-5);
        f.Expect("out.grad_mean", gradient.view(f.ShapeOf("out.grad_mean")), 2e-6);
        f.Expect("out.lift_num", labelled.unsqueeze(0), 2e-5);
        f.Expect("out.lift_den", total.unsqueeze(0), 2e-5);
        var den = f["out.lift_den"];
        var ratio = new CellShares(labelled, total).Ratio(1e-3).unsqueeze(0);
        var known = f["out.lift_mask"].ge(0).logical_and(ratio.ge(0));
        f.Expect("out.lift_mask", ratio, 2e-4, 0, known.logical_and(den > den.max() * 1e-2));
        f.Expect("out.lift_mask", ratio, 2e-3, 0, known);
        f.ExpectNumber("out.lift_mask[known or not]", 0, f["out.lift_mask"].ge(0).logical_xor(ratio.ge(0)).sum().item<long>(), 2);
        Thresholds(f, slices, Number("smooth_sigma"));
    }

    private static void Cameras(Fixture f)
    {
        // "[(0, 0), (40, 5)]" and "[0, 0, 0.2]"
        double[] Numbers(string key) => [.. f.Metadata[key].Split(['[', ']', '(', ')', ',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        var (poses, pivot) = (Numbers("views_deg").Chunk(2), Numbers("pivot"));
        var cameras = poses.Select(pose => ViewRings.Orbit(pose[0], pose[1], pivot: new((float)pivot[0], (float)pivot[1], (float)pivot[2]))).ToArray();
        f.Expect("cameras", Camera.ToTensor(cameras), 2e-6);
    }

    // The published steps from the stored gradient, so that a flipped cell in one does not reach the next.
    private static void Thresholds(Fixture f, int slices, double sigma)
    {
        var s = f.ShapeOf("planes");
        var gradient = f["out.grad_mean"][0].view(3, -1, slices, s[^2], s[^1]); // [P, C, D, H, W]
        var scaled = GradientLifting.Scale(gradient);
        var untouched = GradientLifting.Untouched(scaled);
        var stored = f.ShapeOf("out.post_minmax")[0];
        Tensor First(Tensor x) => x[0].flatten(0, 1)[..(int)stored];
        f.Expect("out.post_minmax", First(scaled), 1e-5);
        Flips(f, "out.post_window", First(untouched), stored);
        var touched = GradientLifting.Touched(untouched, sigma);
        f.Expect("out.post_inverse_mean_plane0", touched[0].mean([0, 1]), 1e-5);
        var (binary, mask) = GradientLifting.Mask(gradient, perPlane: false, sigma);
        Flips(f, "out.post_binary_plane0", binary[0, 0], 1);
        Soft(f, "out.post_mask_plane0", "out.post_binary_plane0", binary[0, 0], mask[0, 0]);
        for (var plane = 1; plane < 3; plane++)
            f.Expect($"plane {plane} of the published mask", mask[0, 0], mask[plane, slices - 1], 0);
        var (binaries, soft) = GradientLifting.Mask(gradient, perPlane: true, sigma);
        Flips(f, "out.post_perplane_binary", binaries, 3L * slices);
        Soft(f, "out.post_perplane_mask", "out.post_perplane_binary", binaries, soft);
    }

    private static void Flips(Fixture f, string key, Tensor actual, long maps) =>
        f.ExpectNumber(key + "[flipped]", 0, (f[key] - actual).abs().gt(0.5).sum().item<long>(), 3 * maps);

    // Cells beyond one blur radius of a flip.
    private static void Soft(Fixture f, string key, string binaryKey, Tensor binary, Tensor mask)
    {
        var flipped = (f[binaryKey] - binary).abs();
        f.Expect(key, mask, 1e-5, 0, Morphology.Dilate(flipped, 3).lt(0.5));
    }

    private static Tensor Image(RenderedRays rays, int side, bool pano)
    {
        var image = rays.Features.transpose(1, 2)[.., ..3].reshape(1, 3, side, side);
        return pano ? image : image * 2 - 1;
    }

    private sealed class ViewRandom(Fixture f, int view) : RandomSource
    {
        public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) =>
            f[stream == Jitter ? "jitter_coarse" : "u_fine"][view].reshape(shape.ToArray());

        public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => zeros(shape.ToArray());
    }
}
