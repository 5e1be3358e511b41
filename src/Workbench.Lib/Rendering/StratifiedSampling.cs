namespace Workbench.Rendering;

/// <summary>Coarse depths: one jittered sample in each of n − 1 strata, plus one that may lie a step beyond the end (NeRF §5.2, EG3D).</summary>
public static class StratifiedSampling
{
    /// <summary>Equal steps between two fixed distances.</summary>
    /// <param name="near">First distance.</param>
    /// <param name="far">Last distance.</param>
    /// <param name="jitter">Uniform numbers, [N, R, S, 1].</param>
    /// <returns>[N, R, S, 1]</returns>
    public static Tensor Fixed(double near, double far, Tensor jitter)
    {
        using var scope = NewDisposeScope();
        var count = Count(jitter);
        var grid = linspace(near, far, count, jitter.dtype, jitter.device).view(1, 1, count, 1);
        return (grid + jitter * ((far - near) / (count - 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Equal steps between distances of each ray.</summary>
    /// <param name="near">[N, R, 1]</param>
    /// <param name="far">[N, R, 1]</param>
    /// <param name="jitter">[N, R, S, 1]</param>
    /// <returns>[N, R, S, 1]</returns>
    public static Tensor PerRay(Tensor near, Tensor far, Tensor jitter)
    {
        using var scope = NewDisposeScope();
        var count = Count(jitter);
        var span = (far - near).unsqueeze(2); // [N, R, 1, 1]
        return (near.unsqueeze(2) + Fractions(count, jitter) * span + jitter * (span / (count - 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Equal steps in inverse distance.</summary>
    /// <param name="near">First distance.</param>
    /// <param name="far">Last distance.</param>
    /// <param name="jitter">[N, R, S, 1]</param>
    /// <returns>[N, R, S, 1]</returns>
    public static Tensor Disparity(double near, double far, Tensor jitter)
    {
        using var scope = NewDisposeScope();
        var count = Count(jitter);
        var e = linspace(0, 1, count, jitter.dtype, jitter.device).view(1, 1, count, 1) + jitter / (count - 1);
        return (1 / ((1 - e) / near + e / far)).MoveToOuterDisposeScope();
    }

    private static Tensor Fractions(long count, Tensor like) => (arange(count, like.dtype, like.device) / (count - 1)).view(1, 1, count, 1);

    private static long Count(Tensor jitter)
    {
        var count = Ops.Shape.Check(jitter, "N R S I", [("I", 1)])[2];
        return count > 1 ? count : throw new ArgumentException("jitter: at least two samples a ray are needed.", nameof(jitter));
    }
}
