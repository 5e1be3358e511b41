using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workbench.Display;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>What a run writes besides checkpoints: metrics, TensorBoard events, samples, its surroundings, and the batch of a failure.</summary>
internal sealed class RunLog : IDisposable
{
    /// <summary>What the names of measures begin with.</summary>
    public const string EvaluationPrefix = "evaluation/";

    private const string SamplesName = "samples";
    private const string FailureName = "failure.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _folder;
    private readonly MetricsFile _metrics;
    private readonly EventFile _events;

    /// <summary>Opens the logs; what was written after the resumed step goes, since those steps are done again.</summary>
    public RunLog(string folder, long step, TimeProvider clock)
    {
        _folder = folder;
        _metrics = new MetricsFile(Path.Combine(folder, "metrics.jsonl"), step);
        _events = EventFile.Create(folder, step, clock);
        RunEnvironment.Append(Path.Combine(folder, "environment.json"), step, clock);
        File.Delete(Path.Combine(folder, FailureName));
    }

    /// <summary>Metrics of the steps before this sitting.</summary>
    public IReadOnlyList<(long Step, IReadOnlyDictionary<string, double> Values)> Earlier => _metrics.Earlier;

    /// <summary>Writes the metrics of a step.</summary>
    public void Metrics(long step, double minutes, IReadOnlyDictionary<string, double> values)
    {
        _metrics.Append(step, minutes, values);
        _events.Scalars(step, values);
    }

    /// <summary>Writes measures under names that begin with <c>evaluation/</c>.</summary>
    public void Evaluation(long step, double minutes, IReadOnlyDictionary<string, double> values)
    {
        if (values.Count > 0)
            Metrics(step, minutes, values.ToDictionary(item => EvaluationPrefix + item.Key, item => item.Value));
    }

    /// <summary>Writes pictures as one sheet and as TensorBoard images.</summary>
    public void Samples(long step, IReadOnlyList<TrainingSample> samples)
    {
        if (samples.Count == 0)
            return;
        var folder = Path.Combine(_folder, SamplesName);
        Directory.CreateDirectory(folder);
        var title = string.Create(CultureInfo.InvariantCulture, $"Step {step}");
        Figures.Grid([.. samples.Select(sample => sample.Picture)], [.. samples.Select(sample => sample.Name)], title: title)
            .Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{step:000000000}.png")));
        foreach (var sample in samples)
            _events.Image(step, sample.Name, sample.Picture);
    }

    /// <summary>Writes a remark about the run itself.</summary>
    public void Note(long step, string text) => File.AppendAllText(Path.Combine(_folder, "notes.txt"), string.Create(CultureInfo.InvariantCulture, $"step {step}: {text}{Environment.NewLine}"));

    /// <summary>Writes <c>failure.json</c>: the step, its data, and the data of the step before, which may have done the harm.</summary>
    public void Failure(long step, string what, TrainingStep last, string? previousBatch, string? checkpoint) => AtomicFile.Write(
        Path.Combine(_folder, FailureName),
        stream => JsonSerializer.Serialize(stream, new
        {
            Step = step,
            What = what,
            last.Batch,
            PreviousBatch = previousBatch,
            Checkpoint = checkpoint is null ? null : Path.GetRelativePath(_folder, checkpoint),
            Metrics = last.Metrics.ToDictionary(item => item.Key, item => item.Value.ToString("R", CultureInfo.InvariantCulture)),
        }, Indented));

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _events.Dispose();
    }
}
