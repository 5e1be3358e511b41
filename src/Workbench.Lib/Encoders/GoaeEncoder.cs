using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Encoder into W+ of GOAE (Yuan et al. 2023): a base code from a Swin transformer and offsets that queries gather from its coarse, middle and fine tokens.</summary>
/// <remarks>
/// Stage 0 gives the base code for all layers; stages 1, 2 and 3 add the coarse, middle and fine offsets. Training raises the stage (published: after 10,000, 20,000 and 30,000 steps).
/// <code>
/// using var encoder = new GoaeEncoder(GoaeConfig.Paper);
/// encoder.eval();
/// using var grad = no_grad();
/// using var offsets = encoder.forward(photo);                        // photo [N, 3, 256, 256], −1…1; offsets [N, 14, 512]
/// using var codes = offsets + meanCode;                              // meanCode [512], the mapping network's w_avg
/// encoder.Stage = 1;                                                 // base code and coarse offsets only
/// using var coarse = encoder.forward(photo);
/// </code>
/// </remarks>
public sealed class GoaeEncoder : nn.Module<Tensor, Tensor>
{
    private const double Slope = 0.01;

    private int _stage = 3;

    [ComponentName(Name = "swin_model")]
    private readonly SwinTransformer _swin;

    [ComponentName(Name = "mapper_base_spatial")]
    private readonly Sequential _baseSpatial;

    [ComponentName(Name = "mapper_base_channel")]
    private readonly Sequential _baseChannel;

    [ComponentName(Name = "mapper_query_spatial_coarse")]
    private readonly Sequential _coarseSpatial;

    [ComponentName(Name = "mapper_query_channel_coarse")]
    private readonly Sequential _coarseChannel;

    [ComponentName(Name = "mapper_query_spatial_mid")]
    private readonly Sequential _middleSpatial;

    [ComponentName(Name = "mapper_query_channel_mid")]
    private readonly Sequential _middleChannel;

    [ComponentName(Name = "mapper_query_spatial_fine")]
    private readonly Sequential _fineSpatial;

    [ComponentName(Name = "mapper_query_channel_fine")]
    private readonly Sequential _fineChannel;

    [ComponentName(Name = "mapper_coarse_channel")]
    private readonly Sequential _coarseTokens;

    [ComponentName(Name = "mapper_mid_channel")]
    private readonly Sequential _middleTokens;

    [ComponentName(Name = "mapper_fine_channel")]
    private readonly Sequential _fineTokens;

    [ComponentName(Name = "mapper_coarse_to_mid_spatial")]
    private readonly Sequential _coarseToMiddle;

    [ComponentName(Name = "mapper_mid_to_fine_spatial")]
    private readonly Sequential _middleToFine;

    [ComponentName(Name = "cross_att_coarse")]
    private readonly CrossAttention _coarse;

    [ComponentName(Name = "cross_att_mid")]
    private readonly CrossAttention _middle;

    [ComponentName(Name = "cross_att_fine")]
    private readonly CrossAttention _fine;

    /// <summary>Creates an encoder with initial weights that adds all offsets.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public GoaeEncoder(GoaeConfig config)
        : base(nameof(GoaeEncoder))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException($"{nameof(GoaeEncoder)}: " + string.Join(' ', problems), nameof(config));
        Config = config;
        var (swin, width) = (config.Swin, config.StyleWidth);
        int[] tokens = [.. Enumerable.Range(0, 4).Select(layer => swin.Side(layer) * swin.Side(layer))];
        _swin = new SwinTransformer(swin);
        _baseSpatial = Pair(tokens[3], 1);
        _baseChannel = Pair(swin.Width(3), width);
        _coarseSpatial = Pair(tokens[3], config.CoarseStyles);
        _coarseChannel = Pair(swin.Width(3), width);
        _middleSpatial = Pair(tokens[3], config.MiddleStyles);
        _middleChannel = Pair(swin.Width(3), width);
        _fineSpatial = Pair(tokens[3], config.FineStyles);
        _fineChannel = Pair(swin.Width(3), width);
        _coarseTokens = Chain(swin.Width(2), width);
        _middleTokens = Chain(swin.Width(1), width);
        _fineTokens = Chain(swin.Width(0), swin.Width(1), width);
        _coarseToMiddle = Chain(tokens[2], 2 * tokens[2], tokens[1]);
        _middleToFine = Chain(tokens[1], 2 * tokens[1], tokens[0]);
        _coarse = new CrossAttention(width, config.Heads, config.AttentionHidden, config.Dropout);
        _middle = new CrossAttention(width, config.Heads, config.AttentionHidden, config.Dropout);
        _fine = new CrossAttention(width, config.Heads, config.AttentionHidden, config.Dropout);
        RegisterComponents();
    }

    /// <summary>Shape of the encoder.</summary>
    public GoaeConfig Config { get; }

    /// <summary>The transformer.</summary>
    public SwinTransformer Swin => _swin;

    /// <summary>How many groups of offsets are added: 0 none, 1 coarse, 2 also middle, 3 all.</summary>
    public int Stage
    {
        get => _stage;
        set => _stage = value is >= 0 and <= 3 ? value : throw new ArgumentOutOfRangeException(nameof(Stage), value, "GOAE knows the stages 0 (base code) to 3 (all offsets).");
    }

    /// <param name="image">[N, 3, H, H], −1…1, H the configured resolution.</param>
    /// <returns>Codes without the mean code, [N, L, K].</returns>
    public override Tensor forward(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, Config.Swin.InputChannels);
        ImageCheck.Side(sizes, Config.Swin.ImageResolution, Config.Swin.ImageResolution, nameof(image));
        using var scope = NewDisposeScope();
        var features = _swin.Features(image);
        var start = _baseChannel.call(Spread(_baseSpatial, features.Base)); // [N, 1, K]
        var codes = start.repeat(1, Config.StyleCount, 1); // [N, L, K]
        return (_stage == 0 ? codes : codes + Offsets(features)).MoveToOuterDisposeScope();
    }

    // [N, L, K]; zero where the stage does not reach.
    private Tensor Offsets(SwinFeatures features)
    {
        using var scope = NewDisposeScope();
        var tokens = _coarseTokens.call(features.Coarse); // [N, T₂, K]
        var parts = new List<Tensor>(4) { _coarse.call(_coarseChannel.call(Spread(_coarseSpatial, features.Query)), tokens) };
        if (_stage >= 2)
        {
            tokens = _middleTokens.call(features.Middle) + Across(_coarseToMiddle, tokens); // [N, T₁, K]
            parts.Add(_middle.call(_middleChannel.call(Spread(_middleSpatial, features.Query)), tokens));
        }
        if (_stage >= 3)
        {
            tokens = _fineTokens.call(features.Fine) + Across(_middleToFine, tokens); // [N, T₀, K]
            parts.Add(_fine.call(_fineChannel.call(Spread(_fineSpatial, features.Query)), tokens));
        }
        var offsets = cat(parts, 1);
        return nn.functional.pad(offsets, [0, 0, 1, Config.StyleCount - 1 - offsets.shape[1]]).MoveToOuterDisposeScope(); // rows before and after
    }

    // A network over the tokens plus their maximum: [N, C, T] → [N, n, C].
    private static Tensor Spread(Sequential network, Tensor x)
    {
        using var scope = NewDisposeScope();
        return (network.call(x).transpose(1, 2) + x.amax([2]).unsqueeze(1)).MoveToOuterDisposeScope();
    }

    // A network along the token axis: [N, T, K] → [N, T', K].
    private static Tensor Across(Sequential network, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return network.call(tokens.transpose(1, 2)).transpose(1, 2).MoveToOuterDisposeScope();
    }

    // Linear a → a, leaky ReLU, linear a → b.
    private static Sequential Pair(int inputs, int outputs) => nn.Sequential(nn.Linear(inputs, inputs), nn.LeakyReLU(Slope), nn.Linear(inputs, outputs));

    // Linear layers through the given widths, a leaky ReLU after each.
    private static Sequential Chain(params int[] widths) =>
        nn.Sequential([.. widths.Zip(widths.Skip(1)).SelectMany(pair => new nn.Module<Tensor, Tensor>[] { nn.Linear(pair.First, pair.Second), nn.LeakyReLU(Slope) })]);
}
