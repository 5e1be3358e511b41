namespace Workbench.Encoders;

/// <summary>When e4e brings in the offset of the next layer: one global step a layer.</summary>
public sealed record ProgressiveSchedule
{
    private readonly IReadOnlyList<long> _steps = [0];

    /// <summary>The step at which the stage of the same index begins; starts with 0 and rises.</summary>
    /// <exception cref="ArgumentException">The list is empty, does not start with 0 or does not rise.</exception>
    public IReadOnlyList<long> Steps
    {
        get => _steps;
        init
        {
            if (value.Count == 0 || value[0] != 0 || value.Zip(value.Skip(1)).Any(pair => pair.First >= pair.Second))
                throw new ArgumentException($"Steps must start with 0 and rise, got [{string.Join(", ", value)}].", nameof(value));
            _steps = value;
        }
    }

    /// <summary>Equal intervals: 0, start, start + interval, …</summary>
    /// <param name="styles">Number of codes, and of entries.</param>
    /// <param name="start">Step of the first offset.</param>
    /// <param name="interval">Steps from one offset to the next.</param>
    public static ProgressiveSchedule Regular(int styles, long start = 20_000, long interval = 2_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(styles, 1);
        return new() { Steps = [0, .. Enumerable.Range(0, styles - 1).Select(i => start + i * interval)] };
    }

    /// <summary>The stage at a step: the largest index whose step has come.</summary>
    /// <param name="step">Global step, from 0.</param>
    public int StageAt(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var stage = 0;
        while (stage + 1 < Steps.Count && Steps[stage + 1] <= step)
            stage++;
        return stage;
    }
}
