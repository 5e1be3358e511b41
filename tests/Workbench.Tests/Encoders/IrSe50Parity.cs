using System.Globalization;
using Workbench.Encoders;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>The trunk and the two identity networks.</summary>
internal static class IrSe50Parity
{
    private const double Features = 1e-5;
    private const double Embedding = 1e-4;

    [Parity("encoders/irse50*.safetensors")]
    internal static void Trunk(Fixture f)
    {
        using var grad = no_grad();
        using (var network = Network(f, ArcFaceConfig.IrSe50, "irse50"))
        {
            // s<side>.<tap>
            foreach (var side in f.Keys.Where(key => key[0] == 's').Select(key => key.Split('.')[0][1..]).Distinct().ToList())
            {
                using var scope = NewDisposeScope();
                var shape = f.Json($"shape:s{side}.stem");
                var size = long.Parse(side, CultureInfo.InvariantCulture);
                var features = network.Trunk.Features(WeightRecipe.Input(f.Metadata["salt"], $"irse50.{side}", [shape[0].GetInt64(), 3, size, size]));
                f.ExpectRelative($"s{side}.stem", features.Stem, Features);
                f.ExpectRelative($"s{side}.c0_b2", features.Groups[0], Features);
                f.ExpectRelative($"s{side}.c1_b6", features.Groups[1], Features);
                f.ExpectRelative($"s{side}.c2_b20", features.Groups[2], Features);
                f.ExpectRelative($"s{side}.c3_b21", features.LastGroupEntry, Features);
                f.ExpectRelative($"s{side}.c3_b23", features.Deepest, Features);
            }
            Embed(f, network, "embed112");
        }
        using (var network = Network(f, ArcFaceConfig.CurricularFace, "ir101"))
            Embed(f, network, "ir101.embed112");
    }

    private static ArcFaceNetwork Network(Fixture f, ArcFaceConfig config, string label)
    {
        var network = new ArcFaceNetwork(config);
        WeightRecipe.Fill(network, f.Metadata["salt"], label);
        network.eval();
        return network;
    }

    private static void Embed(Fixture f, ArcFaceNetwork network, string key)
    {
        using var scope = NewDisposeScope();
        var size = network.Config.ImageResolution;
        f.ExpectRelative(key, network.forward(WeightRecipe.Input(f.Metadata["salt"], $"irse50.{size}", [f.ShapeOf(key)[0], 3, size, size])), Embedding);
    }
}
