using Workbench.Discriminators;
using Workbench.Losses;
using Workbench.Tests.Parity;
using Workbench.Training;

namespace Workbench.Tests.Discriminators;

/// <summary>The discriminator of Table 6 and its image variant: scores, losses, R1 through batch statistics.</summary>
internal static class TriGridDiscriminatorParity
{
    private const double Values = 1e-5;
    private const double Gradients = 1e-4;

    [Parity("encoders/discriminator*.safetensors")]
    internal static void Scores(Fixture f)
    {
        Softplus(f);
        foreach (var tag in f.Keys.Select(key => key.Split('.')[0]).Where(tag => tag != "softplus").Distinct().ToList())
        {
            var config = tag == "img" ? TriGridDiscriminatorConfig.Image : TriGridDiscriminatorConfig.Paper;
            var side = tag == "img" ? 32 : 24;
            var shape = new long[] { f.ShapeOf($"{tag}.eval_real")[0], config.Channels, side, side };
            var (real, fake) = (Input(f, $"d_{tag}.real", shape), Input(f, $"d_{tag}.fake", shape));
            Evaluation(f, tag, config, real);
            Penalty(f, tag, config, real);
            Training(f, tag, config, real, fake);
        }
    }

    private static void Softplus(Fixture f)
    {
        var scores = f["softplus.x"];
        f.ExpectRelative("softplus.pos", AdversarialLoss.Fake(scores), Values);
        f.ExpectRelative("softplus.neg", AdversarialLoss.Real(scores), Values);
    }

    private static void Evaluation(Fixture f, string tag, TriGridDiscriminatorConfig config, Tensor real)
    {
        using var scope = NewDisposeScope();
        using var network = Network(f, tag, config);
        network.eval();
        using (no_grad())
        {
            f.ExpectRelative($"{tag}.eval_real", network.forward(real), Values);
            f.ExpectRelative($"{tag}.logit_map", network.Logits(real), Values);
            foreach (var key in f.Under($"{tag}.eval_").Where(key => char.IsDigit(key[0])).ToList())
                f.ExpectRelative($"{tag}.eval_{key}", network.forward(Input(f, $"d_{tag}.{key}", [1, config.Channels, long.Parse(key, System.Globalization.CultureInfo.InvariantCulture), long.Parse(key, System.Globalization.CultureInfo.InvariantCulture)])), Values);
        }
        var input = real.clone().requires_grad_();
        using var r1 = GradientPenalty.R1(network.forward(input), input);
        f.ExpectRelative($"{tag}.r1_penalty_eval_bn", r1.Penalty, Gradients);
    }

    private static void Penalty(Fixture f, string tag, TriGridDiscriminatorConfig config, Tensor real)
    {
        using var scope = NewDisposeScope();
        using var network = Network(f, tag, config);
        network.train();
        var input = real.clone().requires_grad_();
        var scores = network.forward(input);
        f.ExpectRelative($"{tag}.train_real", scores, Values);
        using var r1 = GradientPenalty.R1(scores, input);
        f.ExpectRelative($"{tag}.r1_penalty", r1.Penalty, Gradients);
        f.ExpectRelative($"{tag}.r1_term", r1.Term, Gradients);
        r1.Term.backward();
        var named = network.named_parameters().ToList();
        f.ExpectRelative($"{tag}.r1_param_grad_norms", tensor(named.Select(item => Workbench.Training.Gradients.Norm(item.parameter)).ToArray(), dtype: ScalarType.Float64), Gradients);
        f.ExpectSampled($"{tag}.r1_grad_first_conv", named[0].parameter.grad!, $"0::16,0::{ChannelStep(tag)},0::1,0::1", Gradients);
    }

    private static void Training(Fixture f, string tag, TriGridDiscriminatorConfig config, Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        using var network = Network(f, tag, config);
        network.train();
        var encoded = fake.clone().requires_grad_();
        var fakeScores = network.forward(encoded);
        var realScores = network.forward(real);
        f.ExpectRelative($"{tag}.train_fake", fakeScores, Values);
        f.ExpectRelative($"{tag}.d_loss", AdversarialLoss.Discriminator(realScores, fakeScores), Values);
        var state = network.state_dict();
        f.ExpectRelative($"{tag}.running_mean_after_fake_then_real", state["net.3.running_mean"], Values);
        f.ExpectRelative($"{tag}.running_var_after_fake_then_real", state["net.3.running_var"], Values);
        var term = AdversarialLoss.Encoder(fakeScores, 0.001);
        f.ExpectRelative($"{tag}.g_term", term, Values);
        var gradient = Differentiate.Gradient(term, encoded);
        f.ExpectSampled($"{tag}.g_grad", gradient, $"0::1,0::{ChannelStep(tag)},0::8,0::8", Gradients);
        f.ExpectRelative($"{tag}.g_grad_norm", gradient.norm(), Gradients);
    }

    private static TriGridDiscriminator Network(Fixture f, string tag, TriGridDiscriminatorConfig config)
    {
        var network = new TriGridDiscriminator(config);
        WeightRecipe.Fill(network, f.Metadata["salt"], $"d_{tag}", Math.Sqrt(2));
        return network;
    }

    private static int ChannelStep(string tag) => tag == "img" ? 1 : 24;

    private static Tensor Input(Fixture f, string name, long[] shape) => WeightRecipe.Input(f.Metadata["salt"], name, shape);
}
