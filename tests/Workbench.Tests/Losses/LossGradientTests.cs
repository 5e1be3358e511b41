using Workbench.Discriminators;
using Workbench.Encoders;
using Workbench.Losses;
using Workbench.Tests.Ops;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Losses;

/// <summary>Every loss against finite differences in float64.</summary>
public sealed class LossGradientTests : TensorTest
{
    [Theory]
    [InlineData(LpipsNetwork.Alex, 35)]
    [InlineData(LpipsNetwork.Vgg, 20)]
    [InlineData(LpipsNetwork.Squeeze, 35)]
    public void Perceptual_distance(LpipsNetwork network, int side)
    {
        using var lpips = new Lpips(network);
        lpips.to(ScalarType.Float64);
        WeightRecipe.Fill(lpips.Stack, "gradients", "lpips", Math.Sqrt(2));
        var (image, target) = (Picture(1, side), Picture(2, side));
        GradCheck.Along(() => lpips.Loss(image, target), image, target);
        GradCheck.Along(() => lpips.Map(image, target).square().sum(), image);
        GradCheck.Along(() => lpips.Features(image).square().sum(), image);
    }

    [Fact]
    public void Identity()
    {
        using var identity = SmallIdentity.Create(ScalarType.Float64);
        var (image, target) = (Picture(1, 40), Picture(2, 40));
        GradCheck.Along(() => identity.Compare(image, target).Loss, image);
        GradCheck.Along(() => (identity.Features(image) * arange(8)).sum(), image);
    }

    [Fact]
    public void Pixels()
    {
        var (x, y) = (GradCheck.Input(1, 2, 3, 4, 5), GradCheck.Input(2, 2, 3, 4, 5));
        var distrust = GradCheck.Input(3, 2, 4, 5).detach().abs();
        GradCheck.First(inputs => PixelLoss.Squared(inputs[0], inputs[1]), x, y);
        GradCheck.First(inputs => PixelLoss.SmoothAbsolute(inputs[0], inputs[1]), x, y);
        foreach (var error in Enum.GetValues<PixelError>())
        {
            GradCheck.First(inputs => PixelLoss.Mirror(inputs[0], inputs[1], distrust, error), x, y);
            GradCheck.First(inputs => PixelLoss.Mirror(inputs[0], inputs[1], distrust, error, normalized: true), x, y);
            GradCheck.First(inputs => PixelLoss.Mirror(inputs[0], inputs[1], null, error), x, y);
        }
    }

    [Fact]
    public void Codes()
    {
        var latents = GradCheck.Input(1, 2, 4, 5);
        GradCheck.First(inputs => LatentLoss.Delta(inputs[0], 3), latents);
        GradCheck.First(inputs => LatentLoss.Norm(inputs[0]), latents);
        GradCheck.First(inputs => LatentLoss.Norm(inputs[0], inputs[1]), latents, GradCheck.Input(2, 5));
    }

    [Fact]
    public void Adversarial()
    {
        var (real, fake) = (GradCheck.Input(1, 5, 1), GradCheck.Input(2, 5, 1));
        GradCheck.First(inputs => AdversarialLoss.Encoder(inputs[0], 0.1), fake);
        GradCheck.First(inputs => AdversarialLoss.Discriminator(inputs[0], inputs[1]), real, fake);
        GradCheck.First(inputs => AdversarialLoss.Discriminator(inputs[0], inputs[1], literal: true), real, fake);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Penalty_through_the_discriminator_of_planes(int stride, bool batchStatistics)
    {
        using var network = new TriGridDiscriminator(TriGridDiscriminatorConfig.Tiny with { Stride = stride });
        network.to(ScalarType.Float64);
        WeightRecipe.Fill(network, "gradients", "table6", Math.Sqrt(2)); // the same in every run: differences across a kink of the activation would be wrong
        network.train(batchStatistics);
        var side = stride == 1 ? 6 : 17;
        var planes = GradCheck.Input(1, 2, 6, side, side);
        var parameters = network.parameters().ToArray<Tensor>();
        // Second derivatives: of the penalty by every parameter and by the planes themselves.
        GradCheck.Along(() => GradientPenalty.R1(network.forward(planes), planes).Term, [planes, .. parameters]);
        GradCheck.Along(() => AdversarialLoss.Encoder(network.forward(planes)), [planes, .. parameters]);
    }

    [Fact]
    public void Penalty_through_the_discriminator_of_codes()
    {
        using var network = new LatentDiscriminator(6);
        network.to(ScalarType.Float64);
        WeightRecipe.Fill(network, "gradients", "codes", Math.Sqrt(2));
        var codes = GradCheck.Input(1, 4, 6);
        // The last bias adds to every score and has no part in a slope; the other biases only move kinks.
        GradCheck.Along(() => GradientPenalty.R1(network.forward(codes), codes).Term, [.. network.parameters().Where(parameter => parameter.dim() == 2)]);
    }

    private static Tensor Picture(int seed, int side)
    {
        using var scope = NewDisposeScope();
        return (GradCheck.Input(seed, 1, 3, side, side).detach() * 0.4).MoveToOuterDisposeScope().requires_grad_();
    }
}
