using System.Globalization;
using Workbench.Encoders;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>GOAE's encoder, its blocks and its feature alignment.</summary>
internal static class GoaeParity
{
    private const double Close = 5e-5;

    [Parity("encoders/goae*.safetensors")]
    internal static void Goae(Fixture f)
    {
        using var grad = no_grad();
        var salt = f.Metadata["salt"];
        Encoder(f, salt);
        foreach (var key in f.Keys.Where(key => key.StartsWith("block_shift", StringComparison.Ordinal)).ToList())
        {
            // block_shift<shift> on 16×16 tokens with windows of 8
            using var scope = NewDisposeScope();
            var (shift, shape) = (key["block_shift".Length..], f.ShapeOf(key));
            using var block = new SwinBlock((int)shape[2], (int)Math.Sqrt(shape[1]), 4, 8, shift != "0", 6);
            Prepare(block, salt, "swinblk" + shift);
            f.ExpectRelative(key, block.forward(WeightRecipe.Input(salt, "swinblk", shape)), Close);
        }
        using (var cross = new CrossAttention(64, 4, 128))
        {
            Prepare(cross, salt, "cross");
            f.ExpectRelative("cross_attention", cross.forward(WeightRecipe.Input(salt, "cross.q", f.ShapeOf("cross_attention")), WeightRecipe.Input(salt, "cross.kv", [2, 11, 64])), Close);
        }
        using var align = new FeatureAlignment(AfaConfig.Paper);
        Prepare(align, salt, "afa");
        foreach (var group in f.Under("afa").Select(key => key.Split('.')[0]).Distinct().ToList())
        {
            // afa<side of the pictures>
            using var scope = NewDisposeScope();
            var side = long.Parse(group, CultureInfo.InvariantCulture);
            var shape = f.Json($"shape:afa{group}.adain").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var aligned = align.forward(
                WeightRecipe.Input(salt, "afa.img", [shape[0], 3, side, side]), WeightRecipe.Input(salt, "afa.rec", [shape[0], 3, side, side]), WeightRecipe.Input(salt, "afa.feat", shape));
            f.ExpectRelative($"afa{group}.adain", aligned.Features, Close);
            f.ExpectRelative($"afa{group}.gamma", aligned.Scale, Close);
            f.ExpectRelative($"afa{group}.beta", aligned.Shift, Close);
        }
    }

    private static void Encoder(Fixture f, string salt)
    {
        using var scope = NewDisposeScope();
        using var encoder = new GoaeEncoder(GoaeConfig.Paper);
        Prepare(encoder, salt, "goae");
        var stages = f.Under("ws_stage").Order(StringComparer.Ordinal).ToList();
        var side = encoder.Config.Swin.ImageResolution;
        var image = WeightRecipe.Input(salt, $"goae.{side}", [f.ShapeOf("ws_stage" + stages[0])[0], 3, side, side]);
        var features = encoder.Swin.Features(image);
        foreach (var (key, value) in new[] { ("x", features.Base), ("query", features.Query), ("coarse", features.Coarse), ("mid", features.Middle), ("fine", features.Fine) })
            f.ExpectRelative(key, value.unsqueeze(0), Close);
        foreach (var stage in stages)
        {
            encoder.Stage = int.Parse(stage, CultureInfo.InvariantCulture);
            f.ExpectRelative("ws_stage" + stage, encoder.forward(image), Close);
        }
    }

    private static void Prepare(nn.Module network, string salt, string label)
    {
        WeightRecipe.Fill(network, salt, label);
        network.eval();
    }
}
