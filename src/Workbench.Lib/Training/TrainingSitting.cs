using Workbench.Display;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>The loop around the steps of one sitting.</summary>
internal sealed class TrainingSitting : IDisposable
{
    private readonly TrainingRun _run;
    private readonly ITraining _training;
    private readonly RunSettings _settings;
    private readonly IProgress<StepReport>? _progress;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly CheckpointFolder _checkpoints;
    private readonly RunLog _log;
    private readonly LossCurves _curves;
    private readonly double _minutesBefore;

    private long _done;
    private string? _file;
    private string? _checksum;
    private long _savedAt = -1;
    private (double Value, string File)? _best;
    private TrainingStep? _last;
    private string? _previousBatch;

    /// <summary>Resumes the newest checkpoint and opens the logs.</summary>
    public TrainingSitting(TrainingRun run, ITraining training, RunSettings settings, IProgress<StepReport>? progress, TimeProvider clock)
    {
        (_run, _training, _settings, _progress, _clock, _began) = (run, training, settings, progress, clock, clock.GetTimestamp());
        _checkpoints = new CheckpointFolder(Path.Combine(run.Folder, "checkpoints"), settings.Keep);
        _checkpoints.RemoveLeftovers();
        var remarks = new List<string>();
        if (_checkpoints.FindNewest(remarks) is { } newest)
        {
            var header = Resume(newest);
            (_done, _savedAt, _minutesBefore) = (header.Step, header.Step, header.Minutes);
        }
        else if (_checkpoints.Files().Count > 0)
            throw new CheckpointFormatException(_checkpoints.Path, CheckpointProblem.ChecksumMismatch, -1, "no checkpoint of the run is whole: " + string.Join(' ', remarks));
        _log = new RunLog(run.Folder, _done, clock);
        foreach (var remark in remarks)
            _log.Note(_done, remark);
        _curves = new LossCurves(run.Name, _log.Earlier);
        _best = EarlierBest();
    }

    /// <summary>Steps after which the run is complete: those that were asked for, or all that the configuration has.</summary>
    private long? Goal => Math.Min(_settings.Steps ?? long.MaxValue, _training.Length ?? long.MaxValue) is var steps and < long.MaxValue ? steps : null;

    private TimeSpan Elapsed => _clock.GetElapsedTime(_began);

    private double Minutes => _minutesBefore + Elapsed.TotalMinutes;

    /// <summary>Steps until something ends the sitting.</summary>
    public TrainingOutcome Run(CancellationToken cancellation)
    {
        var first = _done;
        var (sampled, evaluated, saved) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        TrainingEnd? end;
        while ((end = End(cancellation)) is null)
        {
            Step();
            if (_settings.Sample.IsDue(_done, Elapsed - sampled))
            {
                Sample();
                sampled = Elapsed;
            }
            if (_settings.Evaluate.IsDue(_done, Elapsed - evaluated))
            {
                Evaluate();
                evaluated = Elapsed;
            }
            if (_settings.Checkpoint.IsDue(_done, Elapsed - saved))
            {
                Save();
                saved = Elapsed;
            }
        }
        if (_done > first && _savedAt < _done)
            Save();
        if (_done > first)
            Export("export");
        if (_last is not null)
            Report(interactive: true);
        return new TrainingOutcome(end.Value, _done, _done - first, Elapsed, _file, _last?.Metrics ?? new Dictionary<string, double>());
    }

    /// <summary>Closes the logs.</summary>
    public void Dispose() => _log.Dispose();

    private TrainingEnd? End(CancellationToken cancellation) =>
        Goal <= _done ? TrainingEnd.Completed
        : cancellation.IsCancellationRequested ? TrainingEnd.Cancelled
        : _settings.Minutes <= Elapsed.TotalMinutes ? TrainingEnd.TimeOver
        : null;

    private void Step()
    {
        using (NewDisposeScope())
            _last = _training.Step(_done);
        _done++;
        if (_last.Metrics.Where(metric => !double.IsFinite(metric.Value)).Select(metric => $"{metric.Key} is {metric.Value}").ToList() is { Count: > 0 } bad)
            throw Diverged(string.Join(", ", bad));
        if (_done % _settings.LogSteps == 0)
            _log.Metrics(_done, Minutes, _last.Metrics);
        _curves.Add(_done, _last.Metrics);
        _previousBatch = _last.Batch;
        Report(interactive: false);
    }

    private void Report(bool interactive) => _progress?.Report(new FigureReport(_done, Goal ?? 0, _run.Name, _curves.ToFigure(interactive), _last!.Metrics));

    private void Sample()
    {
        using var scope = NewDisposeScope();
        _log.Samples(_done, _training.Samples());
    }

    private void Evaluate()
    {
        using var scope = NewDisposeScope();
        var measures = _training.Evaluate();
        _log.Evaluation(_done, Minutes, measures);
        if (_settings.BestBy is not { } name || measures.Count == 0)
            return;
        if (!measures.TryGetValue(name, out var value))
            throw new ArgumentException($"settings: the training measures {string.Join(", ", measures.Keys)}, but BestBy is '{name}'.");
        if (_best is { } best && (_settings.BestIsLargest ? value <= best.Value : value >= best.Value))
            return;
        if (_savedAt < _done)
            Save();
        _best = (value, _file!);
        Export("best");
    }

    private void Export(string name)
    {
        using var scope = NewDisposeScope();
        var folder = Path.Combine(_run.Folder, name);
        Directory.CreateDirectory(folder);
        _training.Export(folder);
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    /// <summary>The best measure of earlier sittings whose checkpoint is still there.</summary>
    private (double Value, string File)? EarlierBest()
    {
        if (_settings.BestBy is not { } name)
            return null;
        var measured = _log.Earlier.Where(entry => entry.Values.ContainsKey(RunLog.EvaluationPrefix + name))
            .Select(entry => (Value: entry.Values[RunLog.EvaluationPrefix + name], File: _checkpoints.FileOf(entry.Step))).ToList();
        if (measured.Count == 0)
            return null;
        var best = _settings.BestIsLargest ? measured.MaxBy(entry => entry.Value) : measured.MinBy(entry => entry.Value);
        return File.Exists(best.File) ? best : null;
    }

    private void Save()
    {
        try
        {
            using var scope = NewDisposeScope();
            (_file, _checksum) = _checkpoints.Save(Describe(), new CheckpointHeader
            {
                Training = _run.Name,
                Step = _done,
                Minutes = Minutes,
                ConfigHash = _run.ConfigHash,
                Parent = _checksum,
                Library = RunEnvironment.Library,
                Created = _clock.GetUtcNow(),
            }, _best?.File);
            _savedAt = _done;
        }
        catch (NonFiniteStateException error)
        {
            throw Diverged(error.Message.TrimEnd('.'));
        }
    }

    private CheckpointHeader Resume(string file)
    {
        var (header, checksum) = TrainingCheckpoint.ReadHeader(file);
        if (header.Training != _run.Name)
            throw new CheckpointFormatException(file, CheckpointProblem.UnexpectedContent, -1, $"this is a checkpoint of the training '{header.Training}', not of '{_run.Name}'");
        if (header.ConfigHash != _run.ConfigHash)
            throw new CheckpointFormatException(file, CheckpointProblem.UnexpectedContent, -1, "config.json is not the one that this checkpoint was trained with; restore it, or begin a new run in another folder");
        using var scope = NewDisposeScope();
        CheckpointFolder.Load(file, Describe());
        (_file, _checksum) = (file, checksum);
        return header;
    }

    private TrainingState Describe()
    {
        var state = new TrainingState();
        _training.Describe(state);
        state.Add(new LibraryRandomPart("libtorch-random"));
        return state;
    }

    private TrainingDivergedException Diverged(string what)
    {
        _log.Failure(_done, what, _last!, _previousBatch, _file);
        return new TrainingDivergedException(_done, what, _last!.Batch, _file);
    }
}
