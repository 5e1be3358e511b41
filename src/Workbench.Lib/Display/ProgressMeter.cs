using System.Globalization;

namespace Workbench.Display;

/// <summary>A report of a step that also carries something to look at.</summary>
/// <param name="Step">Steps done, from 0.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Message">What is being done, or null.</param>
/// <param name="Figure">The state in a picture, or null.</param>
/// <param name="Metrics">Named numbers, such as losses, or null.</param>
public record FigureReport(long Step, long Total, string? Message = null, Figure? Figure = null, IReadOnlyDictionary<string, double>? Metrics = null) : Ops.StepReport(Step, Total, Message);

/// <summary>Measures how fast steps go and how long the rest takes.</summary>
/// <remarks>The rate is that of the last ten seconds, so that a slow beginning does not spoil the estimate.</remarks>
public sealed class ProgressMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Queue<(TimeSpan Time, long Step)> _recent = new();
    private TimeSpan _now;
    private long _step;
    private long _total;

    /// <summary>Starts the clock.</summary>
    /// <param name="clock">The clock; null is the system's.</param>
    public ProgressMeter(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
        _recent.Enqueue((TimeSpan.Zero, 0));
    }

    /// <summary>Time since the meter was made.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    /// <summary>Steps a second; 0 before the first step.</summary>
    public double Rate
    {
        get
        {
            var (time, step) = _recent.Peek();
            var seconds = (_now - time).TotalSeconds;
            return seconds > 0 && _step > step ? (_step - step) / seconds : 0;
        }
    }

    /// <summary>Time that the rest takes at this rate; null while nothing is known.</summary>
    public TimeSpan? Remaining => Rate > 0 && _total >= _step && (_total - _step) / Rate is var seconds && seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Notes a step.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="total">Steps in all.</param>
    public void Note(long step, long total)
    {
        (_now, _total) = (Elapsed, total);
        if (step < _step)
            _recent.Clear(); // a new stage has begun
        _step = step;
        _recent.Enqueue((_now, step));
        while (_recent.Count > 2 && _now - _recent.Peek().Time > Window)
            _recent.Dequeue();
    }

    /// <summary>One line: message, steps, share, rate, remaining time.</summary>
    public string Line(Ops.StepReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var parts = new List<string>();
        if (report.Message is { Length: > 0 } message)
            parts.Add(message);
        parts.Add(report.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{report.Step}/{report.Total} ({100.0 * report.Step / report.Total:0}%)") : report.Step.ToString(CultureInfo.InvariantCulture));
        if (report is FigureReport { Metrics: { Count: > 0 } metrics })
            parts.Add(string.Join(", ", metrics.Select(metric => $"{metric.Key} {Html.Number(metric.Value)}")));
        if (Rate > 0)
            parts.Add(Rate >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{Rate:0.#} steps/s") : string.Create(CultureInfo.InvariantCulture, $"{1 / Rate:0.#} s/step"));
        parts.Add(report.Total > 0 && report.Step >= report.Total ? $"took {Words(Elapsed)}" : Remaining is { } rest ? $"{Words(rest)} left" : $"{Words(Elapsed)} so far");
        return string.Join(" · ", parts);
    }

    internal static string Words(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
        : time.TotalMinutes < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min");
}
