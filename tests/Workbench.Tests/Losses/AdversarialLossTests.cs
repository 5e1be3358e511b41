using Workbench.Losses;

namespace Workbench.Tests.Losses;

public sealed class AdversarialLossTests : TensorTest
{
    [Fact]
    public void Undecided_score_costs_log_two_either_way()
    {
        Assert.Equal(Math.Log(2), AdversarialLoss.Real(zeros(1)).ToDouble(), 1e-6);
        Assert.Equal(Math.Log(2), AdversarialLoss.Fake(zeros(1)).ToDouble(), 1e-6);
    }

    [Fact]
    public void Real_and_fake_differ_by_the_score()
    {
        var scores = tensor(new[] { -3f, 0.5f, 4f }); // softplus(x) − softplus(−x) = x
        Assert.True((AdversarialLoss.Fake(scores) - AdversarialLoss.Real(scores)).allclose(scores, 1e-5, 1e-6));
    }

    [Fact]
    public void Gradient_penalty_of_a_linear_score_is_its_squared_slope()
    {
        var x = randn(4, 3).requires_grad_();
        var slope = tensor(new[] { 1f, 2f, -2f });
        var norms = GradientPenalty.SquaredNorms(x.mv(slope), x)[0];
        Assert.Equal([9f, 9f, 9f, 9f], norms.data<float>());
    }

    [Fact]
    public void Gradient_penalty_can_be_minimised_by_the_slope()
    {
        var x = randn(4, 3).requires_grad_();
        var slope = tensor(new[] { 1f, 2f, -2f }).requires_grad_();
        GradientPenalty.SquaredNorms(x.mv(slope), x)[0].mean().backward();
        Assert.Equal([2f, 4f, -4f], slope.grad!.data<float>()); // d‖s‖²/ds = 2s
    }
}
