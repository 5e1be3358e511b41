using Workbench.Ops;

namespace Workbench.Tests.Ops;

/// <summary>The passes around convolutions whose channels lie side by side, against the same function in plain operations.</summary>
public sealed class StyledLayerTests : TensorTest
{
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(3, 16, 5)]
    [InlineData(1, 8, 4)]
    [InlineData(2, 20, 3)]
    public void Scaling_channels_has_the_gradients_of_a_product(int heads, int channels, int side)
    {
        manual_seed(1);
        var (x, scale) = (Leaf(heads, channels, side, side), Leaf(heads, channels));
        Compare(ScaledChannels.Apply(x, scale), x * scale.view(heads, channels, 1, 1), x, scale);
    }

    [Theory]
    [InlineData(3, 16, 5)]
    [InlineData(2, 12, 4)]
    public void Activation_has_the_gradients_of_its_parts(int heads, int channels, int side)
    {
        manual_seed(2);
        var (x, scale, bias) = (Leaf(heads, channels, side, side), (rand(heads, channels) + 0.5).requires_grad_(), Leaf(channels));
        var plain = BiasAct.Apply(x * scale.view(heads, channels, 1, 1), bias, Activation.LeakyRelu);
        Compare(StyledActivation.Apply(x, scale, bias, Math.Sqrt(2)), plain, x, scale, bias);
    }

    [Theory]
    [InlineData(2, 16, 8)]
    [InlineData(3, 4, 4)]
    public void Enlarged_activation_has_the_gradients_of_filter_and_activation(int heads, int channels, int side)
    {
        manual_seed(3);
        var (x, scale, bias) = (Leaf(heads, channels, side + 1, side + 1), (rand(heads, channels) + 0.5).requires_grad_(), Leaf(channels));
        var filtered = UpFirDn.Apply(x, UpFirDn.Filter([1, 3, 3, 1]), (1, 1), (1, 1), Margins.All(1), gain: 4);
        var plain = BiasAct.Apply(filtered * scale.view(heads, channels, 1, 1), bias, Activation.LeakyRelu);
        Compare(EnlargedActivation.Apply(x, scale, bias, Math.Sqrt(2)), plain, x, scale, bias);
    }

    [Theory]
    [InlineData(3, 12, 8, 4)]
    [InlineData(1, 48, 16, 6)]
    public void Enlarged_sum_has_the_gradients_of_enlarging_and_multiplying(int heads, int channels, int inner, int side)
    {
        manual_seed(4);
        var (before, x, weight, bias) = (Leaf(heads, channels, side, side), Leaf(heads, inner, 2 * side, 2 * side), Leaf(channels, inner), Leaf(channels));
        var plain = UpFirDn.Upsample2d(before, UpFirDn.Filter([1, 3, 3, 1])) + nn.functional.conv2d(x, weight.view(channels, inner, 1, 1), bias);
        Compare(EnlargedSum.Apply(before, x, weight, bias), plain, before, x, weight, bias);
    }

    [Theory]
    [InlineData(2, 8, 16, 16)]
    [InlineData(3, 48, 24, 20)]
    public void Winograd_convolution_has_the_gradients_of_the_convolution(int heads, int inputs, int outputs, int side)
    {
        manual_seed(5);
        Assert.True(WinogradConvolution.Supports(inputs, outputs, side));
        var (x, weight) = (Leaf(heads, inputs, side, side), Leaf(outputs, inputs, 3, 3));
        Compare(WinogradConvolution.Apply(x, weight), nn.functional.conv2d(x, weight, padding: [1, 1], strides: [1, 1]), x, weight);
    }

    [Fact]
    public void Pixels_of_a_channel_last_image_are_a_view()
    {
        var image = ChannelLast.Image(randn(2, 3, 4, 8));
        Assert.Equal([2, 8, 3, 4], image.shape);
        ChannelLast.Pixels(image).zero_();
        Assert.Equal(0, image.abs().max().ToDouble());
    }

    private static Tensor Leaf(params long[] shape) => randn(shape).requires_grad_();

    private static void Compare(Tensor actual, Tensor expected, params Tensor[] inputs)
    {
        var weights = randn_like(expected);
        Close(expected, actual, "result");
        (expected * weights).sum().backward();
        var gradients = inputs.Select(input => input.grad!.clone()).ToArray();
        foreach (var input in inputs)
            input.grad = null;
        (actual * weights).sum().backward();
        for (var i = 0; i < inputs.Length; i++)
            Close(gradients[i], inputs[i].grad!, $"gradient of input {i}");
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = (expected - actual).abs().max().ToDouble() / expected.abs().max().ToDouble();
        Assert.True(error < Tolerance, $"{what}: relative error {error:e2}");
    }
}
