using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>Decoder weights in the order of the ray kernel: gains and the mean over planes folded in, rows and columns padded with zeros.</summary>
/// <param name="HiddenWeight">[C, H']</param>
/// <param name="HiddenBias">[H']</param>
/// <param name="DensityWeight">[H']</param>
/// <param name="ColourWeight">[H', O']</param>
/// <param name="OutputBias">[O' + 1]; the bias of the density comes last.</param>
internal sealed record FusedDecoder(Tensor HiddenWeight, Tensor HiddenBias, Tensor DensityWeight, Tensor ColourWeight, Tensor OutputBias) : TensorRecord
{
    protected override IEnumerable<Tensor?> Owned => [HiddenWeight, HiddenBias, DensityWeight, ColourWeight, OutputBias];

    /// <summary>Prepares a decoder; a few thousand numbers.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="planes">Planes whose mean it reads.</param>
    /// <param name="multiple">Widths are padded to a multiple of this.</param>
    public static FusedDecoder From(TriGridDecoder decoder, int planes, int multiple)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (decoder.Hidden, decoder.Output);
        var hidden = Padding(first.Weight.shape[0], multiple);
        var colours = Padding(second.Weight.shape[0] - 1, multiple);
        var outputs = second.Weight * second.WeightGain; // [1 + O, H]
        var bias = Bias(second);
        return new FusedDecoder(
            nn.functional.pad(first.Weight.t() * (first.WeightGain / planes), [0, hidden]).contiguous(),
            nn.functional.pad(Bias(first), [0, hidden]).contiguous(),
            nn.functional.pad(outputs[0], [0, hidden]).contiguous(),
            nn.functional.pad(outputs[1..].t(), [0, colours, 0, hidden]).contiguous(),
            cat([nn.functional.pad(bias[1..], [0, colours]), bias[..1]])).MoveToOuterDisposeScope();
    }

    private static long Padding(long size, int multiple) => (multiple - size % multiple) % multiple;

    private static Tensor Bias(FullyConnected layer) => layer.Bias is { } bias ? bias * layer.BiasGain : zeros(layer.Weight.shape[0]);
}
