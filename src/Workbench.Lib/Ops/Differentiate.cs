namespace Workbench.Ops;

/// <summary>Gradients as values, for penalties on gradients and for tests; bad calls are exceptions instead of the end of the process.</summary>
/// <remarks>
/// The graph of the outputs is kept, so it may be differentiated again; it is freed with its tensors. A graph that a call of <c>backward</c> has already consumed cannot be
/// recognised: build it anew. Sampling a volume (<c>grid_sample</c>) has no second derivative in libtorch.
/// </remarks>
public static class Differentiate
{
    /// <summary>∂(Σ outputs · seed)/∂input for every input.</summary>
    /// <param name="outputs">Any shape.</param>
    /// <param name="inputs">Tensors the outputs were computed from; each requires a gradient.</param>
    /// <param name="createGraph">Whether the gradients can themselves be differentiated.</param>
    /// <param name="seed">Weights of the outputs, of their shape; 1 unless given.</param>
    /// <returns>One tensor an input, of its shape.</returns>
    /// <exception cref="ArgumentException">Nothing requires a gradient, the outputs do not depend on an input, or the seed has another shape.</exception>
    public static Tensor[] Gradient(Tensor outputs, IReadOnlyList<Tensor> inputs, bool createGraph = false, Tensor? seed = null)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0)
            throw new ArgumentException("inputs: name at least one tensor to differentiate by.", nameof(inputs));
        if (!outputs.requires_grad)
            throw new ArgumentException("outputs: they carry no graph. Compute them with gradients enabled, from inputs that require one.", nameof(outputs));
        for (var i = 0; i < inputs.Count; i++)
            if (!inputs[i].requires_grad)
                throw new ArgumentException($"inputs: number {i}, {Describe(inputs[i])}, requires no gradient; call requires_grad_() before computing the outputs.", nameof(inputs));
        if (seed is not null && !(seed.shape.AsSpan().SequenceEqual(outputs.shape) && seed.dtype == outputs.dtype && seed.device.ToString() == outputs.device.ToString()))
            throw new ArgumentException($"seed: expected {Describe(outputs)} as the outputs, got {Describe(seed)}.", nameof(seed));
        using var scope = NewDisposeScope();
        var gradients = autograd.grad([outputs], [.. inputs], [seed ?? ones_like(outputs)], retain_graph: true, create_graph: createGraph, allow_unused: true);
        var result = new Tensor[inputs.Count];
        for (var i = 0; i < result.Length; i++)
        {
            if (gradients[i] is not { IsInvalid: false } gradient) // libtorch's undefined tensor: no influence
                throw new ArgumentException($"inputs: the outputs do not depend on number {i}, {Describe(inputs[i])}. A detached copy, an integer conversion or no_grad may lie between.", nameof(inputs));
            result[i] = gradient.MoveToOuterDisposeScope();
        }
        return result;
    }

    /// <summary>∂(Σ outputs)/∂input of one input.</summary>
    /// <param name="outputs">Any shape.</param>
    /// <param name="input">Requires a gradient.</param>
    /// <param name="createGraph">Whether the gradient can itself be differentiated.</param>
    /// <returns>A tensor of the shape of <paramref name="input"/>.</returns>
    /// <exception cref="ArgumentException">Nothing requires a gradient, or the outputs do not depend on the input.</exception>
    public static Tensor Gradient(Tensor outputs, Tensor input, bool createGraph = false) => Gradient(outputs, [input], createGraph)[0];

    private static string Describe(Tensor x) => $"{x.dtype} [{string.Join(", ", x.shape)}]";
}
