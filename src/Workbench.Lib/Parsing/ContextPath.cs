using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Parsing;

/// <summary>BiSeNet's context path: the trunk, and its two coarse maps brought up to the finer ones (Yu et al. 2018 §3.2).</summary>
/// <remarks>
/// g = CBR(mean of the thirty-second map); u₃₂ = CBR(up(ARM₃₂ + g)); u₁₆ = CBR(up(ARM₁₆ + u₃₂)), each enlarged by nearest neighbours.
/// The face parser has no separate spatial path: the trunk's map at an eighth takes its place.
/// </remarks>
internal sealed class ContextPath : nn.Module<Tensor, ContextMaps>
{
    private const int Width = 128;

    [ComponentName(Name = "resnet")]
    private readonly ResidualTrunk _trunk = new();

    [ComponentName(Name = "arm16")]
    private readonly AttentionRefinement _refineSixteenth = new(256, Width);

    [ComponentName(Name = "arm32")]
    private readonly AttentionRefinement _refineThirtySecond = new(512, Width);

    [ComponentName(Name = "conv_head32")]
    private readonly NormalizedConvolution _smoothThirtySecond = new(Width, Width, 3);

    [ComponentName(Name = "conv_head16")]
    private readonly NormalizedConvolution _smoothSixteenth = new(Width, Width, 3);

    [ComponentName(Name = "conv_avg")]
    private readonly NormalizedConvolution _mean = new(512, Width, 1);

    public ContextPath()
        : base(nameof(ContextPath)) => RegisterComponents();

    /// <param name="image">[N, 3, H, W]</param>
    public override ContextMaps forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var maps = _trunk.call(image);
        var mean = _mean.call(maps.ThirtySecond.mean([2, 3], true)); // [N, 128, 1, 1]
        var coarse = _smoothThirtySecond.call(Enlarge(_refineThirtySecond.call(maps.ThirtySecond) + mean, maps.Sixteenth)); // [N, 128, H/16, W/16]
        var fine = _smoothSixteenth.call(Enlarge(_refineSixteenth.call(maps.Sixteenth) + coarse, maps.Eighth)); // [N, 128, H/8, W/8]
        return new ContextMaps(maps.Eighth, fine, coarse).MoveToOuterDisposeScope();
    }

    private static Tensor Enlarge(Tensor x, Tensor like) => nn.functional.interpolate(x, [like.shape[2], like.shape[3]], mode: InterpolationMode.Nearest);
}

/// <summary>Maps of the context path.</summary>
/// <param name="Detail">The trunk's map at an eighth of the picture, [N, 128, H/8, W/8].</param>
/// <param name="Fine">[N, 128, H/8, W/8]</param>
/// <param name="Coarse">[N, 128, H/16, W/16]</param>
internal sealed record ContextMaps(Tensor Detail, Tensor Fine, Tensor Coarse) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Detail, Fine, Coarse];
}
