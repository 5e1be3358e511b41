using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>Penalties that keep encoded W+ codes near the region a generator knows (pSp, e4e).</summary>
public static class LatentLoss
{
    /// <summary>e4e's delta penalty: how far the codes of the active layers lie from the first one.</summary>
    /// <remarks>Σ_{i = 1…s} mean over the batch of ‖w_i − w_0‖₂; e4e weighs it with 2·10⁻⁴.</remarks>
    /// <param name="latents">[N, L, K]</param>
    /// <param name="stage">s, the last layer whose code is free; 0 gives 0.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Delta(Tensor latents, int stage)
    {
        var layers = Shape.Check(latents, "N L K")[1];
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, layers);
        using var scope = NewDisposeScope();
        var deltas = latents.narrow(1, 1, stage) - latents.narrow(1, 0, 1); // [N, s, K]
        return deltas.norm(2, false, 2).mean([0]).sum().MoveToOuterDisposeScope(); // sum over s
    }

    /// <summary>pSp's w-norm: the mean over the batch of the length of all codes together, measured from the average code.</summary>
    /// <param name="latents">[N, L, K]</param>
    /// <param name="average">Average code, [K] or [L, K]; null for the origin.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Norm(Tensor latents, Tensor? average = null)
    {
        Shape.Check(latents, "N L K");
        using var scope = NewDisposeScope();
        var offsets = average is null ? latents.alias() : latents - average;
        return offsets.flatten(1).norm(1, false, 2).mean().MoveToOuterDisposeScope();
    }
}
