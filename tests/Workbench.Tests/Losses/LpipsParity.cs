using Workbench.Losses;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Losses;

/// <summary>LPIPS with all three networks: taps, layers, value, map, gradient.</summary>
internal static class LpipsParity
{
    private const double Relative = 1e-4;

    [Parity("encoders/lpips*.safetensors")]
    internal static void Distances(Fixture f)
    {
        var salt = f.Metadata["salt"];
        foreach (var tag in f.Keys.Select(key => key.Split('.')[0]).Distinct().ToList())
        {
            using var scope = NewDisposeScope();
            using var lpips = new Lpips(Enum.Parse<LpipsNetwork>(tag, ignoreCase: true));
            WeightRecipe.Fill(lpips.Stack, salt, $"lpips_{tag}", Math.Sqrt(2), "features.");
            var layers = lpips.Stack.Widths.Count;
            lpips.SetHeads([.. Enumerable.Range(0, layers).Select(i => f[$"{tag}.lin{i}.weight"])]);
            var shape = new long[] { f.ShapeOf($"{tag}.value")[0], 3, 64, 64 };
            var image = WeightRecipe.Input(salt, "lpips.x", shape).requires_grad_();
            var target = (image.detach() + WeightRecipe.Input(salt, "lpips.n", shape, 0.4)).clamp(-1, 1);

            var value = lpips.forward(image, target);
            f.ExpectRelative($"{tag}.value", value, Relative);
            Gradient(f, tag, value.mean(), image);
            using var grad = no_grad();
            var parts = lpips.Layers(image, target);
            var maps = lpips.Maps(image);
            for (var i = 0; i < layers; i++)
            {
                f.ExpectRelative($"{tag}.layer{i}", parts[i], Relative);
                f.ExpectRelative($"{tag}.relu{i}", Sampled(maps[i]), Relative);
            }
            f.ExpectSampled($"{tag}.spatial", lpips.Map(image, target), "0::1,0::1,0::8,0::8", Relative);
            f.ExpectRelative($"{tag}.normalize_flag", lpips.OfUnitRange((image + 1) / 2, (target + 1) / 2), Relative);
            f.Expect($"{tag}: features' squared distance", value, (lpips.Features(image) - lpips.Features(target)).square().sum(1), 0, Relative);
        }
    }

    private static void Gradient(Fixture f, string tag, Tensor loss, Tensor image)
    {
        var gradient = Differentiate.Gradient(loss, image);
        f.ExpectSampled($"{tag}.grad_x", gradient, "0::1,0::1,3::8,5::8", Relative);
        f.ExpectRelative($"{tag}.grad_norm", gradient.norm(), Relative);
    }

    private static Tensor Sampled(Tensor map) => SlicedTensors.Cut(map[..1], $"0::1,0::{Step(map.shape[1], 8)},0::{Step(map.shape[2], 4)},0::{Step(map.shape[3], 4)}");

    private static long Step(long size, long parts) => Math.Max(1, size / parts);
}
