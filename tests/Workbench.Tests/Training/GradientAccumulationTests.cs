using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class GradientAccumulationTests : TensorTest
{
    [Fact]
    public void Parts_give_the_gradient_and_the_mean_loss_of_the_whole_batch()
    {
        using var layer = nn.Linear(3, 2);
        var x = randn(12, 3);
        Tensor Loss(Tensor part) => layer.forward(part).square().mean();
        (Loss(x) * 5).backward();
        var whole = layer.weight!.grad!.clone();
        layer.zero_grad();
        var statistics = GradientAccumulation.Add(4, part =>
        {
            var (first, count) = GradientAccumulation.Range(12, 4, part);
            var loss = Loss(x.narrow(0, first, count));
            return new PhaseLoss(loss, new Dictionary<string, Tensor> { ["loss"] = loss.detach() });
        }, weight: 5);
        Assert.True(layer.weight.grad!.allclose(whole));
        Assert.Equal(Loss(x).item<float>(), statistics["loss"], 1e-5);
    }

    [Fact]
    public void Batches_that_do_not_split_evenly_are_refused() =>
        Assert.Contains("10 samples", Assert.Throws<ArgumentException>(() => GradientAccumulation.Range(10, 4, 0)).Message, StringComparison.Ordinal);
}
