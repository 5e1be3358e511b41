using System.Globalization;
using System.Text;
using Workbench.Display;
using Workbench.Metrics;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Evaluation;

/// <summary>The numbers of one inverter over a set of photographs.</summary>
public sealed record InverterScore
{
    /// <summary>The inverter.</summary>
    public required string Inverter { get; init; }

    /// <summary>Photographs with numbers.</summary>
    public int Photos { get; init; }

    /// <summary>Photographs that could not be inverted.</summary>
    public int Failed { get; init; }

    /// <summary>Means by measure: L2, PSNR, LPIPS, ID …, and of novel views by sector, as in <c>back/PSNR</c>.</summary>
    public IReadOnlyDictionary<string, double> Means { get; init; } = new Dictionary<string, double>();

    /// <summary>Distance of novel views from the generator's own heads; null where no features were given or there are too few pictures.</summary>
    public double? SetDistance { get; init; }

    /// <summary>Distance of novel views from true pictures of the same heads by the same cameras; null where no truth is known.</summary>
    public double? TrueSetDistance { get; init; }

    /// <summary>Middle time of a photograph.</summary>
    public double MedianSeconds { get; init; }
}

/// <summary>What an evaluation found, with everything that its numbers depend on.</summary>
public sealed record EvaluationReport
{
    /// <summary>The generator.</summary>
    public required string Generator { get; init; }

    /// <summary>The set of photographs.</summary>
    public required string Photos { get; init; }

    /// <summary>Networks by measure.</summary>
    public IReadOnlyDictionary<string, string> Networks { get; init; } = new Dictionary<string, string>();

    /// <summary>The protocol.</summary>
    public EvaluationConfig Config { get; init; } = new();

    /// <summary>Name of the distance between sets; null without.</summary>
    public string? SetMetric { get; init; }

    /// <summary>The distance of two halves of the generator's own heads: what the finite number of pictures alone makes.</summary>
    public double? SetFloor { get; init; }

    /// <summary>The distance of the true pictures from the generator's own heads: what a perfect inversion would have; null where no truth is known.</summary>
    public double? TruthSetDistance { get; init; }

    /// <summary>One row an inverter.</summary>
    public required IReadOnlyList<InverterScore> Rows { get; init; }

    /// <summary>Gathers what a folder holds.</summary>
    /// <param name="folder">A folder of <see cref="InverterEvaluation.Run"/>.</param>
    /// <param name="inverters">Names, in the order of the rows.</param>
    /// <exception cref="IOException">The folder holds no evaluation.</exception>
    public static EvaluationReport Read(string folder, IReadOnlyList<string> inverters)
    {
        ArgumentNullException.ThrowIfNull(inverters);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var task = InverterEvaluation.ReadTask(folder);
        var reference = InverterEvaluation.ReferenceShards(folder, task).ReadFeatures();
        var truth = InverterEvaluation.TruthShards(folder, task).ReadFeatures();
        return new EvaluationReport
        {
            Generator = task.Generator,
            Photos = $"{task.Photos}, {task.Count} photographs",
            Networks = task.Networks,
            Config = task.Config,
            SetMetric = reference is null ? null : task.SetMetric,
            SetFloor = reference is { } own && own.shape[0] >= 4 ? FrechetDistance.Between(own.slice(0, 0, own.shape[0], 2), own.slice(0, 1, own.shape[0], 2)) : null,
            TruthSetDistance = Distance(reference, truth),
            Rows = [.. inverters.Select(name => Row(name, InverterEvaluation.Shards(folder, name, task.Count, task.Config), reference, truth))],
        };
    }

    /// <summary>The main table: reconstruction, distance between sets, time (the paper's Tables 1, 3 and 5).</summary>
    /// <param name="title">What is shown.</param>
    public Figure Table(string title = "Inverters") => Figures.Table(Headings(sectors: false), Cells(sectors: false), title, Conditions());

    /// <summary>Novel views against the truth, by sector; an empty table where no truth is known.</summary>
    /// <param name="title">What is shown.</param>
    public Figure SectorTable(string title = "Novel views against the truth") => Figures.Table(Headings(sectors: true), Cells(sectors: true), title, $"means over {Config.Trial.NovelViews} views all round: front up to 60° of yaw to either side, side up to 120°, back beyond");

    /// <summary>Writes report.json, report.md and report.html with the pictures that were kept.</summary>
    /// <param name="folder">The folder of the evaluation.</param>
    public void Save(string folder)
    {
        Write(Path.Combine(folder, "report.json"), ConfigJson.Write(this));
        Write(Path.Combine(folder, "report.md"), Markdown());
        var pictures = EvaluationPictures.Sheets([.. Rows.Select(row => (row.Inverter, Path.Combine(folder, NamedInverter.FileName(row.Inverter))))], Config.Shown);
        Figures.Column([Table(), SectorTable(), .. pictures], "Evaluation of inverters", Conditions()).Save(Path.Combine(folder, "report.html"));
    }

    /// <summary>Both tables and their conditions as Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder("# Evaluation of inverters\n\n").Append(Conditions()).Append("\n\n");
        Append(text, Headings(sectors: false), Cells(sectors: false));
        if (Columns(sectors: true).Count > 0)
            Append(text.Append("\nNovel views against the truth, by sector:\n\n"), Headings(sectors: true), Cells(sectors: true));
        return text.ToString();
    }

    private static InverterScore Row(string name, EvaluationShards shards, Tensor? reference, Tensor? truth)
    {
        var scores = shards.ReadScores();
        var good = scores.Where(score => score.Problem is null).ToArray();
        using var features = reference is null ? null : shards.ReadFeatures();
        return new InverterScore
        {
            Inverter = name,
            Photos = good.Length,
            Failed = scores.Count - good.Length,
            Means = ScoreTable.Columns(good).ToDictionary(column => column, column => ScoreTable.Mean(good, column)),
            SetDistance = Distance(reference, features),
            TrueSetDistance = Distance(truth, features),
            MedianSeconds = good.Length == 0 ? 0 : ScoreTable.MedianSeconds(good),
        };
    }

    private static double? Distance(Tensor? first, Tensor? second) => first?.shape[0] >= 2 && second?.shape[0] >= 2 ? FrechetDistance.Between(first, second) : null;

    // Both distances between sets, as headings and cells.
    internal IEnumerable<string> SetHeadings() => SetMetric is { } metric ? TruthSetDistance is null ? [metric] : [metric, metric + " to truth"] : [];

    internal IEnumerable<string> SetCells(InverterScore row)
    {
        string Cell(double? distance) => ScoreTable.Number("FID", distance ?? double.NaN);
        return SetMetric is null ? [] : TruthSetDistance is null ? [Cell(row.SetDistance)] : [Cell(row.SetDistance), Cell(row.TrueSetDistance)];
    }

    private IReadOnlyList<string> Columns(bool sectors) => [.. Rows.SelectMany(row => row.Means.Keys).Distinct().Where(name => name.Contains('/', StringComparison.Ordinal) == sectors)];

    private IReadOnlyList<string> Headings(bool sectors) => sectors
        ? ["inverter", .. Columns(true)]
        : ["inverter", .. Columns(false), .. SetHeadings(), "seconds", "photographs", "failed"];

    private IReadOnlyList<IReadOnlyList<string>> Cells(bool sectors) =>
    [
        .. Rows.Select(row => (IReadOnlyList<string>)
        [
            row.Inverter, .. Columns(sectors).Select(column => ScoreTable.Number(column, row.Means.GetValueOrDefault(column, double.NaN))),
            .. sectors ? [] : (IEnumerable<string>)[.. SetCells(row), ScoreTable.Number("seconds", row.MedianSeconds), Whole(row.Photos), Whole(row.Failed)],
        ]),
    ];

    private string Conditions() => string.Create(CultureInfo.InvariantCulture,
        $"{Generator} on {Photos}; compared at most at {Config.Trial.Resolution}², numbers in −1…1; {(Networks.Count == 0 ? "no networks" : string.Join(", ", Networks.Select(item => $"{item.Key} by {item.Value}")))}{(SetFloor is { } floor ? $"; {SetMetric} of two halves of the generator's own heads {floor:0.00}" : "")}{(TruthSetDistance is { } perfect ? $", of the true pictures {perfect:0.00}" : "")}");

    private static void Append(StringBuilder text, IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", headings.Select(Plain)).Append(" |\n|").Insert(text.Length, "---|", headings.Count).Append('\n');
        foreach (var row in rows)
            text.Append("| ").AppendJoin(" | ", row.Select(Plain)).Append(" |\n");
    }

    // A bar would end the cell.
    private static string Plain(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
