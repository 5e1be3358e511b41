using Workbench.Generator;

namespace Workbench.Tests.Generator;

public sealed class TrainableSynthesisTests : TensorTest
{
    [Theory]
    [InlineData(16, 24)]
    [InlineData(32, 36)]
    public void Equals_the_synthesis_network_in_values_and_gradients(int side, int channels)
    {
        manual_seed(5);
        using var network = new SynthesisNetwork(new SynthesisConfig { StyleWidth = 12, Resolution = side, ImageChannels = channels, ChannelBase = 16 * side, ChannelMax = 20 });
        using (no_grad())
            foreach (var parameter in network.parameters())
                if (parameter.dim() == 1)
                    parameter.add_(randn_like(parameter) * 0.3);
        var ws = randn(3, network.Config.StyleCount, 12).requires_grad_();
        network.eval(); // the network's own path
        var expected = network.Synthesize(ws, new SynthesisOptions(NoiseMode.None));
        network.train();
        Assert.True(TrainableSynthesis.Supports(network, ws, NoiseMode.None));
        var actual = network.Synthesize(ws, new SynthesisOptions(NoiseMode.None));
        Close(expected, actual, "image");
        var weights = randn_like(expected);
        var before = Gradients(network, ws, expected, weights);
        var after = Gradients(network, ws, actual, weights);
        Assert.Equal(before.Keys, after.Keys);
        foreach (var (name, gradient) in before)
            Close(gradient, after[name], name);
    }

    [Fact]
    public void Channels_come_in_the_order_asked_for()
    {
        manual_seed(6);
        using var network = new SynthesisNetwork(new SynthesisConfig { StyleWidth = 8, Resolution = 8, ImageChannels = 8, ChannelBase = 64, ChannelMax = 8 });
        var ws = randn(2, network.Config.StyleCount, 8);
        var order = tensor(new long[] { 7, 0, 1, 6, 2, 3, 5, 4 });
        Close(TrainableSynthesis.Synthesize(network, ws).index_select(1, order), TrainableSynthesis.Synthesize(network, ws, order), "image");
    }

    [Fact]
    public void Refines_as_the_super_resolution_does()
    {
        manual_seed(7);
        using var network = new SuperResolution(new SuperResolutionConfig { FeatureChannels = 8, InputResolution = 8, OutputResolution = 16, Channels0 = 12, Channels1 = 8, StyleWidth = 6, Clamp = null });
        var (rgb, features, ws) = (randn(2, 3, 8, 8), randn(2, 8, 8, 8), randn(2, 4, 6));
        Close(network.Forward(rgb, features, ws), TrainableSynthesis.Refine(network, rgb, features, ws), "image");
    }

    private static SortedDictionary<string, Tensor> Gradients(SynthesisNetwork network, Tensor ws, Tensor image, Tensor weights)
    {
        network.zero_grad();
        ws.grad = null;
        (image * weights).sum().backward();
        var gradients = new SortedDictionary<string, Tensor> { ["ws"] = ws.grad!.clone() };
        foreach (var (name, parameter) in network.named_parameters())
            if (parameter.grad is { } gradient)
                gradients[name] = gradient.clone();
        return gradients;
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        var error = (expected - actual).abs().max().ToDouble() / expected.abs().max().ToDouble();
        Assert.True(error < 5e-5, $"{what}: relative error {error:e2}");
    }
}
