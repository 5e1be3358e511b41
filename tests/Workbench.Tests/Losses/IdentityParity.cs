using Workbench.Encoders;
using Workbench.Losses;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Losses;

/// <summary>The identity loss: crop, embedding, loss, gradient.</summary>
internal static class IdentityParity
{
    private const double Relative = 1e-4;

    [Parity("encoders/id_loss*.safetensors")]
    internal static void Loss(Fixture f)
    {
        var salt = f.Metadata["salt"];
        var network = new ArcFaceNetwork(ArcFaceConfig.IrSe50);
        WeightRecipe.Fill(network, salt, "irse50");
        using var identity = new IdentityLoss(network);
        var shape = new long[] { f.ShapeOf("logs")[0], 3, 256, 256 };
        var target = WeightRecipe.Input(salt, "id.y", shape);
        var source = WeightRecipe.Input(salt, "id.x", shape);
        var image = (target + WeightRecipe.Input(salt, "id.n", shape, 0.5)).clamp(-1, 1).requires_grad_();

        using var terms = identity.Compare(image, target, source);
        f.ExpectRelative("loss", terms.Loss, Relative);
        f.ExpectRelative("improve", terms.Improvement, Relative);
        f.ExpectRelative("logs", terms.Cosines, Relative);
        var gradient = Differentiate.Gradient(terms.Loss, image);
        f.ExpectSampled("grad_yhat", gradient, "0::1,0::1,40::24,40::24", Relative);
        f.ExpectRelative("grad_yhat_norm", gradient.norm(), Relative);
        using var grad = no_grad();
        f.ExpectRelative("feats_yhat", identity.Embed(image), Relative);
        f.ExpectSampled("crop_pool", FaceCrop.Apply(image), "0::1,0::1,0::9,0::7", Relative);
        var large = WeightRecipe.Input(salt, "id.big", [1, 3, 512, 512]);
        f.ExpectSampled("pool512to256", Resize.Area(large, 256, 256), "0::1,0::1,0::16,0::16", Relative);
    }
}
