using System.Globalization;
using Workbench.Encoders;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>The encoders into style codes.</summary>
internal static class StyleEncoderParity
{
    private const double Codes = 2e-5;

    [Parity("encoders/psp*.safetensors")]
    internal static void GradualStyle(Fixture f)
    {
        using var grad = no_grad();
        using var encoder = new GradualStyleEncoder(StylePyramidConfig.Paper);
        Prepare(f, encoder, "psp");
        foreach (var key in Sorted(f, "ws"))
        {
            // ws<side> or ws<side>_plus_avg
            using var scope = NewDisposeScope();
            var image = Image(f, "psp", key.Split('_')[0]["ws".Length..], f.ShapeOf(key)[0]);
            var codes = encoder.forward(image);
            f.ExpectRelative(key, key.EndsWith("_plus_avg", StringComparison.Ordinal) ? codes + Average(f) : codes, Codes);
        }
        foreach (var side in f.Under("fpn").Select(key => key.Split('.')[0]).Distinct().ToList())
        {
            using var scope = NewDisposeScope();
            var pyramid = encoder.Pyramid(Image(f, "psp", side, f.ShapeOf($"fpn{side}.c3")[0]));
            f.ExpectRelative($"fpn{side}.c3", pyramid.Coarse, Codes);
            f.ExpectRelative($"fpn{side}.p2", pyramid.Middle, Codes);
            f.ExpectRelative($"fpn{side}.p1", pyramid.Fine, Codes);
        }
    }

    [Parity("encoders/backbone_w*.safetensors")]
    internal static void SingleStyle(Fixture f)
    {
        using var grad = no_grad();
        using var encoder = new SingleStyleEncoder(SingleStyleConfig.Paper);
        Prepare(f, encoder, "bbw");
        foreach (var key in Sorted(f, "w"))
        {
            using var scope = NewDisposeScope();
            f.ExpectRelative(key, encoder.forward(Image(f, "bbw", key["w".Length..], f.ShapeOf(key)[0])), Codes);
        }
    }

    [Parity("encoders/e4e*.safetensors")]
    internal static void Editing(Fixture f)
    {
        using var grad = no_grad();
        using var encoder = new Encoder4Editing(StylePyramidConfig.Paper);
        Prepare(f, encoder, "e4e");
        foreach (var key in Sorted(f, "w").Where(key => char.IsAsciiDigit(key[1])))
        {
            // w<side>_stage<stage>
            using var scope = NewDisposeScope();
            var words = key["w".Length..].Split("_stage");
            encoder.Stage = int.Parse(words[1], CultureInfo.InvariantCulture);
            f.ExpectRelative(key, encoder.forward(Image(f, "e4e", words[0], f.ShapeOf(key)[0])), Codes);
        }
        Losses.LatentParity.Check(f, Average(f));
    }

    /// <summary>The mean code of the fixtures, [512].</summary>
    internal static Tensor Average(Fixture f) => WeightRecipe.Input(f.Metadata["salt"], "latent_avg", [512]);

    private static List<string> Sorted(Fixture f, string prefix) => [.. f.Under(prefix).Select(key => prefix + key).Order(StringComparer.Ordinal)];

    private static void Prepare(Fixture f, nn.Module encoder, string label)
    {
        WeightRecipe.Fill(encoder, f.Metadata["salt"], label);
        encoder.eval();
    }

    // The full-size picture is one for all encoders.
    private static Tensor Image(Fixture f, string label, string side, long count)
    {
        var size = long.Parse(side, CultureInfo.InvariantCulture);
        return WeightRecipe.Input(f.Metadata["salt"], size == 256 ? "psp.256" : $"{label}.{side}", [count, 3, size, size]);
    }
}
