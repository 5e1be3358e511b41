using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Tokens along a Swin transformer as GOAE reads them.</summary>
/// <param name="Base">Output, channels first, [N, 8C, T₃].</param>
/// <param name="Query">Before the last layer, channels first, [N, 8C, T₃].</param>
/// <param name="Coarse">Before the third layer, [N, T₂, 4C].</param>
/// <param name="Middle">Before the second layer, [N, T₁, 2C].</param>
/// <param name="Fine">Before the first layer, [N, T₀, C].</param>
public sealed record SwinFeatures(Tensor Base, Tensor Query, Tensor Coarse, Tensor Middle, Tensor Fine) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Base, Query, Coarse, Middle, Fine];
}

/// <summary>Swin transformer V2 (Liu et al. 2022) that hands out its tokens at every size.</summary>
public sealed class SwinTransformer : nn.Module
{
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding _patches;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<SwinLayer> _layers = new();

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    /// <summary>Creates a transformer with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public SwinTransformer(SwinConfig config)
        : base(nameof(SwinTransformer))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(SwinTransformer)}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _patches = new PatchEmbedding(config.InputChannels, config.EmbedWidth, config.PatchSize);
        for (var layer = 0; layer < 4; layer++)
            _layers.Add(new SwinLayer(config, layer));
        _norm = nn.LayerNorm(config.Width(3));
        RegisterComponents();
        // Linear layers start from N(0, 0.02²) without bias.
        foreach (var (_, module) in named_modules())
            if (module is Linear linear)
            {
                nn.init.normal_(linear.weight!, 0, 0.02);
                if (linear.bias is not null)
                    nn.init.zeros_(linear.bias);
            }
    }

    /// <summary>Shape of the transformer.</summary>
    public SwinConfig Config { get; }

    /// <summary>Tokens at every size.</summary>
    /// <param name="image">[N, 3, H, H], −1…1, H the configured resolution.</param>
    public SwinFeatures Features(Tensor image)
    {
        Shape.Check(image, "N C H W", [("C", Config.InputChannels), ("H", Config.ImageResolution), ("W", Config.ImageResolution)]);
        using var scope = NewDisposeScope();
        var fine = _patches.call(image);
        var middle = _layers[0].call(fine);
        var coarse = _layers[1].call(middle);
        var query = _layers[2].call(coarse);
        var last = _norm.call(_layers[3].call(query));
        return new SwinFeatures(last.transpose(1, 2), query.transpose(1, 2), coarse, middle, fine).MoveToOuterDisposeScope();
    }
}

/// <summary>Patches of a picture as normalised tokens.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _projection;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    public PatchEmbedding(int channels, int width, int patch)
        : base(nameof(PatchEmbedding))
    {
        _projection = nn.Conv2d(channels, width, patch, patch);
        _norm = nn.LayerNorm(width);
        RegisterComponents();
    }

    // [N, C, H, W] → [N, T, width], row by row.
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        return _norm.call(_projection.call(image).flatten(2).transpose(1, 2)).MoveToOuterDisposeScope();
    }
}

/// <summary>Blocks of one size, and the merging to the next.</summary>
internal sealed class SwinLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "blocks")]
    private readonly ModuleList<SwinBlock> _blocks = new();

    [ComponentName(Name = "downsample")]
    private readonly PatchMerging? _merging;

    public SwinLayer(SwinConfig config, int layer)
        : base(nameof(SwinLayer))
    {
        var before = config.Depths.Take(layer).Sum();
        var last = Math.Max(1, config.Depths.Sum() - 1);
        for (var i = 0; i < config.Depths[layer]; i++)
            _blocks.Add(new SwinBlock(
                config.Width(layer), config.Side(layer), config.Heads[layer], config.Window, i % 2 == 1, config.PretrainedWindows[layer], config.HiddenRatio,
                config.DropPath * (before + i) / last));
        if (layer < 3)
            _merging = new PatchMerging(config.Width(layer), config.Side(layer));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        foreach (var block in _blocks)
            x = block.call(x);
        return (_merging is null ? x : _merging.call(x)).MoveToOuterDisposeScope();
    }
}
