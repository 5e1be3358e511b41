using System.Globalization;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;

namespace Workbench.Evaluation;

/// <summary>Encoder files compared in the shape of the paper's ablations: one row a file (Tables 3 and 4), or both encoders and the stitched head (Table 5).</summary>
/// <remarks>
/// <code>
/// var report = EncoderTables.Dual(head, "runs/e1.safetensors", "runs/e2.safetensors", new PopulationPhotos(HeadSplit.Test, 100), "runs/table5", networks: networks);
/// display(EncoderTables.Table(report));
/// foreach (var sentence in EncoderTables.Findings(report)) Console.WriteLine(sentence);
/// </code>
/// </remarks>
public static class EncoderTables
{
    private const string First = "E1", Second = "E2", Both = "dual";

    /// <summary>One row a file.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="files">Encoder files of any kind; rows are called as the files.</param>
    /// <param name="photos">The photographs.</param>
    /// <param name="folder">Receives the results.</param>
    /// <param name="config">The protocol.</param>
    /// <param name="networks">Distances and features.</param>
    /// <param name="progress">Told after every photograph.</param>
    /// <param name="cancellation">As for <see cref="InverterEvaluation.Run"/>.</param>
    public static EvaluationReport Compare(PanoHead head, IReadOnlyList<string> files, IEvaluationPhotos photos, string folder, EvaluationConfig? config = null, EvaluationNetworks? networks = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        var opened = new List<OpenedEncoder>();
        try
        {
            foreach (var file in files)
                opened.Add(EncoderFiles.Open(file, head));
            return InverterEvaluation.Run(head, [.. opened.Select(encoder => new NamedInverter(encoder.Name, encoder.Inverter, encoder.Checksum))], photos, folder, config, networks, progress, cancellation);
        }
        finally
        {
            opened.ForEach(encoder => encoder.Dispose());
        }
    }

    /// <summary>Both encoders alone and stitched, as rows E1, E2 and dual.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="first">File of E1.</param>
    /// <param name="second">File of E2.</param>
    /// <param name="photos">The photographs.</param>
    /// <param name="folder">Receives the results.</param>
    /// <param name="config">The protocol.</param>
    /// <param name="networks">Distances and features.</param>
    /// <param name="dual">How the two are stitched.</param>
    /// <param name="progress">Told after every photograph.</param>
    /// <param name="cancellation">As for <see cref="InverterEvaluation.Run"/>.</param>
    public static EvaluationReport Dual(PanoHead head, string first, string second, IEvaluationPhotos photos, string folder, EvaluationConfig? config = null, EvaluationNetworks? networks = null, DualEncoderConfig? dual = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        using var one = EncoderFiles.Open(first, head);
        using var two = EncoderFiles.Open(second, head);
        if (one.Inverter is not TriGridEncoder seen || two.Inverter is not TriGridEncoder unseen)
            throw new ArgumentException("first: both files must hold encoders into tri-grids, as their training writes them.", nameof(first));
        NamedInverter[] inverters = [new(First, seen, one.Checksum), new(Second, unseen, two.Checksum), new(Both, new DualEncoder(seen, unseen, dual), $"{one.Checksum} {two.Checksum} {ConfigJson.Write(dual ?? new DualEncoderConfig())}")];
        return InverterEvaluation.Run(head, inverters, photos, folder, config, networks, progress, cancellation);
    }

    /// <summary>The columns of the paper's ablation tables: perceptual distance, identity, distance between sets, as far as they were measured.</summary>
    /// <param name="report">A report.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Table(EvaluationReport report, string title = "Encoders compared")
    {
        ArgumentNullException.ThrowIfNull(report);
        var columns = report.Networks.Keys.Where(name => name != report.SetMetric).ToArray();
        if (columns.Length == 0)
            columns = ["L2", "PSNR"];
        string[] headings = ["encoder", .. columns, .. report.SetHeadings()];
        var rows = report.Rows.Select(row => (IReadOnlyList<string>)
            [row.Inverter, .. columns.Select(column => ScoreTable.Number(column, row.Means.GetValueOrDefault(column, double.NaN))), .. report.SetCells(row)]).ToArray();
        return Figures.Table(headings, rows, title, $"{report.Generator} on {report.Photos}");
    }

    /// <summary>What the paper says of its Table 5, checked on a report of <see cref="Dual"/>: the stitched head keeps E1's fidelity within 5 % and E2's distance between sets within 10 %, and E1's own distance is worse.</summary>
    /// <param name="report">A report with the rows E1, E2 and dual.</param>
    /// <returns>One sentence a statement, beginning with "holds" or "does not hold".</returns>
    /// <exception cref="ArgumentException">A row is missing, or none of its photographs has numbers.</exception>
    public static IReadOnlyList<string> Findings(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        InverterScore Row(string name) => report.Rows.FirstOrDefault(row => row.Inverter == name && row.Photos > 0) ?? throw new ArgumentException($"report: it has no row '{name}' with numbers; make it with EncoderTables.Dual.", nameof(report));
        var (e1, e2, dual) = (Row(First), Row(Second), Row(Both));
        var found = new List<string>();
        foreach (var metric in report.Networks.Keys.Where(name => name != report.SetMetric && e1.Means.ContainsKey(name)).DefaultIfEmpty("L2"))
            found.Add(Sentence(Math.Abs(dual.Means[metric] - e1.Means[metric]) <= 0.05 * Math.Abs(e1.Means[metric]), $"{metric} of dual {dual.Means[metric]:0.0000} is within 5 % of E1's {e1.Means[metric]:0.0000}"));
        if (report.SetMetric is { } set)
        {
            Compare(set, row => row.SetDistance);
            Compare(set + " to truth", row => row.TrueSetDistance);
        }
        return found;

        void Compare(string metric, Func<InverterScore, double?> distance)
        {
            if (distance(e1) is not { } far || distance(e2) is not { } near || distance(dual) is not { } joined)
                return;
            found.Add(Sentence(joined <= 1.1 * near, $"{metric} of dual {joined:0.00} is within 10 % of E2's {near:0.00}"));
            found.Add(Sentence(far > 1.1 * near, $"{metric} of E1 {far:0.00} is clearly worse than E2's {near:0.00}"));
        }
    }

    private static string Sentence(bool holds, FormattableString words) => (holds ? "holds: " : "does not hold: ") + words.ToString(CultureInfo.InvariantCulture);
}
