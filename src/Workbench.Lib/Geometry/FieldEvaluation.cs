namespace Workbench.Geometry;

/// <summary>How a field is evaluated at many points: memory, device, progress, cancellation.</summary>
public sealed record FieldEvaluation
{
    /// <summary>Bytes that one chunk may take while the field computes.</summary>
    public long ByteBudget { get; init; } = 256L << 20;

    /// <summary>Bytes that the field needs for one point; a tri-grid with a decoder of 64 hidden units takes about two kilobytes.</summary>
    public int BytesPerPoint { get; init; } = 2048;

    /// <summary>Where the points are created.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Receives the finished share, 0…1, after every chunk.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops between chunks.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Points of one chunk, at least 1.</summary>
    internal long ChunkSize
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ByteBudget);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BytesPerPoint);
            return Math.Clamp(ByteBudget / BytesPerPoint, 1, 1 << 24);
        }
    }

    /// <summary>Evaluates one chunk without gradients and copies the result.</summary>
    /// <param name="field">[1, M, 3] → [1, M, C]</param>
    /// <param name="points">Coordinates, three a point.</param>
    /// <param name="channels">C.</param>
    /// <param name="results">Receives C numbers a point.</param>
    internal void Evaluate(Func<Tensor, Tensor> field, float[] points, int channels, Span<float> results)
    {
        Cancellation.ThrowIfCancellationRequested();
        using var still = no_grad();
        using var scope = NewDisposeScope();
        var count = points.Length / 3;
        var values = field(tensor(points, [1, count, 3], device: Device));
        if (!values.shape.AsSpan().SequenceEqual([1, count, channels]))
            throw new ArgumentException($"field: expected [1, M={count}, {channels}] for points [1, {count}, 3], got [{string.Join(", ", values.shape)}].", nameof(field));
        values.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().CopyTo(results);
    }
}
