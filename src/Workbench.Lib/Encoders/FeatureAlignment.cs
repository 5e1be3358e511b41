using TorchSharp.Modules;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Scale and shift of a generator's features, and the features they make.</summary>
/// <param name="Features">γ·f + β, [N, C, H, W].</param>
/// <param name="Scale">γ, [N, C, H, W].</param>
/// <param name="Shift">β, [N, C, H, W].</param>
public sealed record AlignedFeatures(Tensor Features, Tensor Scale, Tensor Shift) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Features, Scale, Shift];
}

/// <summary>Adaptive feature alignment, GOAE's second stage (Yuan et al. 2023): what a render lacks of the photo scales and shifts a feature map inside the generator.</summary>
/// <remarks>
/// γ and β are two cross attentions of the normalised feature map on a map of (render − photo). The generator goes on from γ·f + β.
/// <code>
/// using var align = new FeatureAlignment(AfaConfig.Paper);
/// align.eval();
/// using var grad = no_grad();
/// using var aligned = align.forward(photo, render, features);        // pictures [N, 3, 512, 512], features [N, 512, 32, 32]
/// aligned.Features;                                                  // [N, 512, 32, 32], for the blocks from 64² on
/// </code>
/// </remarks>
public sealed class FeatureAlignment : nn.Module<Tensor, Tensor, Tensor, AlignedFeatures>
{
    private readonly Sequential _output;
    private readonly CrossAttention _scale;
    private readonly CrossAttention _shift;

    /// <summary>Creates a network with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public FeatureAlignment(AfaConfig config)
        : base(nameof(FeatureAlignment))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(FeatureAlignment)}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        Trunk = new IrSeTrunk(config.Trunk);
        var channels = config.FeatureChannels;
        // The activation between the two is entry 1 of the published list.
        _output = nn.Sequential(("0", new EqualConvolution(config.Trunk.Width, channels, Activation.LeakyRelu)), ("2", new EqualConvolution(channels, channels)));
        _scale = new CrossAttention(channels, config.Heads, config.AttentionHidden, config.Dropout);
        _shift = new CrossAttention(channels, config.Heads, config.AttentionHidden, config.Dropout);
        register_module("input_layer", Trunk.Stem);
        register_module("body", Trunk.Body);
        register_module("output_layer", _output);
        register_module("cross_att_gamma", _scale);
        register_module("cross_att_beta", _shift);
    }

    /// <summary>Shape of the network.</summary>
    public AfaConfig Config { get; }

    /// <summary>The trunk that reads the difference.</summary>
    public IrSeTrunk Trunk { get; }

    /// <param name="photo">[N, 3, S, S], −1…1.</param>
    /// <param name="render">Render of the first stage at the photo's camera, [N, 3, S, S].</param>
    /// <param name="features">Feature map inside the generator, [N, C, H, W].</param>
    /// <exception cref="ArgumentException">An input has another shape or range of values.</exception>
    public override AlignedFeatures forward(Tensor photo, Tensor render, Tensor features)
    {
        var sizes = ImageCheck.Signed(photo, 3);
        ImageCheck.Signed(render, 3);
        Shape.Check(render, "N C H W", [("N", sizes[0]), ("H", sizes[2]), ("W", sizes[3])], "Photo and render must have one size.");
        var s = Shape.Check(features, "N C H W", [("N", sizes[0]), ("C", Config.FeatureChannels)]);
        using var scope = NewDisposeScope();
        var tokens = Tokens(_output.call(Trunk.Deepest(render - photo))); // [N, T, C]
        var queries = Tokens(features); // [N, H·W, C]
        var scale = _scale.call(queries, tokens).transpose(1, 2).reshape(s);
        var shift = _shift.call(queries, tokens).transpose(1, 2).reshape(s);
        return new AlignedFeatures(scale * features + shift, scale, shift).MoveToOuterDisposeScope();
    }

    // Normalised tokens of a map, [N, C, H, W] → [N, H·W, C].
    private static Tensor Tokens(Tensor map) => nn.functional.layer_norm(map.flatten(2).transpose(1, 2), [map.shape[1]]);
}
