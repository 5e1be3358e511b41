using Workbench.Metrics;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Metrics;

/// <summary>Inception v3 in both topologies.</summary>
internal static class InceptionParity
{
    private const double Relative = 1e-4;

    [Parity("encoders/inception*.safetensors")]
    internal static void Maps(Fixture f)
    {
        using var grad = no_grad();
        var batch = f.Json("shape:pool1")[0].GetInt64();
        var image = (WeightRecipe.Input(f.Metadata["salt"], "inception.x", [batch, 3, 256, 256], 0.5, 0.5).to(ScalarType.Float64) * 255).floor().div(255).to(ScalarType.Float32);
        using (var network = Network(f, InceptionTopology.Fid))
        using (var maps = network.Maps(image))
        {
            f.ExpectRelative("pool1", maps.First, Relative);
            f.ExpectRelative("pool2", maps.Second, Relative);
            f.ExpectRelative("mixed6", maps.Middle, Relative);
            f.ExpectRelative("pool3", maps.Pooled, Relative);
            f.ExpectRelative("pool3", network.Features(image * 2 - 1).view(batch, -1, 1, 1), Relative); // the way in for pictures in −1…1
        }
        using var other = Network(f, InceptionTopology.Torchvision);
        f.ExpectSampled("pool3_if_torchvision_topology", other.forward(image), "0::1,0::8", Relative);
    }

    private static InceptionNetwork Network(Fixture f, InceptionTopology topology)
    {
        var network = new InceptionNetwork(topology);
        WeightRecipe.Fill(network, f.Metadata["salt"], "inception", Math.Sqrt(2));
        return network;
    }
}
