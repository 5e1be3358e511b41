using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>The published localisation: gradients of labelled colours with respect to the planes, turned into masks by thresholds.</summary>
public static class GradientLifting
{
    /// <summary>∂ Σ image · mask / ∂ planes of one view.</summary>
    /// <param name="grid">One head.</param>
    /// <param name="render">Draws planes, differentiably; [1, 3, r, r].</param>
    /// <param name="mask">How much of each pixel is the part, [1, 1, r, r].</param>
    /// <returns>[1, P, C, D, H, W]</returns>
    public static Tensor Gradient(TriGrid grid, Func<TriGrid, Tensor> render, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(render);
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var leaf = grid.Features.detach().contiguous().requires_grad_();
        var image = render(grid with { Features = leaf });
        Shape.Check(image, "N C H W", [("N", 1), ("H", mask.shape[2]), ("W", mask.shape[3])], "Render at the resolution of the mask.");
        return Differentiate.Gradient((image * mask.detach()).sum(), leaf).detach().MoveToOuterDisposeScope();
    }

    /// <summary>Each channel scaled to 0…1 by its own smallest and largest value.</summary>
    /// <param name="gradient">[P, C, D, H, W]</param>
    public static Tensor Scale(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var lifted = gradient - gradient.amin([-2, -1], keepdim: true);
        return (lifted / lifted.amax([-2, -1], keepdim: true)).MoveToOuterDisposeScope(); // constant channels become NaN
    }

    /// <summary>1 where a channel lies within a tenth of its mean: where most cells lie, which the part does not touch.</summary>
    /// <param name="scaled">[P, C, D, H, W]; comparisons with NaN are false.</param>
    public static Tensor Untouched(Tensor scaled)
    {
        using var scope = NewDisposeScope();
        var mean = scaled.mean([-2, -1], keepdim: true);
        return (scaled > mean * 0.9).logical_and(scaled < mean * 1.1).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Touched cells of every channel: 1 − untouched, smoothed three times.</summary>
    /// <param name="untouched">[P, C, D, H, W]</param>
    /// <param name="smoothSigma">σ of the 3×3 smoothing; null for none.</param>
    public static Tensor Touched(Tensor untouched, double? smoothSigma)
    {
        using var scope = NewDisposeScope();
        var a = untouched.alias();
        for (var i = 0; i < 3 && smoothSigma is not null; i++)
            a = Morphology.Blur(a, 3, smoothSigma.Value);
        return (1 - a).MoveToOuterDisposeScope();
    }

    /// <summary>The mask of a gradient.</summary>
    /// <param name="gradient">Mean over views, [P, C, D, H, W].</param>
    /// <param name="perPlane">Every plane and slice by itself; otherwise the first plane's mask serves all.</param>
    /// <param name="smoothSigma">σ of the 3×3 smoothing; null for none.</param>
    /// <returns>Before and after the last smoothing, [P, D, H, W] each.</returns>
    public static (Tensor Binary, Tensor Mask) Mask(Tensor gradient, bool perPlane, double? smoothSigma)
    {
        var s = Shape.Check(gradient, "P C D H W");
        using var scope = NewDisposeScope();
        var touched = Touched(Untouched(Scale(gradient)), smoothSigma);
        // Channels of plane 0 are features × slices.
        var mean = perPlane ? touched.mean([1]) : touched[0].mean([0, 1]).view(1, 1, s[3], s[4]); // [P, D, H, W] or [1, 1, H, W]
        var binary = (mean > mean.mean([-2, -1], keepdim: true)).to(ScalarType.Float32);
        var mask = smoothSigma is { } sigma ? Morphology.Blur(binary, 3, sigma) : binary.alias();
        long[] full = [s[0], s[2], s[3], s[4]];
        return (binary.expand(full).contiguous().MoveToOuterDisposeScope(), mask.expand(full).clone().MoveToOuterDisposeScope());
    }
}
