namespace Workbench.Training;

/// <summary>Large batches in small memory: the gradient of a batch as the mean of the gradients of its parts.</summary>
/// <remarks>Equal to the whole batch up to rounding where the loss is a mean over samples that do not see each other; minibatch statistics are those of a part.</remarks>
public static class GradientAccumulation
{
    /// <summary>Adds the gradients of every part to those that parameters have.</summary>
    /// <param name="parts">Number of parts of equal size.</param>
    /// <param name="loss">The loss of a part, a mean over its samples; it runs in a scope of its own.</param>
    /// <param name="weight">Factor of the loss, such as the interval of a lazy regulariser.</param>
    /// <returns>The statistics, means over the parts. Waits for the device once a part.</returns>
    public static IReadOnlyDictionary<string, double> Add(int parts, Func<int, PhaseLoss> loss, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var sums = new Dictionary<string, double>();
        for (var part = 0; part < parts; part++)
        {
            using var scope = NewDisposeScope();
            var result = loss(part);
            (result.Loss * (weight / parts)).backward();
            foreach (var (name, value) in result.ToNumbers())
                sums[name] = sums.GetValueOrDefault(name) + value / parts;
        }
        return sums;
    }

    /// <summary>A range of a batch.</summary>
    /// <param name="batch">Samples in all, a multiple of the parts.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="part">Which one, from 0.</param>
    /// <returns>First sample and number of samples.</returns>
    public static (int First, int Count) Range(int batch, int parts, int part)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        if (batch % parts != 0)
            throw new ArgumentException($"batch: {batch} samples cannot be split into {parts} equal parts.", nameof(batch));
        return (part * (batch / parts), batch / parts);
    }
}
