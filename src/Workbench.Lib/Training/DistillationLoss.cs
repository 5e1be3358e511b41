using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>The losses of a generator's field against true rays and points.</summary>
/// <remarks>
/// The decoder's colours are linear in its hidden layer, so hidden values are composited and decoded once a ray: Σ w·(W h + b) = W (Σ w·h) + b Σ w.
/// Occupancy of a point is compared as p = 1 − exp(−σ·δ) with the truth sigmoid(−d/s) of its signed distance d; for free space that is the optical depth σ·δ, which no number of
/// samples can miss, and for matter a logarithm that never lets go. Where the generator is unsure of a point, matter that weighs less than free space keeps outlines from
/// growing: a ray through many half-believed points would be opaque.
/// </remarks>
internal static class DistillationLoss
{
    // Length over which a point's opacity is taken, and width of the true surface, box units.
    private const double Step = 0.012;
    private const double Softness = 0.0035;

    // Points as near to the surface as this have its colour.
    private const double Near = 0.012;

    /// <summary>Losses of rays.</summary>
    /// <param name="network">The generator.</param>
    /// <param name="styles">[N, L, K]</param>
    /// <param name="features">Mean plane features of every point, [N, R·S, C].</param>
    /// <param name="rays">Truth.</param>
    /// <param name="config">Weights.</param>
    /// <param name="pointWeight">Weight of the losses of single points.</param>
    /// <returns>The sum and its parts, all scalars.</returns>
    public static (Tensor Total, (string Name, Tensor Value)[] Parts) Rays(PanoHeadNetwork network, Tensor styles, Tensor features, DistillationRays rays, DistillationConfig config, double pointWeight)
    {
        using var scope = NewDisposeScope();
        var s = rays.Depths.shape; // [N, R, S, 1]
        var (heads, count, samples) = (s[0], s[1], s[2]);
        var decoder = network.Decoder;
        var hidden = nn.functional.softplus(decoder.Hidden.forward(features), 1, 20); // [N, R·S, H]
        var (weight, bias) = (decoder.Output.Weight * decoder.Output.WeightGain, decoder.Output.Bias! * decoder.Output.BiasGain);
        var densities = Densities(decoder, hidden, config.DensityGain).view(heads, count, samples, 1);
        var weights = VolumeRenderer.Weights(densities, rays.Depths).squeeze(3); // [N, R, S − 1]
        var opacity = weights.sum(2, keepdim: true); // [N, R, 1]

        // Every sample belongs to the intervals on its two sides, half each.
        var shares = (nn.functional.pad(weights, [0, 1]) + nn.functional.pad(weights, [1, 0])) / 2; // [N, R, S]
        var composited = shares.view(heads * count, 1, samples).bmm(hidden.view(heads * count, samples, -1)).view(heads, count, -1); // [N, R, H]
        var (matrix, offset, background) = Colours(network, styles, weight[1..], bias[1..]);
        var colour = composited.bmm(matrix) + opacity * offset + background; // [N, R, 3]
        var error = colour - rays.Colour;
        var colourLoss = error.abs().mean() + config.SquareWeight * error.square().mean();
        var maskLoss = (opacity - rays.Hit).abs().mean();
        var middle = (rays.Depths[.., .., 1..] + rays.Depths[.., .., ..^1]).squeeze(3) / 2; // [N, R, S − 1]
        var depthLoss = (weights * (middle - rays.Distance).abs() * rays.Hit).sum() / (rays.Hit.sum() + 1);
        var total = colourLoss + config.MaskWeight * maskLoss + config.DepthWeight * depthLoss;

        var (freeLoss, solidLoss, paintLoss) = Points(hidden, densities, matrix, offset + background, rays);
        total = total + config.FreeWeight * freeLoss;
        if (pointWeight > 0)
            total = total + pointWeight * (solidLoss + paintLoss);
        return (total.MoveToOuterDisposeScope(),
        [
            ("loss/colour", colourLoss.detach().MoveToOuterDisposeScope()), ("loss/mask", maskLoss.detach().MoveToOuterDisposeScope()), ("loss/depth", depthLoss.detach().MoveToOuterDisposeScope()),
            ("loss/free", freeLoss.detach().MoveToOuterDisposeScope()), ("loss/solid", solidLoss.detach().MoveToOuterDisposeScope()), ("loss/paint", paintLoss.detach().MoveToOuterDisposeScope()),
        ]);
    }

    /// <summary>Raw densities of hidden values.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="hidden">[N, M, H]</param>
    /// <param name="gain">Factor of the raw density during training.</param>
    /// <returns>[N, M, 1]</returns>
    public static Tensor Densities(TriGridDecoder decoder, Tensor hidden, double gain)
    {
        using var scope = NewDisposeScope();
        var output = decoder.Output;
        return (nn.functional.linear(hidden, output.Weight[..1] * output.WeightGain, output.Bias![..1] * output.BiasGain) * gain).MoveToOuterDisposeScope();
    }

    /// <summary>The way from hidden values to raw colours, linear for every head: colour = hidden · matrix + opacity · offset + background.</summary>
    /// <param name="network">The generator.</param>
    /// <param name="styles">[N, L, K]</param>
    /// <param name="weight">Colour rows of the decoder's output, [C, H].</param>
    /// <param name="bias">[C]</param>
    /// <returns>[N, H, 3], [N, 1, 3], [3]</returns>
    private static (Tensor Matrix, Tensor Offset, Tensor Background) Colours(PanoHeadNetwork network, Tensor styles, Tensor weight, Tensor bias)
    {
        var layer = network.RawColours!;
        var style = layer.Affine.forward(styles[.., ^1]) * (1 / Math.Sqrt(weight.shape[0])); // [N, C]
        var modulated = layer.Weight.flatten(1).unsqueeze(0) * style.unsqueeze(1); // [N, 3, C]
        var heads = style.shape[0];
        var matrix = modulated.reshape(heads * 3, -1).mm(weight).view(heads, 3, -1).transpose(1, 2); // [N, H, 3]
        var offset = nn.functional.linear(modulated, bias.unsqueeze(0)).transpose(1, 2); // [N, 1, 3]
        return (matrix, offset, layer.Bias);
    }

    // Free space and matter at all points, colour of those near the surface that their ray sees.
    private static (Tensor Free, Tensor Solid, Tensor Paint) Points(Tensor hidden, Tensor densities, Tensor matrix, Tensor offset, DistillationRays rays)
    {
        var depth = nn.functional.softplus(densities.view(densities.shape[0], -1, 1) - 1, 1, 20) * Step; // optical, [N, R·S, 1]
        var truth = (rays.SignedDistance / -Softness).sigmoid();
        var solid = -(1 - exp(-depth)).clamp(min: 1e-6).log();
        var near = ((rays.Depths.squeeze(3) - rays.Distance).abs() < Near).to(ScalarType.Float32) * rays.Hit; // [N, R, S]
        var paint = (hidden.bmm(matrix) + offset).view(rays.Colour.shape[0], rays.Colour.shape[1], -1, 3); // [N, R, S, 3]
        var error = (paint - rays.Colour.unsqueeze(2)).abs().mean([3]); // [N, R, S]
        return (((1 - truth) * depth).mean(), (truth * solid).mean(), (error * near).sum() / (near.sum() + 1));
    }
}
