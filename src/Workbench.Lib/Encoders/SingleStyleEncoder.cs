using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Encoder into one code of W or Z (<c>BackboneEncoderUsingLastLayerIntoW</c> of pSp): the mean of the deepest map, then an equalised linear layer.</summary>
/// <remarks>
/// <code>
/// using var encoder = new SingleStyleEncoder(SingleStyleConfig.Paper);
/// encoder.eval();
/// using var grad = no_grad();
/// using var code = encoder.forward(photo);                           // photo [N, 3, 256, 256], −1…1; code [N, 512]
/// using var codes = code.unsqueeze(1).expand(-1, 14, -1);            // the same code for every layer, as e4e's variant returns it
/// </code>
/// </remarks>
public sealed class SingleStyleEncoder : nn.Module<Tensor, Tensor>
{
    private readonly FullyConnected _linear;

    /// <summary>Creates an encoder with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public SingleStyleEncoder(SingleStyleConfig config)
        : base(nameof(SingleStyleEncoder))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(SingleStyleEncoder)}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        Trunk = new IrSeTrunk(config.Trunk);
        _linear = new FullyConnected(config.Trunk.Width, config.StyleWidth);
        register_module("input_layer", Trunk.Stem);
        register_module("linear", _linear);
        register_module("body", Trunk.Body);
    }

    /// <summary>Shape of the encoder.</summary>
    public SingleStyleConfig Config { get; }

    /// <summary>The trunk; <see cref="IrSeTrunk.Load"/> gives it the weights of an identity network.</summary>
    public IrSeTrunk Trunk { get; }

    // All parts are registered above under the published names; a network that owns this one would otherwise register the fields again.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <param name="image">[N, 3, H, H], −1…1, H at most the configured resolution.</param>
    /// <returns>[N, K]</returns>
    public override Tensor forward(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, Config.Trunk.InputChannels);
        ImageCheck.Side(sizes, Config.ImageResolution, 1, nameof(image));
        using var scope = NewDisposeScope();
        return _linear.call(Trunk.Deepest(image).mean([2, 3])).MoveToOuterDisposeScope(); // [N, K]
    }
}
