using Workbench.Encoders;
using Workbench.Losses;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Losses;

/// <summary>An identity loss small enough for finite differences.</summary>
internal static class SmallIdentity
{
    public static IdentityLoss Create(ScalarType dtype = ScalarType.Float32)
    {
        var network = new ArcFaceNetwork(new ArcFaceConfig
        {
            Trunk = new IrSeConfig { StemWidth = 4, Groups = [new(4, 1), new(8, 1)], Reduction = 2 },
            ImageResolution = 16,
            EmbeddingWidth = 8,
        });
        network.to(dtype);
        WeightRecipe.Fill(network, "gradients", "identity");
        return new IdentityLoss(network, "small");
    }
}
