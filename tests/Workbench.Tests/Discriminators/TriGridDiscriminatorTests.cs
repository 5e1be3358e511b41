using Workbench.Discriminators;
using Workbench.Losses;
using Workbench.Rendering;

namespace Workbench.Tests.Discriminators;

public sealed class TriGridDiscriminatorTests : TensorTest
{
    [Fact]
    public void Masked_cells_have_no_influence()
    {
        using var network = Tiny();
        var mask = zeros(1, 6, 12, 12);
        mask[.., .., ..6, ..] = ones(1, 6, 6, 12);
        var (a, b) = (randn(1, 6, 12, 12), randn(1, 6, 12, 12));
        var mixed = a * mask + b * (1 - mask);
        Assert.True(network.Score(a, mask).allclose(network.Score(mixed, mask)));
        Assert.False(network.Score(a, null).allclose(network.Score(mixed, null)));
        Assert.True(network.Score(a, ones(1, 6, 12, 12)).allclose(network.Score(a, null)));
    }

    [Fact]
    public void A_head_is_scored_in_its_storage_order()
    {
        using var network = Tiny();
        using var head = new TriGrid(randn([1, 3, 1, 2, 12, 12]), PlaneAxes.PanoHead, 1);
        var visible = rand([1, 3, 1, 2, 12, 12]).gt(0.5).to(ScalarType.Float32);
        Assert.True(network.Score(head, null).allclose(network.forward(head.ToChannels())));
        Assert.True(network.Score(head, visible).allclose(network.Score(head.ToChannels(), visible.reshape(1, 6, 12, 12))));
    }

    [Fact]
    public void One_logit_a_patch_of_eleven_cells()
    {
        using var network = Tiny();
        Assert.Equal([2L, 1, 10, 14], network.Logits(randn(2, 6, 12, 16)).shape);
        var planes = zeros(1, 6, 31, 31).requires_grad_();
        network.Logits(planes)[0, 0, 14, 14].backward();
        var reached = planes.grad!.abs().sum([0, 1]).gt(0).nonzero();
        Assert.Equal(10, (reached.max() - reached.min()).ToInt64());
        using var strided = new TriGridDiscriminator(TriGridDiscriminatorConfig.Tiny with { Stride = 2 });
        Assert.Equal([1L, 1, 2, 2], strided.Logits(randn(1, 6, 32, 32)).shape);
    }

    [Fact]
    public void Literal_equation_8_swaps_the_classes()
    {
        var (synthesised, encoded) = (tensor(new[] { 3f }), tensor(new[] { -2f }));
        var adversary = AdversarialLoss.Discriminator(synthesised, encoded).ToDouble();
        var literal = AdversarialLoss.Discriminator(synthesised, encoded, literal: true).ToDouble();
        Assert.Equal(0.5 * (Math.Log(1 + Math.Exp(-3)) + Math.Log(1 + Math.Exp(-2))), adversary, 1e-6);
        Assert.Equal(0.5 * (Math.Log(1 + Math.Exp(3)) + Math.Log(1 + Math.Exp(2))), literal, 1e-6);
    }

    [Fact]
    public void Lazy_penalty_is_due_in_step_0_and_every_16th()
    {
        Assert.Equal([0L, 16, 32], Enumerable.Range(0, 40).Select(step => (long)step).Where(step => GradientPenalty.IsDue(step)));
        var x = randn(4, 3).requires_grad_();
        using var r1 = GradientPenalty.R1(x.mv(tensor(new[] { 1f, 2f, -2f })), x);
        Assert.Equal(9, r1.Penalty.ToDouble(), 1e-5);
        Assert.Equal(80 * 9, r1.Term.ToDouble(), 1e-3);
    }

    [Fact]
    public void Wrong_planes_and_masks_are_named()
    {
        using var network = Tiny();
        Assert.Contains("C=6", Message(() => network.forward(zeros(1, 5, 12, 12))), StringComparison.Ordinal);
        Assert.Contains("at least 3", Message(() => network.forward(zeros(1, 6, 2, 12))), StringComparison.Ordinal);
        Assert.Contains("does not fit", Message(() => network.Score(zeros(1, 6, 12, 12), zeros(1, 6, 11, 12))), StringComparison.Ordinal);
        Assert.Contains("Stride", Message(() => Create(new() { Stride = 3 })), StringComparison.Ordinal);
    }

    private static TriGridDiscriminator Create(TriGridDiscriminatorConfig config) => new(config);

    private static TriGridDiscriminator Tiny()
    {
        var network = new TriGridDiscriminator(TriGridDiscriminatorConfig.Tiny);
        network.eval();
        return network;
    }

    private static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}
