using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Queries read from other tokens, then a token network without a norm behind it (GOAE, Yuan et al. 2023).</summary>
/// <remarks>t = LN(q + MHA(q, kv, kv)); out = t + W₂·relu(W₁·t). LN has no parameters; attention is scaled by 1/√(d/heads) (Vaswani et al. 2017).</remarks>
public sealed class CrossAttention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int _width;
    private readonly double _dropout;

    [ComponentName(Name = "multihead_attn")]
    private readonly HeadedAttention _attention;

    [ComponentName(Name = "linear1")]
    private readonly Linear _first;

    [ComponentName(Name = "linear2")]
    private readonly Linear _second;

    /// <summary>Creates the layer with initial weights.</summary>
    /// <param name="width">Width of all tokens, d; the heads divide it.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="hidden">Width between the two linear layers.</param>
    /// <param name="dropout">Share of the numbers removed in training.</param>
    public CrossAttention(int width, int heads = 4, int hidden = 1024, double dropout = 0.1)
        : base(nameof(CrossAttention))
    {
        if (heads < 1 || width % heads != 0)
            throw new ArgumentException($"heads: {heads} heads do not divide tokens of width {width}.", nameof(heads));
        (_width, _dropout) = (width, dropout);
        _attention = new HeadedAttention(width, heads, dropout);
        _first = nn.Linear(width, hidden);
        _second = nn.Linear(hidden, width);
        RegisterComponents();
    }

    /// <param name="queries">[N, Q, d]</param>
    /// <param name="tokens">Tokens that are both keys and values, [N, T, d].</param>
    /// <returns>[N, Q, d]</returns>
    public override Tensor forward(Tensor queries, Tensor tokens)
    {
        Shape.Check(queries, "N Q d", [("d", _width)]);
        Shape.Check(tokens, "N T d", [("N", queries.shape[0]), ("d", _width)]);
        using var scope = NewDisposeScope();
        var x = nn.functional.layer_norm(queries + Drop(_attention.call(queries, tokens)), [_width]);
        return (x + Drop(_second.call(Drop(_first.call(x).relu())))).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => training && _dropout > 0 ? nn.functional.dropout(x, _dropout, true) : x;
}

/// <summary>Attention of several heads whose three input projections lie in one matrix.</summary>
internal sealed class HeadedAttention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int _heads;
    private readonly double _dropout;

    [ComponentName(Name = "in_proj_weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "in_proj_bias")]
    private readonly Parameter _bias;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;

    public HeadedAttention(int width, int heads, double dropout)
        : base(nameof(HeadedAttention))
    {
        (_heads, _dropout) = (heads, dropout);
        _weight = Initial.Normal(Math.Sqrt(0.5 / width), 3L * width, width); // the variance of Glorot and Bengio (2010) for 4·width
        _bias = Initial.Constant(0, 3L * width);
        _output = nn.Linear(width, width);
        nn.init.zeros_(_output.bias!);
        RegisterComponents();
    }

    // [N, Q, d], [N, T, d] → [N, Q, d]
    public override Tensor forward(Tensor queries, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var width = queries.shape[2];
        var query = Heads(nn.functional.linear(queries, _weight[..(int)width], _bias[..(int)width])); // [N, heads, Q, d/heads]
        var both = nn.functional.linear(tokens, _weight[(int)width..], _bias[(int)width..]); // [N, T, 2d]
        var (key, value) = (Heads(both[.., .., ..(int)width]), Heads(both[.., .., (int)width..]));
        var mixed = nn.functional.scaled_dot_product_attention(query, key, value, p: training ? _dropout : 0); // [N, heads, Q, d/heads]
        return _output.call(mixed.transpose(1, 2).reshape(queries.shape)).MoveToOuterDisposeScope();
    }

    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
}
