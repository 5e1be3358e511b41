using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>What the count of a covariance is divided by.</summary>
public enum CovarianceDivisor
{
    /// <summary>N − 1, as pytorch-fid does.</summary>
    Unbiased,

    /// <summary>N, as the metric code of StyleGAN and PanoHead does; differs visibly at 1000 samples.</summary>
    Biased,
}

/// <summary>Mean and covariance of feature vectors, gathered batch by batch in float64; shards that were gathered apart merge into what one pass would have found.</summary>
/// <remarks>
/// Kept are N, the mean μ and the scatter M = Σ (x − μ)(x − μ)ᵀ; a batch joins by M ← M₁ + M₂ + N₁N₂/N · δδᵀ, δ = μ₂ − μ₁ (Chan et al. 1979), which loses no digits to large means.
/// Rows are folded in groups: memory is a few F × F matrices of doubles, 32 MiB each at F = 2048.
/// </remarks>
public sealed class FeatureStatistics : IDisposable
{
    private const string CountName = "count", MeanName = "mean", ScatterName = "scatter";
    private const int FoldRows = 512;

    private readonly List<Tensor> _pending = [];
    private long _pendingRows;
    private long _count;
    private Tensor? _mean;
    private Tensor? _scatter;

    /// <summary>Number of samples.</summary>
    public long Count => _count + _pendingRows;

    /// <summary>Width of a feature vector; 0 before the first sample.</summary>
    public long Width { get; private set; }

    /// <summary>Adds samples.</summary>
    /// <param name="features">[N, F], any device, floating point; finite.</param>
    /// <exception cref="ArgumentException">Another width than before, or NaN or infinity.</exception>
    public void Add(Tensor features)
    {
        var sizes = Shape.Check(features, "N F", Width == 0 ? [] : [("F", Width)]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = features.detach().to(ScalarType.Float64).cpu();
        if (!rows.isfinite().all().ToBoolean())
            throw new ArgumentException("features: they hold NaN or infinity; one such sample would spoil all statistics.", nameof(features));
        if (sizes[0] == 0)
            return;
        Width = sizes[1];
        _pending.Add(rows.clone().DetachFromDisposeScope());
        _pendingRows += sizes[0];
        if (_pendingRows >= FoldRows)
            Fold();
    }

    /// <summary>Adds all samples of another gathering, which stays as it is.</summary>
    /// <param name="other">Statistics of the same features; not this object.</param>
    /// <exception cref="ArgumentException">Its features have another width.</exception>
    public void Merge(FeatureStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            throw new ArgumentException("other: statistics cannot be merged into themselves.", nameof(other));
        other.Fold();
        if (other._count == 0)
            return;
        if (Width != 0 && Width != other.Width)
            throw new ArgumentException($"other: its features have {other.Width} numbers, these {Width}; they come from different networks.", nameof(other));
        Width = other.Width;
        Fold();
        Join(other._count, other._mean!, other._scatter!);
    }

    /// <summary>The mean, [F], float64; the caller's scope owns it.</summary>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public Tensor Mean()
    {
        Require(1);
        return _mean!.clone();
    }

    /// <summary>The covariance, [F, F], float64; the caller's scope owns it.</summary>
    /// <param name="divisor">N − 1 or N.</param>
    /// <exception cref="InvalidOperationException">There are fewer than two samples.</exception>
    public Tensor Covariance(CovarianceDivisor divisor = CovarianceDivisor.Unbiased)
    {
        Require(2);
        return _scatter! / (divisor == CovarianceDivisor.Unbiased ? _count - 1.0 : _count);
    }

    /// <summary>Copies of the sums, to be stored; the caller's scope owns them.</summary>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public IReadOnlyDictionary<string, Tensor> CaptureState()
    {
        Require(1);
        return new Dictionary<string, Tensor> { [CountName] = tensor(_count, ScalarType.Int64), [MeanName] = _mean!.clone(), [ScatterName] = _scatter!.clone() };
    }

    /// <summary>Statistics from stored sums.</summary>
    /// <param name="state">From <see cref="CaptureState"/>.</param>
    /// <exception cref="ArgumentException">The tensors are not such sums.</exception>
    public static FeatureStatistics FromState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue(CountName, out var count) || !state.TryGetValue(MeanName, out var mean) || !state.TryGetValue(ScatterName, out var scatter)
            || count.numel() != 1 || mean.dim() != 1 || scatter.dim() != 2 || scatter.shape[0] != mean.shape[0] || scatter.shape[1] != mean.shape[0] || count.ToInt64() < 1)
            throw new ArgumentException($"state: expected a number '{CountName}', '{MeanName}' [F] and '{ScatterName}' [F, F].", nameof(state));
        using var scope = NewDisposeScope();
        var statistics = new FeatureStatistics { Width = mean.shape[0] };
        statistics.Join(count.ToInt64(), mean.to(ScalarType.Float64), scatter.to(ScalarType.Float64));
        return statistics;
    }

    /// <summary>Disposes the sums.</summary>
    public void Dispose()
    {
        foreach (var rows in _pending)
            rows.Dispose();
        _pending.Clear();
        _mean?.Dispose();
        _scatter?.Dispose();
    }

    private void Fold()
    {
        if (_pendingRows == 0)
            return;
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = cat(_pending); // [n, F]
        foreach (var part in _pending)
            part.Dispose();
        _pending.Clear();
        var count = _pendingRows;
        _pendingRows = 0;
        var mean = rows.mean([0]); // [F]
        var centred = rows - mean;
        Join(count, mean, centred.t().mm(centred));
    }

    private void Join(long count, Tensor mean, Tensor scatter)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (_count == 0)
        {
            (_mean, _scatter) = (mean.clone().DetachFromDisposeScope(), scatter.clone().DetachFromDisposeScope());
        }
        else
        {
            var share = count / ((double)_count + count);
            var shift = mean - _mean!; // [F]
            var scaled = shift * Math.Sqrt(_count * share);
            _scatter!.add_(scatter).add_(scaled.outer(scaled));
            _mean!.add_(shift * share);
        }
        _count += count;
    }

    private void Require(long least)
    {
        Fold();
        if (_count < least)
            throw new InvalidOperationException($"The statistics hold {_count} samples; at least {least} are needed.");
    }
}
