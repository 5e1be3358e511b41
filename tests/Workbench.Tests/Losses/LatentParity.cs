using System.Globalization;
using Workbench.Discriminators;
using Workbench.Losses;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Losses;

/// <summary>What e4e adds to its encoder: penalties on codes and the latent discriminator.</summary>
internal static class LatentParity
{
    private const double Relative = 1e-5;

    internal static void Check(Fixture f, Tensor average)
    {
        using var grad = enable_grad();
        using var scope = NewDisposeScope();
        // Both were computed from the stored codes.
        var codes = f["w64_stage13"].to(ScalarType.Float64);
        foreach (var stage in f.Under("delta_loss_stage").ToList())
            f.ExpectRelative($"delta_loss_stage{stage}", LatentLoss.Delta(codes, int.Parse(stage, CultureInfo.InvariantCulture)), Relative);
        f.ExpectRelative("w_norm", LatentLoss.Norm(codes, average.to(ScalarType.Float64)), Relative);

        var salt = f.Metadata["salt"];
        using var network = new LatentDiscriminator();
        WeightRecipe.Fill(network, salt, "latent_d", Math.Sqrt(2));
        var count = f.ShapeOf("latent_d.real")[0];
        var real = WeightRecipe.Input(salt, "latent_d.real", [count, network.Width]).requires_grad_();
        var fake = WeightRecipe.Input(salt, "latent_d.fake", [count, network.Width]);
        var (realScores, fakeScores) = (network.forward(real), network.forward(fake));
        f.ExpectRelative("latent_d.real", realScores, Relative);
        f.ExpectRelative("latent_d.fake", fakeScores, Relative);
        f.ExpectRelative("latent_d.loss", AdversarialLoss.Discriminator(realScores, fakeScores, weight: 1), Relative);
        using var r1 = GradientPenalty.R1(realScores, real);
        f.ExpectRelative("latent_d.r1_penalty", r1.Penalty, Relative);
        f.ExpectRelative("latent_d.r1_term", r1.Term, Relative);
        r1.Penalty.backward();
        f.ExpectSampled("latent_d.r1_grad_mlp0", network.get_parameter("mlp.0.weight")!.grad!, "0::16,0::16", Relative);
    }
}
