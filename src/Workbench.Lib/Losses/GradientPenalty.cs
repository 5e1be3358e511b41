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

    /// <summary>R1 as a step of its own, taken in every <paramref name="interval"/>-th step only: weight/2 · interval · mean over the batch of ‖∂(Σ scores)/∂input‖².</summary>
    /// <param name="scores">Scores of N real samples.</param>
    /// <param name="input">The N samples; requires a gradient. Where a mask multiplies before the discriminator, the masked tensor.</param>
    /// <param name="weight">γ; 10 in the paper.</param>
    /// <param name="interval">Steps between two penalties; 16 in the paper.</param>
    /// <exception cref="ArgumentException">The scores do not depend on the input.</exception>
    public static R1Term R1(Tensor scores, Tensor input, double weight = 10, int interval = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        using var scope = NewDisposeScope();
        var penalty = SquaredNorms(scores, input)[0].mean();
        return new R1Term(penalty, penalty * (weight / 2 * interval)).MoveToOuterDisposeScope();
    }

    /// <summary>Whether a lazy penalty is due in a step.</summary>
    /// <param name="iteration">The step, from 0; the penalty is due in the first one.</param>
    /// <param name="interval">Steps between two penalties.</param>
    public static bool IsDue(long iteration, int interval = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        return iteration % interval == 0;
    }
}

/// <summary>The R1 penalty of one batch.</summary>
/// <param name="Penalty">Mean squared gradient norm, a scalar without weight.</param>
/// <param name="Term">What to minimise, a scalar.</param>
public sealed record R1Term(Tensor Penalty, Tensor Term) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Penalty, Term];
}
