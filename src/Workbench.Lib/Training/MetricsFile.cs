using System.Text.Json;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>A file of metrics, one JSON object a line: <c>{"step":20,"minutes":1.5,"loss/colour":0.3}</c>.</summary>
internal sealed class MetricsFile : IDisposable
{
    private const string StepName = "step";
    private const string MinutesName = "minutes";

    private readonly FileStream _file;

    /// <summary>Opens the file for more lines; lines after a step, and one that a killed writer left half, are dropped.</summary>
    public MetricsFile(string path, long lastStep)
    {
        if (File.Exists(path))
        {
            var all = File.ReadAllLines(path);
            var kept = all.Where(line => Parse(line) is { } entry && entry.Step <= lastStep).ToList();
            if (kept.Count < all.Length)
                AtomicFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
                    kept.ForEach(writer.WriteLine);
                });
            Earlier = [.. kept.Select(line => Parse(line)!.Value)];
        }
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1);
    }

    /// <summary>The lines that were there.</summary>
    public IReadOnlyList<(long Step, IReadOnlyDictionary<string, double> Values)> Earlier { get; } = [];

    /// <summary>Reads the metrics of a file; a line that is no metric is left out.</summary>
    public static IReadOnlyList<(long Step, IReadOnlyDictionary<string, double> Values)> Read(string path) =>
        [.. File.ReadLines(path).Select(Parse).OfType<(long, IReadOnlyDictionary<string, double>)>()];

    /// <summary>Adds a line in one write.</summary>
    public void Append(long step, double minutes, IReadOnlyDictionary<string, double> values)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber(StepName, step);
            json.WriteNumber(MinutesName, Math.Round(minutes, 4));
            foreach (var (name, value) in values)
                json.WriteNumber(name, value);
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        _file.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static (long Step, IReadOnlyDictionary<string, double> Values)? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(StepName, out var step) || !step.TryGetInt64(out var number))
                return null;
            var values = new Dictionary<string, double>();
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Name is not (StepName or MinutesName) && property.Value.ValueKind == JsonValueKind.Number)
                    values[property.Name] = property.Value.GetDouble();
            return (number, values);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
