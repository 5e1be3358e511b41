using System.Globalization;
using Workbench.Editing;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Editing;

/// <summary>Fusion of masks and grids.</summary>
internal static class BlendParity
{
    private const double Tight = 1e-5;

    [Parity("editing/blend*.safetensors")]
    internal static void Blend(Fixture f)
    {
        // One slice a plane: [P, H, W] → [P, 1, H, W] and [P, C, H, W] → [1, P, C, 1, H, W].
        Tensor Mask(string key) => f[key].unsqueeze(1);
        Tensor Grid(string key) => f[key].unsqueeze(2).unsqueeze(0);
        var (target, reference, part, binary) = (Mask("mask_target"), Mask("mask_reference"), Mask("mask_part"), Mask("mask_reference_binary"));
        var (t, r, imp, guide) = (Grid("grid_target"), Grid("grid_reference"), Grid("grid_implicit"), Grid("grid_guidance"));
        void Check(string key, Tensor actual) => f.Expect("out." + key, actual.squeeze(), Tight);
        FusionWeights Fuse(string name, PartWeights weights, Tensor donor)
        {
            var joined = FusionWeights.Join([weights]);
            Check(name + ".manual", GridBlend.Lay(t, [donor], [weights.Take]));
            Check(name + ".fused", GridBlend.Fuse(t, [donor], joined, imp));
            return joined;
        }

        // The sizes of 256² planes, unscaled: the file applies them to its own.
        var hair = PartWeights.Of(target, reference, PartRecipe.Hair);
        Check("hair.take", hair.Take);
        Check("hair.keep", 1 - hair.Take);
        Check("hair.take_core", hair.Core);
        Check("hair.keep_core", hair.Keep);
        Check("hair.implicit_weight", Fuse("hair", hair, r).Implicit);
        foreach (var (name, recipe) in new[] { ("eyes", PartRecipe.Eyes), ("mouth", PartRecipe.Mouth) })
        {
            var ring = PartWeights.Of(target, reference, recipe);
            Check(name + ".core", ring.Core);
            Check(name + ".wide", 1 - ring.Keep);
            Fuse(name, ring, r);
        }

        var nose = PartWeights.Of(target, reference, PartRecipe.Nose, spared: target);
        Check("nose.mask", nose.Take);
        Fuse("nose", nose, r);
        var glasses = PartWeights.Of(target, binary, PartRecipe.Glasses);
        var hard = GridBlend.Residual(t, r, guide, binary);
        Check("glasses.manual", hard);
        Check("glasses.fused", GridBlend.Fuse(t, [hard], FusionWeights.Join([glasses]), imp));

        foreach (var strength in f.Under("out.strength."))
            Check("strength." + strength, GridBlend.Strength(t, Grid("out.hair.fused"), Number(strength)));
        foreach (var sigma in f.Under("out.feather."))
            Check("feather." + sigma, PartWeights.Of(target, binary, PartRecipe.Eyes, feather: Number(sigma)).Take);
        var several = FusionWeights.Join([hair, PartWeights.Of(target, part, PartRecipe.Eyes)]);
        Check("multi.hair", several.Cores[0]);
        Check("multi.part", several.Cores[1]);
        Check("multi.keep", several.Keep);
        Check("multi.imp", several.Implicit);
        Check("multi.fused", GridBlend.Fuse(t, [r, guide], several, imp));

        foreach (var name in f.Under("kernel.").ToList())
        {
            var split = name.IndexOf('.', StringComparison.Ordinal);
            f.Expect("kernel." + name, Morphology.Kernel(int.Parse(name[..split], CultureInfo.InvariantCulture), Number(name[(split + 1)..])), 1e-6);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
