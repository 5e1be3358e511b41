using Workbench.Ops;

namespace Workbench.Tests.Parity;

/// <summary>The random calls of a fixture: the n-th uniform or normal call inside a tag is a hash stream named after tag, kind and n.</summary>
public sealed class RecipeRandom(string tag, uint seed) : RandomSource
{
    private int _uniform;
    private int _normal;

    public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) => WeightRecipe.Uniform($"{tag}.rand.{_uniform++}", seed, shape);

    public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => WeightRecipe.Normal($"{tag}.randn.{_normal++}", seed, shape);
}
