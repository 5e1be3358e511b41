namespace Workbench.Occlusion;

/// <summary>Blur of mask images: normalised taps exp(−i²/2σ²), borders reflected without repeating the edge. Sums in double, so that constant images stay as they are.</summary>
internal static class GaussianBlur
{
    // [N, C, H, W] → [N, C, H, W]
    public static Tensor Apply(Tensor x, double sigma, int taps)
    {
        var reach = taps / 2;
        if (x.shape[2] <= reach || x.shape[3] <= reach)
            throw new ArgumentException($"A blur of {taps} taps needs planes of more than {reach} cells a side, got {x.shape[2]}×{x.shape[3]}; lower BlurTaps.", nameof(x));
        using var scope = NewDisposeScope();
        var weights = (arange(-reach, reach + 1, ScalarType.Float64, x.device).square() / (-2 * sigma * sigma)).exp();
        var kernel = (weights / weights.sum()).view(1, 1, 1, taps);
        var images = nn.functional.pad(x.to(ScalarType.Float64).reshape(-1, 1, x.shape[2], x.shape[3]), [reach, reach, reach, reach], PaddingModes.Reflect); // [N·C, 1, H + 2ρ, W + 2ρ]
        var blurred = nn.functional.conv2d(nn.functional.conv2d(images, kernel), kernel.transpose(2, 3));
        return blurred.to(x.dtype).view(x.shape).MoveToOuterDisposeScope();
    }
}
