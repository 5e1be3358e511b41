using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Discriminators;

/// <summary>One resolution of a residual discriminator: two convolutions beside a skip, halving the size (StyleGAN2 figure 7).</summary>
public sealed class DiscriminatorBlock : nn.Module<Tensor, Tensor>
{
    private static readonly double Half = Math.Sqrt(0.5); // keeps the variance of the sum

    [ComponentName(Name = "resample_filter")]
    private readonly Tensor _filter;

    [ComponentName(Name = "fromrgb")]
    private readonly Conv2dLayer? _fromImage;

    [ComponentName(Name = "conv0")]
    private readonly Conv2dLayer _conv0;

    [ComponentName(Name = "conv1")]
    private readonly Conv2dLayer _conv1;

    [ComponentName(Name = "skip")]
    private readonly Conv2dLayer _skip;

    /// <summary>Creates a block with initial weights.</summary>
    /// <param name="imageChannels">Channels of the image the first block of a tower reads; 0 for all other blocks.</param>
    /// <param name="inChannels">Channels at the block's resolution.</param>
    /// <param name="outChannels">Channels at half of it.</param>
    /// <param name="clamp">Largest magnitude of convolution outputs, or null.</param>
    public DiscriminatorBlock(int imageChannels, int inChannels, int outChannels, double? clamp)
        : base(nameof(DiscriminatorBlock))
    {
        _filter = Initial.FilterBuffer();
        if (imageChannels > 0)
            _fromImage = new Conv2dLayer(imageChannels, inChannels, 1, activation: Activation.LeakyRelu, clamp: clamp);
        _conv0 = new Conv2dLayer(inChannels, inChannels, 3, activation: Activation.LeakyRelu, clamp: clamp);
        _conv1 = new Conv2dLayer(inChannels, outChannels, 3, activation: Activation.LeakyRelu, down: 2, clamp: clamp);
        _skip = new Conv2dLayer(inChannels, outChannels, 1, bias: false, down: 2);
        RegisterComponents();
    }

    /// <param name="x">Image or features, [N, I, H, W].</param>
    /// <returns>[N, O, H/2, W/2]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (_fromImage is not null)
            x = _fromImage.call(x);
        return (_skip.Forward(x, Half) + _conv1.Forward(_conv0.call(x), Half)).MoveToOuterDisposeScope();
    }
}
