using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>One block of Swin V2: attention in windows, then a token network, each normalised before it is added (Liu et al. 2022, §3.1).</summary>
/// <remarks>Every second block shifts its windows by half their size; tokens that come together only by the cyclic shift do not see each other.</remarks>
public sealed class SwinBlock : nn.Module<Tensor, Tensor>
{
    private const double Apart = -100;

    private readonly int _width;
    private readonly int _side;
    private readonly int _window;
    private readonly int _shift;
    private readonly double _dropPath;

    [ComponentName(Name = "attn_mask")]
    private readonly Tensor? _mask;

    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;

    [ComponentName(Name = "attn")]
    private readonly WindowAttention _attention;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;

    [ComponentName(Name = "mlp")]
    private readonly TokenNetwork _tokens;

    /// <summary>Creates a block with initial weights; both normalisations start at zero, so the block starts as the identity.</summary>
    /// <param name="width">Width of the tokens.</param>
    /// <param name="side">Tokens a side.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="window">Tokens of a window a side; a block not larger than it is one window.</param>
    /// <param name="shifted">Whether the windows are shifted.</param>
    /// <param name="pretrainedWindow">Window of pre-training; 0 for none.</param>
    /// <param name="hiddenRatio">Hidden width of the token network relative to the token width.</param>
    /// <param name="dropPath">Share of samples for which training skips the block.</param>
    public SwinBlock(int width, int side, int heads, int window, bool shifted, int pretrainedWindow, double hiddenRatio = 4, double dropPath = 0)
        : base(nameof(SwinBlock))
    {
        (_width, _side, _dropPath) = (width, side, dropPath);
        _window = Math.Min(window, side);
        _shift = shifted && side > window ? window / 2 : 0;
        if (side % _window != 0)
            throw new ArgumentException($"side: windows of {window} do not tile {side}×{side} tokens.", nameof(side));
        _mask = _shift > 0 ? Mask(side, window, _shift) : null;
        _norm1 = nn.LayerNorm(width);
        _attention = new WindowAttention(width, heads, _window, pretrainedWindow);
        _norm2 = nn.LayerNorm(width);
        _tokens = new TokenNetwork(width, (int)(width * hiddenRatio));
        foreach (var norm in new[] { _norm1, _norm2 })
        {
            nn.init.zeros_(norm.weight);
            nn.init.zeros_(norm.bias);
        }
        RegisterComponents();
    }

    /// <param name="x">Tokens row by row, [N, side², C].</param>
    /// <returns>[N, side², C]</returns>
    public override Tensor forward(Tensor x)
    {
        Shape.Check(x, "N T C", [("T", (long)_side * _side), ("C", _width)]);
        using var scope = NewDisposeScope();
        var y = x + DropPath(_norm1.call(Attend(x)));
        return (y + DropPath(_norm2.call(_tokens.call(y)))).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x)
    {
        using var scope = NewDisposeScope();
        var image = x.view(x.shape[0], _side, _side, _width);
        if (_shift > 0)
            image = image.roll([-_shift, -_shift], [1, 2]);
        var attended = Join(_attention.Forward(Split(image, _window), _mask), _window, _side);
        if (_shift > 0)
            attended = attended.roll([_shift, _shift], [1, 2]);
        return attended.reshape(x.shape).MoveToOuterDisposeScope();
    }

    private Tensor DropPath(Tensor x)
    {
        if (!training || _dropPath == 0)
            return x;
        var kept = (rand([x.shape[0], 1, 1], x.dtype, x.device) >= _dropPath).to(x.dtype) / (1 - _dropPath); // [N, 1, 1]
        return x * kept;
    }

    // [N, side, side, C] → [N·windows, w², C]
    private static Tensor Split(Tensor image, int window)
    {
        var s = image.shape;
        return image.view(s[0], s[1] / window, window, s[2] / window, window, s[3]).permute(0, 1, 3, 2, 4, 5).reshape(-1, (long)window * window, s[3]);
    }

    // [N·windows, w², C] → [N, side, side, C]
    private static Tensor Join(Tensor windows, int window, int side)
    {
        var across = side / window;
        return windows.view(-1, across, across, window, window, windows.shape[2]).permute(0, 1, 3, 2, 4, 5).reshape(-1, side, side, windows.shape[2]);
    }

    // Nine regions of the shifted picture; tokens of different regions get −100, [windows, w², w²].
    private static Tensor Mask(int side, int window, int shift)
    {
        using var scope = NewDisposeScope();
        var place = arange(side, ScalarType.Int64);
        var band = place.ge(side - window).to(ScalarType.Int64) + place.ge(side - shift).to(ScalarType.Int64); // [side], 0 … 2
        var region = (band.unsqueeze(1) * 3 + band.unsqueeze(0)).view(1, side, side, 1);
        var windows = Split(region, window).squeeze(2); // [windows, w²]
        return (windows.unsqueeze(1) - windows.unsqueeze(2)).ne(0).to(ScalarType.Float32).mul(Apart).DetachFromDisposeScope();
    }
}
