using Workbench.Ops;

namespace Workbench.Display;

/// <summary>Shows the progress of work that takes longer than two seconds; shorter work shows nothing.</summary>
/// <remarks>Reports may come from any thread. Between two updates at least a quarter of a second passes, except before the last one. Dispose it when the work is over.</remarks>
public abstract class ShownProgress : IProgress<StepReport>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly ProgressMeter _meter;
    private readonly TimeSpan _interval;
    private StepReport? _last;
    private TimeSpan _shownAt = TimeSpan.MinValue;
    private bool _shown;
    private bool _ended;

    /// <summary>Starts the clock.</summary>
    /// <param name="interval">Shortest time between two updates.</param>
    /// <param name="clock">The clock; null is the system's.</param>
    protected ShownProgress(TimeSpan interval, TimeProvider? clock)
    {
        _interval = interval;
        _meter = new ProgressMeter(clock);
    }

    /// <summary>Notes a step and shows it when it is time.</summary>
    public void Report(StepReport value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (_ended)
                return;
            _meter.Note(value.Step, value.Total);
            _last = value;
            var now = _meter.Elapsed;
            if (now < Patience || (_shown && now - _shownAt < _interval))
                return;
            Update(value);
            _shownAt = now;
        }
    }

    /// <summary>Shows the last step, if anything was shown before.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            if (_shown && _last is not null)
                Show(_meter.Line(_last), _last, final: true);
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts one line, and the picture of the report where it has one, in place of the one before.</summary>
    /// <param name="line">Message, steps, rate and time.</param>
    /// <param name="report">The report.</param>
    /// <param name="final">True for the last update.</param>
    protected abstract void Show(string line, StepReport report, bool final);

    private void Update(StepReport report)
    {
        Show(_meter.Line(report), report, final: false);
        _shown = true;
    }
}
