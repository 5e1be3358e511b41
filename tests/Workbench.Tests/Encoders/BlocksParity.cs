using System.Globalization;
using Workbench.Encoders;
using Workbench.Ops;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>The building blocks of encoders.</summary>
internal static class BlocksParity
{
    private const double Tight = 1e-5;

    [Parity("encoders/blocks*.safetensors")]
    internal static void Blocks(Fixture f)
    {
        var salt = f.Metadata["salt"];
        Check(f, "se", new SqueezeExcitation(32, 16), [2, 32, 6, 5]);
        foreach (var key in f.Keys.Where(key => key.StartsWith("ir_", StringComparison.Ordinal) || key.StartsWith("irse_", StringComparison.Ordinal)).Where(key => !key.Contains('.', StringComparison.Ordinal)).ToList())
        {
            // ir_<same|diff>_s<stride>
            var words = key.Split('_');
            var (plain, same) = (words[0] == "ir", words[1] == "same");
            var inputs = plain ? 16 : 32;
            var kind = plain ? ResidualUnit.Plain : ResidualUnit.SqueezeExcitation;
            Check(f, key, new BottleneckUnit(inputs, same ? inputs : 2 * inputs, words[2][1] - '0', kind), [2, inputs, 9, 7]);
        }
        Check(f, "gsb", new GradualStyleBlock(32, 48, 16), [2, 32, 16, 16]);
        foreach (var key in f.Keys.Where(key => key.StartsWith("equal_linear_lr", StringComparison.Ordinal)).ToList())
        {
            var multiplier = key["equal_linear_lr".Length..];
            Check(f, key, new FullyConnected(24, 40, learningRateMultiplier: double.Parse(multiplier, CultureInfo.InvariantCulture)), [3, 24], "eql" + multiplier, "eql");
        }
        Check(f, "double_conv", new DoubleConvolution(12, 20), [2, 12, 6, 5], "dc", "dc");
        foreach (var (key, label, kind, inputs) in new[] { ("up_pixelshuffle", "up_ps", DecoderUpsampling.PixelShuffle, 12), ("up_nearest", "up_nn", DecoderUpsampling.Nearest, 24) })
        {
            using var up = new SkipUpsampling(inputs, 20, kind, 2);
            WeightRecipe.Fill(up, salt, label);
            up.eval();
            f.ExpectRelative(key, up.forward(WeightRecipe.Input(salt, "up.x1", [2, 16, 4, 4]), WeightRecipe.Input(salt, "up.x2", [2, 8, 8, 8])), Tight);
        }
        f.ExpectRelative("upsample_add", StylePyramidEncoder.UpsampleAdd(WeightRecipe.Input(salt, "ua.x", [1, 4, 5, 4]), WeightRecipe.Input(salt, "ua.y", [1, 4, 9, 8])), Tight);
        Training(f, salt);
    }

    private static void Check(Fixture f, string key, nn.Module<Tensor, Tensor> block, long[] shape, string? label = null, string? input = null)
    {
        using (block)
        {
            WeightRecipe.Fill(block, f.Metadata["salt"], label ?? key);
            block.eval();
            f.ExpectRelative(key, block.forward(WeightRecipe.Input(f.Metadata["salt"], input ?? key, shape)), Tight);
        }
    }

    // One unit with batch statistics: output, gradients, running statistics after one pass.
    private static void Training(Fixture f, string salt)
    {
        using var unit = new BottleneckUnit(32, 64, 2);
        WeightRecipe.Fill(unit, salt, "irse_train");
        unit.train();
        var input = WeightRecipe.Input(salt, "irse_train", f.ShapeOf("irse_train.grad_x")).requires_grad_();
        var output = unit.forward(input);
        f.ExpectRelative("irse_train.out", output, Tight);
        var parameters = unit.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        var loss = (output * WeightRecipe.Input(salt, "irse_train.c", output.shape)).sum();
        var gradients = Differentiate.Gradient(loss, [input, parameters["res_layer.1.weight"], parameters["res_layer.2.weight"]]);
        f.ExpectRelative("irse_train.grad_x", gradients[0], Tight);
        f.ExpectRelative("irse_train.grad_res1", gradients[1][.., TensorIndex.Slice(step: 4)], Tight);
        f.ExpectRelative("irse_train.grad_prelu", gradients[2], Tight);
        foreach (var (name, buffer) in unit.named_buffers())
            if (f.Has("irse_train." + name))
                f.ExpectRelative("irse_train." + name, buffer, Tight);
    }
}
