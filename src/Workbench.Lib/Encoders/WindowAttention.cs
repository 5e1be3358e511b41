using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Attention inside windows with cosine similarity and continuous position biases (Swin V2, Liu et al. 2022, §3).</summary>
/// <remarks>
/// softmax(q̂·k̂ᵀ·exp(min(s, ln 100)) + 16·σ(bias) + mask)·v with q̂, k̂ of unit length. The bias is a small network of the log-spaced offset between two tokens:
/// sign(δ)·log₂(1 + |δ|)/3 with δ = 8·offset/(pretrained window − 1).
/// </remarks>
public sealed class WindowAttention : nn.Module<Tensor, Tensor>
{
    private const double LargestScale = 100;
    private const int BiasWidth = 512;

    private readonly int _heads;
    private readonly int _window;

    [ComponentName(Name = "logit_scale")]
    private readonly Parameter _logitScale;

    [ComponentName(Name = "q_bias")]
    private readonly Parameter _queryBias;

    [ComponentName(Name = "v_bias")]
    private readonly Parameter _valueBias;

    [ComponentName(Name = "relative_coords_table")]
    private readonly Tensor _offsets;

    [ComponentName(Name = "relative_position_index")]
    private readonly Tensor _pairs;

    [ComponentName(Name = "cpb_mlp")]
    private readonly Sequential _bias;

    [ComponentName(Name = "qkv")]
    private readonly Linear _projections;

    [ComponentName(Name = "proj")]
    private readonly Linear _output;

    /// <summary>Creates the attention with initial weights.</summary>
    /// <param name="width">Width of the tokens; the heads divide it.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="window">Tokens of a window a side.</param>
    /// <param name="pretrainedWindow">The same in pre-training; 0 for none.</param>
    public WindowAttention(int width, int heads, int window, int pretrainedWindow)
        : base(nameof(WindowAttention))
    {
        (_heads, _window) = (heads, window);
        _logitScale = Initial.Constant(Math.Log(10), heads, 1, 1);
        _queryBias = Initial.Constant(0, width);
        _valueBias = Initial.Constant(0, width);
        _offsets = Offsets(window, pretrainedWindow > 0 ? pretrainedWindow : window);
        _pairs = Pairs(window);
        _bias = nn.Sequential(nn.Linear(2, BiasWidth), nn.ReLU(), nn.Linear(BiasWidth, heads, hasBias: false));
        _projections = nn.Linear(width, 3 * width, hasBias: false);
        _output = nn.Linear(width, width);
        RegisterComponents();
    }

    /// <summary>Attention without a mask.</summary>
    /// <param name="x">Tokens window by window, [N·windows, w², C].</param>
    /// <returns>[N·windows, w², C]</returns>
    public override Tensor forward(Tensor x) => Forward(x, null);

    /// <summary>Attention between the tokens of every window.</summary>
    /// <param name="x">Tokens window by window, [N·windows, w², C].</param>
    /// <param name="mask">Added to the similarities, [windows, w², w²], or null.</param>
    /// <returns>[N·windows, w², C]</returns>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        var s = Shape.Check(x, "B T C", [("T", (long)_window * _window), ("C", _queryBias.shape[0])]);
        using var scope = NewDisposeScope();
        var bias = cat([_queryBias, zeros_like(_valueBias), _valueBias]);
        var qkv = nn.functional.linear(x, _projections.weight!, bias).view(s[0], s[1], 3, _heads, -1).permute(2, 0, 3, 1, 4); // [3, B, heads, T, C/heads]
        var (query, key) = (Unit(qkv[0]), Unit(qkv[1]));
        var scale = _logitScale.clamp(max: Math.Log(LargestScale)).exp();
        var scores = (query.flatten(0, 1).bmm(key.flatten(0, 1).transpose(1, 2)).view(s[0], _heads, s[1], s[1]) * scale) + PositionBias(); // [B, heads, T, T]
        if (mask is not null)
            scores = (scores.view(-1, mask.shape[0], _heads, s[1], s[1]) + mask.unsqueeze(1)).view(s[0], _heads, s[1], s[1]); // + [windows, 1, T, T]
        var mixed = scores.softmax(-1).flatten(0, 1).bmm(qkv[2].flatten(0, 1)); // [B·heads, T, C/heads]
        return _output.call(mixed.view(s[0], _heads, s[1], -1).transpose(1, 2).reshape(s)).MoveToOuterDisposeScope();
    }

    // 16·σ(bias), [1, heads, T, T].
    private Tensor PositionBias()
    {
        using var scope = NewDisposeScope();
        var count = (long)_window * _window;
        var table = _bias.call(_offsets).view(-1, _heads); // [(2w−1)², heads]
        var read = table.index_select(0, _pairs.view(-1)).view(count, count, _heads).permute(2, 0, 1); // [heads, T, T]
        return (read.sigmoid() * 16).unsqueeze(0).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor x) => x / x.norm(-1, true, 2).clamp(min: 1e-12);

    // Log-spaced offsets (Δrow, Δcolumn) between −(w−1) and w−1, [1, 2w−1, 2w−1, 2].
    private static Tensor Offsets(int window, int reference)
    {
        using var scope = NewDisposeScope();
        var steps = arange(1 - window, window, ScalarType.Float32) / (reference - 1) * 8;
        var spaced = steps.sign() * (steps.abs() + 1).log2() / Math.Log2(8); // [2w−1]
        var count = 2L * window - 1;
        return stack([spaced.unsqueeze(1).expand(count, count), spaced.unsqueeze(0).expand(count, count)], -1).unsqueeze(0).contiguous().DetachFromDisposeScope();
    }

    // Row of the table for every pair of tokens, [w², w²].
    private static Tensor Pairs(int window)
    {
        using var scope = NewDisposeScope();
        var rows = arange(window, ScalarType.Int64).repeat_interleave(window); // [T]
        var columns = arange(window, ScalarType.Int64).repeat(window);
        var down = rows.unsqueeze(1) - rows.unsqueeze(0) + (window - 1); // [T, T]
        var right = columns.unsqueeze(1) - columns.unsqueeze(0) + (window - 1);
        return (down * (2 * window - 1) + right).DetachFromDisposeScope();
    }
}
