using Workbench.Inversion;
using Workbench.Occlusion;
using Workbench.Rendering;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Occlusion;

/// <summary>Masks from depth images and stitched planes.</summary>
internal static class OcclusionParity
{
    private const double Focal = 4.2647;
    private const double Tight = 1e-6;
    private const int Cells = 256;

    [Parity("encoders/occlusion*.safetensors")]
    internal static void Occlusion(Fixture f)
    {
        foreach (var view in f.Keys.Select(key => key.Split('.')[0]).Distinct().ToList())
        {
            using var scope = NewDisposeScope();
            var side = f.ShapeOf(view + ".depth")[0];
            var intrinsics = tensor([Focal, 0, 0.5, 0, Focal, 0.5, 0, 0, 1]);
            var camera = cat([f[view + ".cam2world"].to(ScalarType.Float64).view(16), intrinsics]).unsqueeze(0); // [1, 25]
            var depth = f[view + ".depth"].view(1, 1, side, side);
            var opacity = f[view + ".opacity"].to(ScalarType.Float32).view(1, 1, side, side);
            Points(f, view, camera, depth, opacity);
            OcclusionMask Mask(OcclusionConfig config, int slices = 3) =>
                OcclusionEstimator.Estimate(camera, depth, opacity, new PlaneLayout(PlaneAxes.PanoHead, slices, Cells, Cells, 1), config);
            foreach (var option in f.Under(view + ".V_").Where(key => key.EndsWith(".bits", StringComparison.Ordinal)).Select(key => key.Split('.')[0]).ToList())
            {
                using var step = NewDisposeScope();
                using var mask = Mask(Option(option), option == "d1" ? 1 : 3);
                Bits(f, $"{view}.V_{option}", mask.Visible[0]);
            }
            using var hard = Mask(new OcclusionConfig());
            Stitching(f, view, hard);
            using var goae = Mask(OcclusionConfig.Goae, 1);
            Goae(f, view, goae);
        }
    }

    private static OcclusionConfig Option(string name) => name switch
    {
        "default" => new OcclusionConfig(),
        "raw" => new OcclusionConfig { Closing = 0, Dilation = 0 },
        "planes" or "d1" => new OcclusionConfig { Slices = SliceRule.PerPlane },
        // tau25: a threshold in hundredths
        _ when name.StartsWith("tau", StringComparison.Ordinal) => new OcclusionConfig { SliceThreshold = int.Parse(name[3..], System.Globalization.CultureInfo.InvariantCulture) / 100.0 },
        _ => throw new NotSupportedException($"No option is called '{name}'."),
    };

    private static void Points(Fixture f, string view, Tensor camera, Tensor depth, Tensor opacity)
    {
        using var scope = NewDisposeScope();
        var ray = SeenPoints.Unproject(camera, depth, opacity);
        var axis = SeenPoints.Unproject(camera, depth, opacity, DepthConvention.Axis);
        f.Expect(view + ".points", Every(ray.Points), Tight);
        f.Expect(view + ".points_if_depth_were_z", Every(axis.Points), Tight);
        f.Expect(view + ".keep_count", ray.Kept.sum(), 0);
        var gap = (axis.Points - ray.Points).norm(2).masked_fill(ray.Kept.logical_not(), 0).max();
        f.Expect(view + ".max_gap_ray_vs_z", gap, Tight);
    }

    private static Tensor Every(Tensor points) => points[0].slice(0, 0, points.shape[1], 97);

    // Eight cells a byte, the first in the highest bit.
    private static void Bits(Fixture f, string key, Tensor visible)
    {
        using var scope = NewDisposeScope();
        var weights = tensor(new long[] { 128, 64, 32, 16, 8, 4, 2, 1 });
        var bytes = (visible.to(ScalarType.Int64).view(-1, 8) * weights).sum(1);
        var different = f[key + ".bits"].to(ScalarType.Int64).bitwise_xor(bytes);
        var flipped = Enumerable.Range(0, 8).Sum(bit => different.bitwise_right_shift(tensor((long)bit)).bitwise_and(tensor(1L)).sum().item<long>());
        f.ExpectNumber(key + ".bits[flipped]", 0, flipped, 0);
        f.Expect(key + ".counts", visible.sum([2, 3]), 0);
    }

    private static void Stitching(Fixture f, string view, OcclusionMask hard)
    {
        using var scope = NewDisposeScope();
        var salt = f.Metadata["salt"];
        using var soft = hard.Soften();
        f.ExpectRelative(view + ".soft_sample", soft.Visible[0][.., .., Step(16), Step(16)], Tight);
        using var first = Grid(salt, "st.t1");
        using var second = Grid(salt, "st.t2");
        foreach (var seam in new[] { Seam.Hard, Seam.Soft })
        {
            using var step = NewDisposeScope();
            using var stitched = TriGridStitcher.Stitch(first, second, hard, seam);
            f.ExpectRelative($"{view}.stitch_{seam.ToString().ToLowerInvariant()}", stitched.Features.view(1, 3, -1, Cells, Cells)[.., .., Step(31, 5), Step(32, 9), Step(32, 3)], Tight);
        }
        f.ExpectRelative(view + ".occluded_flat288", hard.Occlude(first.ToChannels())[.., Step(37), Step(32, 9), Step(32, 3)], Tight);
    }

    private static void Goae(Fixture f, string view, OcclusionMask mask)
    {
        using var scope = NewDisposeScope();
        var salt = f.Metadata["salt"];
        f.ExpectRelative(view + ".goae_mask", mask.Visible[.., 0][.., .., Step(4), Step(4)], Tight);
        f.ExpectNumber(view + ".goae_mask_sum", f[view + ".goae_mask_sum"].item<double>(), mask.Visible[.., 0].to(ScalarType.Float64).sum().item<double>(), 0, Tight);
        using var refined = Grid(salt, "goae.f", 32, 1);
        using var coded = Grid(salt, "goae.w", 32, 1);
        using var mixed = TriGridStitcher.Stitch(refined, coded, mask);
        f.ExpectRelative(view + ".goae_mix", mixed.Features.squeeze(3)[.., .., Step(8, 3), Step(32, 9), Step(32, 3)], Tight);
    }

    private static TriGrid Grid(string salt, string name, long channels = 96, int slices = 3) =>
        TriGrid.FromChannels(WeightRecipe.Input(salt, name, [1, 3, channels, Cells, Cells]).view(1, -1, Cells, Cells), slices, PlaneAxes.PanoHead, 1);

    private static TensorIndex Step(long step, long start = 0) => TensorIndex.Slice(start, step: step);
}
