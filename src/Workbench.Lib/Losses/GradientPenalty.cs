using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>The R1 penalty: how steeply scores of real pictures change with the pictures (Mescheder et al. 2018).</summary>
public static class GradientPenalty
{
    /// <summary>‖∂(Σ scores)/∂input‖² of every sample, itself differentiable.</summary>
    /// <param name="scores">Scores of N samples, each a function of its own sample.</param>
    /// <param name="inputs">Tensors of N samples that require gradients.</param>
    /// <returns>For every input, [N].</returns>
    /// <exception cref="ArgumentException">The scores do not depend on an input.</exception>
    public static Tensor[] SquaredNorms(Tensor scores, params IReadOnlyList<Tensor> inputs)
    {
        using var scope = NewDisposeScope();
        var gradients = Differentiate.Gradient(scores, inputs, createGraph: true);
        return [.. gradients.Select(gradient => gradient.square().flatten(1).sum(1).MoveToOuterDisposeScope())];
    }
}
