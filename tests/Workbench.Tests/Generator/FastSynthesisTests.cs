using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Tests.Generator;

public sealed class FastSynthesisTests : TensorTest
{
    [Theory]
    [InlineData(8, 256, 16, 24)]
    [InlineData(64, 1024, 32, 32)]
    [InlineData(32, 512, 24, 12)]
    [InlineData(128, 4096, 48, 64)]
    public void Images_equal_those_of_the_network(int resolution, int channelBase, int channelMax, int imageChannels)
    {
        using var network = Network(new SynthesisConfig { StyleWidth = 24, Resolution = resolution, ChannelBase = channelBase, ChannelMax = channelMax, ImageChannels = imageChannels });
        using var grad = no_grad();
        var ws = randn([2, network.Config.StyleCount, 24], generator: new torch.Generator(2));
        foreach (var noise in new[] { NoiseMode.None, NoiseMode.Constant })
        {
            Assert.True(FastSynthesis.Supports(network, ws, noise));
            var expected = network.Synthesize(ws, new SynthesisOptions(noise));
            Near(expected, FastSynthesis.Synthesize(network, ws, noise).flatten(1, 3));
        }
    }

    [Fact]
    public void Clamped_layers_stay_clamped()
    {
        using var network = Network(new SynthesisConfig { StyleWidth = 24, Resolution = 32, ChannelBase = 512, ChannelMax = 16, ImageChannels = 8, Clamp = 0.7 });
        using var grad = no_grad();
        var ws = randn([1, network.Config.StyleCount, 24], generator: new torch.Generator(2));
        Near(network.Synthesize(ws, new SynthesisOptions()), FastSynthesis.Synthesize(network, ws, NoiseMode.Constant).flatten(1, 3));
    }

    [Fact]
    public void Tri_grids_come_out_packed()
    {
        using var network = Network(new SynthesisConfig { StyleWidth = 24, Resolution = 16, ChannelBase = 512, ChannelMax = 16, ImageChannels = 3 * 8 * 5 });
        using var grad = no_grad();
        var ws = randn([2, network.Config.StyleCount, 24], generator: new torch.Generator(2));
        var expected = TriGrid.FromChannels(network.Synthesize(ws, new SynthesisOptions()), 5, PlaneAxes.PanoHead, 1);
        var features = FastSynthesis.Synthesize(network, ws, NoiseMode.Constant, 3, 5);
        Near(expected.Features, features);
        Assert.True(PackedTriGrid.IsPacked(features));
    }

    [Theory]
    [InlineData(32, 64, 16, 8)]
    [InlineData(32, 128, 32, 16)]
    [InlineData(16, 64, 24, 40)]
    public void Refined_images_equal_those_of_the_network(int input, int output, int channels0, int channels1)
    {
        var config = new SuperResolutionConfig { FeatureChannels = 16, InputResolution = input, OutputResolution = output, Channels0 = channels0, Channels1 = channels1, StyleWidth = 24 };
        foreach (var noise in new[] { NoiseMode.None, NoiseMode.Constant })
        {
            manual_seed(1);
            using var network = new SuperResolution(config with { Noise = noise });
            Shake(network);
            using var grad = no_grad();
            network.eval();
            var (rgb, features, ws) = (randn(2, 3, 8, 8), randn(2, 16, 8, 8), randn(2, 4, 24));
            Assert.True(FastSynthesis.Supports(network, ws));
            Near(network.Forward(rgb, features, ws), FastSynthesis.Refine(network, rgb, features, ws));
        }
    }

    [Fact]
    public void Other_architectures_gradients_and_watchers_keep_the_network_path()
    {
        var config = new SynthesisConfig { StyleWidth = 24, Resolution = 8, ChannelBase = 128, ChannelMax = 16, ImageChannels = 8 };
        using var network = Network(config);
        using var resnet = Network(config with { Architecture = SynthesisArchitecture.Resnet });
        using var odd = Network(config with { ImageChannels = 3 });
        var ws = randn(1, network.Config.StyleCount, 24);
        Assert.False(FastSynthesis.Supports(network, ws, NoiseMode.None)); // gradients are on
        using var grad = no_grad();
        Assert.True(FastSynthesis.Supports(network, ws, NoiseMode.None));
        Assert.False(FastSynthesis.Supports(network, ws, NoiseMode.Random));
        Assert.False(FastSynthesis.Supports(network, ws.to(ScalarType.Float64), NoiseMode.None));
        Assert.False(FastSynthesis.Supports(resnet, ws, NoiseMode.None));
        Assert.False(FastSynthesis.Supports(odd, ws, NoiseMode.None));
        network.BlockDone += (_, _, _) => { };
        Assert.False(FastSynthesis.Supports(network, ws, NoiseMode.None));
    }

    private static SynthesisNetwork Network(SynthesisConfig config)
    {
        manual_seed(1);
        var network = new SynthesisNetwork(config);
        network.eval();
        Shake(network);
        return network;
    }

    // Initial biases and noise strengths are zero and would hide mistakes.
    private static void Shake(nn.Module module)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in module.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal) || name.EndsWith("noise_strength", StringComparison.Ordinal))
                parameter.add_(randn(parameter.shape) * 0.3);
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        Assert.True(error <= 1e-5, $"images differ by {error:g3} of their largest value");
    }
}
