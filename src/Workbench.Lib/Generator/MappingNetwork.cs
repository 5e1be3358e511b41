using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Generator;

/// <summary>Shape of a mapping network; defaults are those of the released PanoHead.</summary>
public sealed record MappingConfig
{
    /// <summary>Width of z; 0 for a network that sees the condition alone.</summary>
    public int LatentWidth { get; init; } = 512;

    /// <summary>Width of the condition; 0 for none.</summary>
    public int ConditionWidth { get; init; } = 25;

    /// <summary>Width of w.</summary>
    public int StyleWidth { get; init; } = 512;

    /// <summary>How often w is repeated, or null for a plain [N, K] result.</summary>
    public int? StyleCount { get; init; } = 14;

    /// <summary>Number of fully connected layers after the embedding.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the embedded condition; <see cref="StyleWidth"/> unless given.</summary>
    public int? EmbedWidth { get; init; }

    /// <summary>Width of the hidden layers; <see cref="StyleWidth"/> unless given.</summary>
    public int? HiddenWidth { get; init; }

    /// <summary>Activation of the last layer; leaky ReLU unless given.</summary>
    public Activation? LastActivation { get; init; }

    /// <summary>Learning-rate multiplier of the layers after the embedding.</summary>
    public double LearningRateMultiplier { get; init; } = 0.01;

    /// <summary>Decay of the moving average of w, or null for none.</summary>
    public double? AverageDecay { get; init; } = 0.998;
}

/// <summary>Maps z and a camera label to w (StyleGAN §2; conditioning of EG3D §4.1).</summary>
public sealed class MappingNetwork : nn.Module
{
    private readonly MappingConfig _config;
    private readonly FullyConnected[] _layers;

    [ComponentName(Name = "embed")]
    private readonly FullyConnected? _embed;

    [ComponentName(Name = "w_avg")]
    private readonly Tensor? _average;

    /// <summary>Creates a network with initial weights.</summary>
    public MappingNetwork(MappingConfig config)
        : base(nameof(MappingNetwork))
    {
        _config = config;
        var embedWidth = config.ConditionWidth == 0 ? 0 : config.EmbedWidth ?? config.StyleWidth;
        if (embedWidth > 0)
            _embed = new FullyConnected(config.ConditionWidth, embedWidth);
        if (config is { AverageDecay: not null, StyleCount: not null })
            _average = Initial.ZeroBuffer(config.StyleWidth);
        RegisterComponents();
        _layers = new FullyConnected[config.Layers];
        var width = config.LatentWidth + embedWidth;
        for (var i = 0; i < config.Layers; i++)
        {
            var last = i == config.Layers - 1;
            var next = last ? config.StyleWidth : config.HiddenWidth ?? config.StyleWidth;
            var activation = last ? config.LastActivation ?? Activation.LeakyRelu : Activation.LeakyRelu;
            _layers[i] = new FullyConnected(width, next, activation: activation, learningRateMultiplier: config.LearningRateMultiplier);
            register_module($"fc{i}", _layers[i]);
            width = next;
        }
    }

    /// <summary>Moving average of w, [K]; null when the network keeps none.</summary>
    public Tensor? Average => _average;

    /// <summary>Maps codes to styles.</summary>
    /// <param name="z">[N, Z], any float dtype; null when the network sees the condition alone.</param>
    /// <param name="condition">[N, C]; null when the network has no condition.</param>
    /// <param name="truncation">ψ: w ← w_avg + ψ·(w − w_avg).</param>
    /// <param name="cutoff">How many leading entries are truncated; all when null.</param>
    /// <param name="updateAverage">Move the average towards the mean of this batch (training).</param>
    /// <returns>[N, L, K], or [N, K] for a network without repetition.</returns>
    public Tensor Map(Tensor? z, Tensor? condition, double truncation = 1, int? cutoff = null, bool updateAverage = false)
    {
        using var scope = NewDisposeScope();
        var x = Normalize(z, condition);
        foreach (var layer in _layers)
            x = layer.forward(x); // [N, K]
        if (updateAverage && _average is not null)
            using (no_grad())
                _average.copy_(x.detach().mean([0]).lerp(_average, _config.AverageDecay!.Value));
        if (_config.StyleCount is not { } count)
            return x.MoveToOuterDisposeScope();
        x = x.unsqueeze(1).repeat(1, count, 1); // [N, L, K]
        return Truncate(x, truncation, cutoff).MoveToOuterDisposeScope();
    }

    /// <summary>w_avg + ψ·(w − w_avg) on the first <paramref name="cutoff"/> entries.</summary>
    /// <param name="styles">[N, L, K]</param>
    /// <param name="truncation">ψ.</param>
    /// <param name="cutoff">How many leading entries; all when null.</param>
    public Tensor Truncate(Tensor styles, double truncation, int? cutoff = null)
    {
        if (truncation == 1)
            return styles.alias();
        if (_average is null)
            throw new InvalidOperationException("This mapping network keeps no average of w, so it cannot truncate; use truncation 1.");
        using var scope = NewDisposeScope();
        if (cutoff is not { } first || first >= styles.shape[1])
            return _average.lerp(styles, truncation).MoveToOuterDisposeScope();
        var head = _average.lerp(styles[.., ..first], truncation); // [N, cutoff, K]
        return cat([head, styles[.., first..]], 1).MoveToOuterDisposeScope();
    }

    private Tensor Normalize(Tensor? z, Tensor? condition)
    {
        var parts = new List<Tensor>(2);
        if (_config.LatentWidth > 0)
        {
            Shape.Check(z!, "N Z", [("Z", _config.LatentWidth)], name: nameof(z));
            parts.Add(Normalization.SecondMoment(Input(z!)));
        }
        if (_embed is not null)
        {
            Shape.Check(condition!, "N C", [("C", _config.ConditionWidth)], name: nameof(condition));
            parts.Add(Normalization.SecondMoment(_embed.forward(Input(condition!))));
        }
        return parts.Count == 1 ? parts[0] : cat(parts, 1); // [N, Z + E]
    }

    private Tensor Input(Tensor x) => x.to(_layers[0].Weight.dtype).to(_layers[0].Weight.device);
}
