using System.Globalization;
using Spectre.Console;
using TorchSharp;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Cli.Verbs;

/// <summary>Makes edits and writes what belongs to them: edit file, sheet, report.</summary>
/// <param name="head">The generator.</param>
/// <param name="networks">Measuring networks.</param>
/// <param name="encoder">Re-encodes the transition, if at all.</param>
/// <param name="folder">Where files go.</param>
/// <param name="cancellation">Checked between views and lines.</param>
internal sealed class TransferRun(PanoHead head, TransferNetworks networks, TransferEncoder encoder, string folder, CancellationToken cancellation)
{
    private static readonly double[] s_yaws = [0, 45, 90, 135, 180, -90];

    /// <summary>One edit.</summary>
    public EditQuality One(TransferHeads.Loaded target, TransferHeads.Loaded reference, TransferConfig config, string name)
    {
        using var scope = torch.NewDisposeScope();
        // Joined in space, the heads are looked at twice: for the edit, and for the pictures of what it was fitted to.
        using var cache = new LiftingCache(2, config.Joining == Joining.Volume ? 2 : 0);
        var transfer = new PartTransfer(head, encoder.Encoder, cache);
        var edit = TerminalProgress.Run("transfer", steps => transfer.Transfer(target.Head, [reference.Head], config, steps, cancellation));
        foreach (var note in edit.Notes)
            AnsiConsole.MarkupLineInterpolated($"[yellow]note        {note.Text}[/]");
        var ideal = target.Truth is { } own && reference.Truth is { } other && config.Parts.Count == 1 && config.Strength == 1 && PartSet.Parse(config.Parts[0].Part) == PartSet.Hair ? IdealEdit.Of(own, other) : null;
        var quality = EditQuality.Measure(head, edit, target.Head, reference.Head, perceptual: networks.Perceptual, identity: networks.Identity, ideal: ideal, cancellation: cancellation);
        string File(string ending) => Path.Combine(folder, name + ending);
        void Wrote(string ending) => TransferVerb.Say(File(ending));
        edit.Save(File(".edit.safetensors"));
        Wrote(".edit.safetensors");
        EditFigures.Sheet(head, edit).Save(File(".png"));
        Wrote(".png");
        if (config.Joining == Joining.Volume)
        {
            using var joined = transfer.Join(target.Head, reference.Head, config, cancellation);
            var cameras = s_yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius)).ToArray();
            var rows = new (string, IReadOnlyList<Picture>)[]
            {
                ("joined in space", Picture.FromBatch(joined.Render(cameras, cancellation: cancellation).Image)), ("one tri-grid", Picture.FromBatch(edit.Render(head, cameras, cancellation: cancellation).Image)),
            };
            Figures.Sheet(rows, [.. s_yaws.Select(yaw => string.Create(CultureInfo.InvariantCulture, $"{yaw:0}°"))], "Joined heads, and the tri-grid that was fitted to them").Save(File(".joined.png"));
            Wrote(".joined.png");
        }
        System.IO.File.WriteAllText(File(".md"), EditFigures.Markdown(edit, quality));
        Wrote(".md");
        System.IO.File.WriteAllText(File(".html"), EditFigures.Html(head, edit, quality));
        Wrote(".html");
        AnsiConsole.MarkupLineInterpolated($"measures    kept {quality.Mean(view => view.PreservePsnr):0.0} dB, part overlaps {quality.Mean(view => view.PartIou):0.00}, seam {quality.Mean(view => view.SeamExcess):0.00}, {edit.Provenance.Seconds:0.0} s");
        if (double.IsFinite(quality.IdentityKept) || double.IsFinite(quality.Mean(view => view.PreserveLpips)))
            AnsiConsole.MarkupLineInterpolated($"networks    {quality.PerceptualMetric} of what is kept {quality.Mean(view => view.PreserveLpips):0.000}, of the part {quality.Mean(view => view.PartLpips):0.000}; {quality.IdentityMetric} to the target {quality.IdentityKept:0.00}, to the reference {quality.IdentityTaken:0.00} (the two {quality.IdentityApart:0.00})");
        return quality;
    }

    /// <summary>A list of edits. One line that fails is written down and does not stop the others; lines whose results lie here already are not done again.</summary>
    /// <returns>The exit code.</returns>
    public int Batch(TransferHeads heads, IReadOnlyList<TransferRow> rows, TransferConfig config)
    {
        var lines = new List<string> { "line,target,reference,part,kept psnr,part overlap,seam,kept lpips,id,result" };
        var (failed, kept) = (0, 0);
        var generator = Fingerprint.Of(head);
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = config with { Strength = row.Strength ?? config.Strength, Parts = row.Part.Length == 0 ? config.Parts : [config.Parts[0] with { Part = row.Part }] };
            var name = string.Create(CultureInfo.InvariantCulture, $"line-{row.Line:000}");
            string Cell(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
            string Text(string value) => '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            var start = $"{row.Line},{Text(row.Target)},{Text(row.Reference)},{Text(own.Parts[0].Part)}";
            var (record, file) = (Path.Combine(folder, name + ".done.json"), Path.Combine(folder, name + ".edit.safetensors"));
            try
            {
                using var scope = torch.NewDisposeScope();
                var input = FinishedTransfer.InputOf([generator, networks.Names, ConfigJson.Write(own), row.Target, row.Reference, .. encoder.Files]);
                var done = FinishedTransfer.Find(record, input, file);
                if (done is not null)
                {
                    kept++;
                    AnsiConsole.MarkupLineInterpolated($"kept        line {row.Line}: {file} is finished");
                }
                else
                {
                    done = FinishedTransfer.Of(One(heads.Load(row.Target), heads.Load(row.Reference), own, name));
                    done.Save(record, input, file);
                }
                lines.Add($"{start},{Cell(done.Kept)},{Cell(done.Overlap)},{Cell(done.Seam)},{Cell(done.Perceptual)},{Cell(done.Identity)},{name}");
            }
            catch (Exception error) when (error is EditException or ArgumentException or IOException or Weights.CheckpointFormatException)
            {
                failed++;
                AnsiConsole.MarkupLineInterpolated($"[red]line {row.Line}: {error.Message}[/]");
                lines.Add($"{start},,,,,,{Text("failed: " + error.Message)}");
            }
        }
        var table = Path.Combine(folder, "batch.csv");
        File.WriteAllLines(table, lines);
        TransferVerb.Say(table);
        AnsiConsole.MarkupLineInterpolated($"batch       {rows.Count - failed} of {rows.Count} lines, {kept} of them from before");
        return failed == 0 ? 0 : Failures.Failed;
    }
}
