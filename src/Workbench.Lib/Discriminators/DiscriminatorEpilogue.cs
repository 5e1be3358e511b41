using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Discriminators;

/// <summary>The end of a discriminator: 4×4 features become one score a sample, by projection on the mapped label (Miyato and Koyama 2018).</summary>
public sealed class DiscriminatorEpilogue : nn.Module
{
    private readonly PanoHeadDiscriminatorConfig _config;

    [ComponentName(Name = "conv")]
    private readonly Conv2dLayer _conv;

    [ComponentName(Name = "fc")]
    private readonly FullyConnected _hidden;

    [ComponentName(Name = "out")]
    private readonly FullyConnected _out;

    /// <summary>Creates an epilogue with initial weights.</summary>
    /// <param name="config">Shape of the discriminator.</param>
    /// <param name="mappedWidth">Width of the mapped label; 0 without label.</param>
    public DiscriminatorEpilogue(PanoHeadDiscriminatorConfig config, int mappedWidth)
        : base(nameof(DiscriminatorEpilogue))
    {
        _config = config;
        var channels = config.Channels(4);
        _conv = new Conv2dLayer(channels + config.GroupChannels, channels, 3, activation: Activation.LeakyRelu, clamp: config.Clamp);
        _hidden = new FullyConnected(channels * 16, channels, activation: Activation.LeakyRelu);
        _out = new FullyConnected(channels, Math.Max(mappedWidth, 1));
        RegisterComponents();
    }

    /// <summary>Scores features.</summary>
    /// <param name="x">[N, C, 4, 4]</param>
    /// <param name="label">Mapped label, [N, M]; null without label.</param>
    /// <returns>[N, 1]</returns>
    public Tensor Score(Tensor x, Tensor? label)
    {
        Shape.Check(x, "N C H W", [("H", 4), ("W", 4)]);
        using var scope = NewDisposeScope();
        if (_config.GroupChannels > 0)
            x = MinibatchStd.Append(x, _config.GroupSize, _config.GroupChannels);
        x = _out.call(_hidden.call(_conv.call(x).flatten(1))); // [N, M]
        if (label is not null)
            x = (x * label).sum(1, keepdim: true) / Math.Sqrt(label.shape[1]); // [N, 1]
        return x.MoveToOuterDisposeScope();
    }
}
