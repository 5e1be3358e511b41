using System.Globalization;
using Workbench.Cameras;
using Workbench.Data;
using Workbench.Inversion;
using Workbench.Losses;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Losses;

/// <summary>Small pieces of the training recipes: poses, pose statistics, schedules, regularisers, pixel losses, resizing.</summary>
internal static class MiscParity
{
    private const double Exact = 1e-9;
    private const double Single = 1e-6;

    [Parity("encoders/misc*.safetensors")]
    internal static void Pieces(Fixture f)
    {
        Poses(f);
        Density(f);
        foreach (var key in f.Keys.Where(key => key.StartsWith("schedule_", StringComparison.Ordinal)).ToList())
            Schedule(f, key);
        PixelLosses(f);
        Sizes(f);
    }

    private static void Poses(Fixture f)
    {
        var label = new float[Camera.LabelSize];
        f["pose"].to(ScalarType.Float32).data<float>().ToArray().CopyTo(label, 0);
        Camera.Front.Label[16..].CopyTo(label.AsSpan(16));
        var mirrored = Camera.FromLabel(label).Mirror().CameraToWorld.ToArray();
        f.Expect("pose_flipped", f["pose_flipped"].to(ScalarType.Float32), tensor(mirrored, 4, 4), 0); // labels are float32; mirroring only changes signs
        var scaled = f["pose_scaled"].data<double>().ToArray();
        f.Expect("pose_fix_orig", tensor(PoseScale.AboutOrigin(scaled), [4, 4], dtype: ScalarType.Float64), Exact);
        f.Expect("pose_fix_cor", tensor(PoseScale.AboutHead(scaled), [4, 4], dtype: ScalarType.Float64), Exact);
    }

    private static void Density(Fixture f)
    {
        var angles = f["lpff.position"].data<double>().ToArray().Chunk(3).Select(p => PoseDensity.Angles(p[0], p[1], p[2])).ToList();
        f.Expect("lpff.theta", tensor(angles.Select(angle => angle.Theta).ToArray(), dtype: ScalarType.Float64), Exact, Exact);
        f.Expect("lpff.phi", tensor(angles.Select(angle => angle.Phi).ToArray(), dtype: ScalarType.Float64), Exact, Exact);
        var densities = PoseDensity.Estimate(angles);
        f.Expect("lpff.density", tensor(densities, dtype: ScalarType.Float64), Exact, Exact);
        f.Expect("lpff.replicas", tensor(densities.Select(density => (long)PoseDensity.Copies(density)).ToArray()), 0);
        f.Expect("lpff.replicas_grid", tensor(f["lpff.density_grid"].data<double>().ToArray().Select(density => (long)PoseDensity.Copies(density)).ToArray()), 0);
    }

    // Rows: step, learning rate, deviation of the input noise for a spread of 1. The plateau tells the peak.
    private static void Schedule(Fixture f, string key)
    {
        var steps = int.Parse(key["schedule_".Length..], CultureInfo.InvariantCulture);
        var rows = f[key].data<double>().ToArray().Chunk(3).ToList();
        var peak = rows.Max(row => row[1]);
        foreach (var row in rows)
        {
            f.ExpectNumber($"{key} rate at {row[0]}", row[1], OptimizationSchedule.LearningRate((int)row[0], steps, peak), Exact);
            f.ExpectNumber($"{key} noise at {row[0]}", row[2], OptimizationSchedule.InputNoise((int)row[0], steps), Exact);
        }
    }

    private static void PixelLosses(Fixture f)
    {
        var salt = f.Metadata["salt"];
        var (x, y) = (Input(salt, "mir.x", [2, 3, 32, 32]), Input(salt, "mir.y", [2, 3, 32, 32]));
        var distrust = WeightRecipe.Input(salt, "mir.c", [2, 32, 32], 0.5, 0.6).to(ScalarType.Float64);
        f.Expect("mse", PixelLoss.Squared(x, y), Exact);
        f.Expect("smooth_l1", PixelLoss.SmoothAbsolute(x, y), Exact);
        f.Expect("mirror_l2_plain", PixelLoss.Mirror(x, y, distrust), Exact);
        f.Expect("mirror_l2_normalised", PixelLoss.Mirror(x, y, distrust, normalized: true), Exact);
        f.Expect("mirror_l1_plain", PixelLoss.Mirror(x, y, distrust, PixelError.SmoothAbsolute), Exact);
        f.Expect("noise_reg", NoiseRegularizer.Penalty(Input(salt, "noise", [64, 64])), Exact);
    }

    private static void Sizes(Fixture f)
    {
        var salt = f.Metadata["salt"];
        var image = WeightRecipe.Input(salt, "resize", [1, 3, 64, 48]);
        var exact = image.to(ScalarType.Float64); // at odd ratios the float32 sampling positions alone cost 4e-6
        var (height, width) = ((int)f.ShapeOf("area_pool")[2], (int)f.ShapeOf("area_pool")[3]);
        f.Expect("area_pool", Resize.Area(image, height, width), Single);
        f.Expect("resize_noaa", Resize.Bilinear(exact, height, width, antialias: false), Single);
        f.Expect("resize_aa", Resize.Bilinear(image, height, width, antialias: true), Single);
        f.Expect("resize_noaa_odd", SlicedTensors.Cut(Resize.Bilinear(exact, 27, 19, antialias: false), "0::1,0::1,0::3,0::3"), Single);
        f.Expect("adaptive_odd", SlicedTensors.Cut(nn.functional.adaptive_avg_pool2d(WeightRecipe.Input(salt, "adap", [1, 2, 188, 188]), 112), "0::1,0::1,0::7,0::7"), Single);
    }

    private static Tensor Input(string salt, string name, long[] shape) => WeightRecipe.Input(salt, name, shape).to(ScalarType.Float64);
}
