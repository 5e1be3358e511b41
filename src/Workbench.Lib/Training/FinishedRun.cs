using System.Globalization;
using System.Text;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>What export reads of a run, and how it writes a model card.</summary>
internal static class FinishedRun
{
    /// <summary>The newest whole checkpoint of a run.</summary>
    /// <exception cref="ArgumentException">The folder holds no run, or the run no checkpoint.</exception>
    public static string Newest(string run)
    {
        var remarks = new List<string>();
        var folder = Path.Combine(run, "checkpoints");
        return (Directory.Exists(folder) ? new CheckpointFolder(folder).FindNewest(remarks) : null)
            ?? throw new ArgumentException($"run: '{run}' has no whole checkpoint{(Directory.Exists(folder) ? " yet" : "; it is no folder of a run")}. {string.Join(' ', remarks)}".TrimEnd(), nameof(run));
    }

    /// <summary>The configuration of a run.</summary>
    /// <exception cref="ArgumentException">The folder holds no run.</exception>
    /// <exception cref="Ops.ConfigFormatException">It is a run of another training.</exception>
    public static TConfig Config<TConfig>(string run, string training)
        where TConfig : class =>
        TrainingRun.ReadConfig<TConfig>(run) ?? throw new ArgumentException($"run: '{run}' holds no run of '{training}'.", nameof(run));

    /// <summary>Brings a fresh training to the state of the newest checkpoint.</summary>
    /// <returns>Where the run stood.</returns>
    /// <exception cref="CheckpointFormatException">The checkpoint is damaged.</exception>
    public static CheckpointHeader Load(string run, ITraining training)
    {
        using var scope = NewDisposeScope();
        var state = new TrainingState();
        training.Describe(state);
        state.Add(new LibraryRandomPart("libtorch-random")); // as every run keeps it
        return CheckpointFolder.Load(Newest(run), state);
    }

    /// <summary>Writes the card beside a weights file.</summary>
    /// <param name="weights">The weights file.</param>
    /// <param name="card">The text.</param>
    public static void WriteCard(string weights, ModelCard card) => AtomicFile.Write(Path.ChangeExtension(weights, ".md"), stream => stream.Write(Encoding.UTF8.GetBytes(card.ToString())));

    /// <summary>In words how a network came about.</summary>
    public static string Origin(string training, CheckpointHeader header, long seed) =>
        string.Create(CultureInfo.InvariantCulture, $"workbench train {training}, seed {seed}, {header.Step} steps");
}

/// <summary>A text with measured figures, line by line; numbers have decimal points everywhere.</summary>
internal sealed class ModelCard
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line.</summary>
    public void Line(FormattableString line) => _text.Append(FormattableString.Invariant(line)).Append('\n');

    /// <summary>Adds a table of measures: name in words, value.</summary>
    /// <param name="heading">Heading of the values.</param>
    /// <param name="rows">Names in words, and the keys of the measures.</param>
    /// <param name="measures">The measures.</param>
    public void Table(string heading, IEnumerable<(string Words, string Key)> rows, IReadOnlyDictionary<string, double> measures)
    {
        Line($"| measure | {heading} |\n|---|---|");
        foreach (var (words, key) in rows)
            Line($"| {words} | {Figure(measures[key])} |");
        Line($"");
    }

    /// <summary>A number with as many digits as mean something.</summary>
    public static string Figure(double value) => value.ToString(Math.Abs(value) >= 10 ? "f1" : Math.Abs(value) >= 2 ? "f2" : "f4", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
