using Workbench.Encoders;
using Workbench.Metrics;

namespace Workbench.Tests.Metrics;

public sealed class NetworkCostTests : TensorTest
{
    [Fact]
    public void Convolution_and_linear_layer_cost_what_the_textbook_says()
    {
        using var network = nn.Sequential(("conv", nn.Conv2d(3, 8, 3, stride: 2, padding: 1, bias: false)), ("flat", nn.Flatten()), ("head", nn.Linear(8 * 4 * 4, 10)));
        var cost = NetworkCost.Of(network, () => network.call(zeros(2, 3, 8, 8)));
        Assert.Equal(8 * 3 * 9 + 128 * 10 + 10, cost.Parameters);
        Assert.Equal(2 * (4 * 4 * 8 * 27), cost.Children[0].Value);
        Assert.Equal(2 * (128 * 10), cost.Children[1].Value);
        Assert.Equal(cost.Children.Sum(child => child.Value), cost.MultiplyAdds);
    }

    [Fact]
    public void Layer_that_runs_twice_costs_twice()
    {
        using var layer = nn.Linear(4, 4);
        using var network = nn.Sequential(layer);
        Assert.Equal(32, NetworkCost.Of(network, () => network.call(network.call(zeros(1, 4)))).MultiplyAdds);
    }

    [Fact]
    public void Trunk_of_the_identity_network_costs_as_published()
    {
        using var network = new ArcFaceNetwork(ArcFaceConfig.IrSe50);
        network.eval();
        var cost = NetworkCost.Of(network, () => network.forward(zeros(1, 3, 112, 112)));
        Assert.Equal(43_797_696, cost.Parameters);
        Assert.InRange(cost.MultiplyAdds, 6.2e9, 6.4e9); // 6.3 G for IR-50 at 112² (Deng et al. 2019)
    }

    [Fact]
    public void Counting_leaves_no_trace()
    {
        using var network = nn.Sequential(nn.Linear(4, 4));
        _ = NetworkCost.Of(network, () => network.call(zeros(1, 4)));
        var second = NetworkCost.Of(network, () => network.call(zeros(1, 4)));
        Assert.Equal(16, second.MultiplyAdds);
    }
}
