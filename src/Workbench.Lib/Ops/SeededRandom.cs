namespace Workbench.Ops;

/// <summary>Reproducible streams whose state can be kept: one generator a stream, seeded by the hash of seed and stream name.</summary>
/// <param name="seed">Any number; equal seeds give equal streams on every machine.</param>
public sealed class SeededRandom(long seed) : RandomSource
{
    /// <summary>Bytes of a generator's state: the Mersenne twister and the second number of the last normal pair.</summary>
    internal const int StateBytes = 5056;

    private readonly SortedDictionary<string, torch.Generator> _generators = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) => rand(shape.ToArray(), generator: Stream(stream));

    /// <inheritdoc/>
    public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => randn(shape.ToArray(), generator: Stream(stream));

    /// <summary>The state of every stream that was used so far, each [5056] bytes, by name; the caller's scope owns them.</summary>
    public IReadOnlyDictionary<string, Tensor> Save() => _generators.ToDictionary(item => item.Key, item => item.Value.get_state(), StringComparer.Ordinal);

    /// <summary>Continues streams where <see cref="Save"/> left them; streams that are not given start anew.</summary>
    /// <param name="states">By name; they stay the caller's.</param>
    /// <exception cref="ArgumentException">A tensor is no state of a generator; nothing was changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (Misfit(states) is { } problem)
            throw new ArgumentException($"states: {problem}.", nameof(states));
        foreach (var generator in _generators.Values)
            generator.Dispose();
        _generators.Clear();
        foreach (var (name, state) in states)
        {
            using var bytes = state.cpu().contiguous().clone();
            Stream(name).set_state(bytes);
        }
    }

    /// <summary>What is wrong with states; null when nothing is. libtorch ends the process when a state has the wrong size.</summary>
    internal static string? Misfit(IReadOnlyDictionary<string, Tensor> states)
    {
        foreach (var (name, state) in states)
            if (state.dtype != ScalarType.Byte || state.numel() != StateBytes)
                return $"stream '{name}' is {state.dtype} with {state.numel()} elements, not the {StateBytes} bytes of a generator";
        return null;
    }

    private torch.Generator Stream(string name)
    {
        if (!_generators.TryGetValue(name, out var generator))
            _generators[name] = generator = new torch.Generator(HashStream.Seed(seed, name));
        return generator;
    }
}
