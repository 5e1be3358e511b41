using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Parsing;

/// <summary>Which part every pixel of pictures belongs to, and how sure that is.</summary>
/// <param name="Labels">Bytes of <see cref="HeadPart"/>, [N, H, W].</param>
/// <param name="Confidence">0…1, [N, H, W]; of a parser the probability of the named class.</param>
public sealed record ParsedFaces(Tensor Labels, Tensor Confidence) : TensorRecord
{
    /// <summary>1 where a pixel belongs to one of the parts, else 0.</summary>
    /// <param name="parts">The parts.</param>
    /// <returns>float32, [N, 1, H, W]</returns>
    public Tensor Mask(params IEnumerable<HeadPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var scope = NewDisposeScope();
        var wanted = zeros(256, dtype: ScalarType.Float32, device: Labels.device);
        foreach (var part in parts)
            wanted[(long)part] = 1f;
        return wanted.index_select(0, Labels.to(ScalarType.Int64).flatten()).view(Labels.shape).unsqueeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Share of the pixels of every picture that belong to one of the parts.</summary>
    /// <param name="parts">The parts.</param>
    public IReadOnlyList<double> Share(params IEnumerable<HeadPart> parts)
    {
        using var scope = NewDisposeScope();
        return [.. Mask(parts).mean([1, 2, 3]).cpu().data<float>().Select(share => (double)share)];
    }

    /// <summary>The same at another size: labels by the nearest pixel, so that no class appears that was not there.</summary>
    /// <param name="side">Pixels a side.</param>
    public ParsedFaces Resize(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        using var scope = NewDisposeScope();
        return new ParsedFaces(Nearest(Labels, side), Nearest(Confidence, side)).MoveToOuterDisposeScope();
    }

    /// <summary>The pixels nearest to the centres of another grid.</summary>
    /// <param name="map">[N, H, W]</param>
    /// <param name="side">Pixels a side of the result.</param>
    internal static Tensor Nearest(Tensor map, int side)
    {
        using var scope = NewDisposeScope();
        Tensor Index(long size) => ((arange(side, ScalarType.Float64, map.device) + 0.5) * size / side).floor().to(ScalarType.Int64);
        return map.index_select(1, Index(map.shape[1])).index_select(2, Index(map.shape[2])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Labels, Confidence];
}
