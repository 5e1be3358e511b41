using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>Sums of planes by weights. The target enters as itself plus differences, so that equal grids and empty weights give the target exactly.</summary>
public static class GridBlend
{
    /// <summary>T + Σ A_i (R_i − T) + J (I − T).</summary>
    /// <param name="target">T, [1, P, C, D, H, W].</param>
    /// <param name="references">R_i, one a part.</param>
    /// <param name="weights">Weights of cells.</param>
    /// <param name="transition">I, or null when J is 0 everywhere.</param>
    public static Tensor Fuse(Tensor target, IReadOnlyList<Tensor> references, FusionWeights weights, Tensor? transition)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(weights);
        if (references.Count != weights.Cores.Count)
            throw new ArgumentException($"references: {references.Count} grids for {weights.Cores.Count} parts.", nameof(references));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var sum = target.clone();
        for (var i = 0; i < references.Count; i++)
            sum = sum + ForFeatures(weights.Cores[i]) * (references[i] - target);
        if (transition is not null)
            sum = sum + ForFeatures(weights.Implicit) * (transition - target);
        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Lays references over the target in their order by their hard weights.</summary>
    /// <param name="target">[1, P, C, D, H, W]</param>
    /// <param name="references">One a part.</param>
    /// <param name="takes">Hard weights, one a part.</param>
    public static Tensor Lay(Tensor target, IReadOnlyList<Tensor> references, IReadOnlyList<Tensor> takes)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(takes);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var result = target.clone();
        for (var i = 0; i < references.Count; i++)
            result = result + ForFeatures(takes[i]) * (references[i] - result);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>T + s·(F − T); s = 0 gives T bit for bit.</summary>
    /// <remarks>Values between show hair that is half transparent, since density is no linear function of features.</remarks>
    /// <param name="target">T</param>
    /// <param name="full">F, the edit at full strength.</param>
    /// <param name="strength">s, 0…1.5.</param>
    public static Tensor Strength(Tensor target, Tensor full, double strength)
    {
        if (!(strength is >= 0 and <= 1.5))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, "The strength of an edit lies in 0…1.5.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var result = strength switch
        {
            0 => target.clone(),
            1 => full.clone(),
            _ => target + (full - target) * strength,
        };
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>T + f·M·(R − G): adds what the reference has beyond a copy of itself without the part (glasses).</summary>
    /// <param name="target">T, [1, P, C, D, H, W].</param>
    /// <param name="reference">R</param>
    /// <param name="without">G, the reference without the part.</param>
    /// <param name="mask">M, [P, D, H, W].</param>
    /// <param name="factor">f; the published pipeline takes 1.5.</param>
    public static Tensor Residual(Tensor target, Tensor reference, Tensor without, Tensor mask, double factor = 1.5)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        return (target + ForFeatures(mask) * (reference - without) * factor).MoveToOuterDisposeScope();
    }

    /// <summary>(1 − a)·R₁ + a·R₂; 0 and 1 give the grids themselves.</summary>
    public static Tensor Between(Tensor first, Tensor second, double amount)
    {
        using var scope = NewDisposeScope();
        return (amount == 1 ? second.clone() : first + (second - first) * amount).MoveToOuterDisposeScope();
    }

    /// <summary>Weights of cells as they multiply features: [P, D, H, W] → [1, P, 1, D, H, W].</summary>
    internal static Tensor ForFeatures(Tensor weights) => weights.unsqueeze(1).unsqueeze(0);
}
