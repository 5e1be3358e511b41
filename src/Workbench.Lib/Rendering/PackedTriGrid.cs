using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>The memory order in which kernels read a tri-grid: all features of a voxel side by side, then its slices, columns, rows, planes.</summary>
/// <remarks>Only strides change; the tensor keeps its shape and meaning. One reading of two slices then touches one run of 2·C floats instead of 2·C cache lines.</remarks>
public static class PackedTriGrid
{
    /// <summary>Whether the features lie in this order already.</summary>
    /// <param name="features">[N, P, C, D, H, W]</param>
    public static bool IsPacked(Tensor features)
    {
        using var scope = NewDisposeScope();
        return Order(features).is_contiguous();
    }

    /// <summary>The same features in this order; an alias when they lie so already. Differentiable.</summary>
    /// <param name="features">[N, P, C, D, H, W]</param>
    /// <returns>[N, P, C, D, H, W], strided.</returns>
    public static Tensor Pack(Tensor features)
    {
        Shape.Check(features, "N P C D H W");
        using var scope = NewDisposeScope();
        // Back in shape: [N, P, H, W, D, C] → [N, P, C, D, H, W].
        return Order(features).contiguous().permute(0, 1, 5, 4, 2, 3).MoveToOuterDisposeScope();
    }

    private static Tensor Order(Tensor features) => features.permute(0, 1, 4, 5, 3, 2); // [N, P, H, W, D, C]
}
