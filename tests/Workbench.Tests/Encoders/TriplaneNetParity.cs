using Workbench.Encoders;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>TriPlaneNet's second stage in both versions and both enlargements.</summary>
internal static class TriplaneNetParity
{
    private const double Planes = 5e-5;

    [Parity("encoders/triplanenet*.safetensors")]
    internal static void Refinement(Fixture f)
    {
        using var grad = no_grad();
        var salt = f.Metadata["salt"];
        foreach (var key in f.Keys.Where(key => !key.EndsWith(".stats", StringComparison.Ordinal)).ToList())
        {
            // v1_256, v2ps_256, v2nn_256, with _trigrid before the side
            using var scope = NewDisposeScope();
            var words = key.Split('_');
            var shape = f.Json("shape:" + key).EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var v1 = words[0] == "v1";
            var config = TriplaneNetConfig.Of(
                v1 ? TriplaneNetVersion.V1 : TriplaneNetVersion.V2, words[0] == "v2nn" ? DecoderUpsampling.Nearest : DecoderUpsampling.PixelShuffle, (int)shape[1]);
            using var network = new TriplaneNetEncoder(config);
            WeightRecipe.Fill(network, salt, (v1 ? "tpn1" : "tpn_" + words[0]) + (words[1] == "trigrid" ? "_trigrid" : ""));
            network.eval();
            string[] parts = v1 ? ["rec", "diff"] : ["rec", "diff", "mdiff"];
            var images = cat([.. parts.Select(part => WeightRecipe.Input(salt, "tpn." + part, [shape[0], 3, shape[2], shape[3]]))], 1);
            var planes = v1 ? null : WeightRecipe.Input(salt, shape[1] == 96 ? "tpn.planes" : $"tpn.planes{shape[1]}", shape);
            f.ExpectRelative(key, planes is null ? network.Offsets(images) : network.forward(images, planes), Planes);
        }
    }
}
