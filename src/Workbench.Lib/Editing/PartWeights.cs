using Workbench.Ops;

namespace Workbench.Editing;

/// <summary>The weights of one part: who keeps a cell, who takes it, and what lies between.</summary>
/// <param name="Take">Weight of the reference in the first, hard fusion, [P, D, H, W].</param>
/// <param name="Core">Cells that are surely the reference's, A.</param>
/// <param name="Keep">Cells that are surely the target's, K.</param>
public sealed record PartWeights(Tensor Take, Tensor Core, Tensor Keep) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Take, Core, Keep];

    /// <summary>Weights of masks.</summary>
    /// <param name="target">Where the target has the part, 0…1, [P, D, H, W].</param>
    /// <param name="reference">Where the reference has it.</param>
    /// <param name="recipe">Rule and sizes for these planes; see <see cref="PartRecipe.Scaled"/>.</param>
    /// <param name="spared">Where the target has what must stay, or null.</param>
    /// <param name="grow">Cells by which the taken region grows, or shrinks when negative.</param>
    /// <param name="feather">σ of a blur of the taken region, cells.</param>
    public static PartWeights Of(Tensor target, Tensor reference, PartRecipe recipe, Tensor? spared = null, int grow = 0, double feather = 0)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var s = Shape.Check(target, "P D H W");
        Shape.Check(reference, "P D H W", [("P", s[0]), ("D", s[1]), ("H", s[2]), ("W", s[3])]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var part = spared is null ? reference : reference * (1 - spared);
        var take = recipe.Rule == FusionRule.Union ? 1 - (1 - target) * (1 - part) : part.alias();
        take = Morphology.Feather(Morphology.Grow(take, grow), feather);
        Tensor Core(Tensor mask) => Morphology.Blur(Morphology.Erode(mask, recipe.GrowSize), recipe.BlurTaps, recipe.Sigma);
        Tensor Wide(Tensor mask) => Morphology.Blur(Morphology.Dilate(mask, recipe.GrowSize), recipe.BlurTaps, recipe.Sigma);
        var (core, keep) = recipe.Rule switch
        {
            FusionRule.Union => (Core(take), Core(1 - take)),
            FusionRule.Ring => (Core(take), 1 - Wide(take)),
            _ => (zeros_like(take), 1 - Wide(take)),
        };
        return new PartWeights(take, core, keep).MoveToOuterDisposeScope();
    }
}
