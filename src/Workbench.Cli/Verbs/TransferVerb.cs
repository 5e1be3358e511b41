using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TorchSharp;
using Workbench.Display;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Cli.Verbs;

/// <summary><c>workbench transfer TARGET REFERENCE</c>: puts the hair, or another part, of one head on another.</summary>
internal static class TransferVerb
{
    private static readonly Argument<string?> Target = new("target") { Description = "Who keeps the identity: a seed, or a file of 'workbench invert' (latents.safetensors).", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> Reference = new("reference") { Description = "Who gives the part, likewise.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<FileInfo?> Checkpoint = new GeneratorOptions().Checkpoint;
    private static readonly Option<string[]> Parts = new("--part", "-p") { Description = "hair, hair and hat, face, brows, eyes, glasses, ears, earrings, nose, mouth, or names of the face parser joined by +. May be given several times.", DefaultValueFactory = _ => ["hair"] };
    private static readonly Option<double> Strength = new("--strength") { Description = "0 nothing, 1 the whole edit, up to 1.5; between, hair is half transparent.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Lifting = new("--lifting") { Description = "How labels become masks: ratio, volume, published, perPlane.", DefaultValueFactory = _ => "ratio" };
    private static readonly Option<string> Join = new("--join") { Description = "Where the heads are joined: planes, or volume (point by point in space, then fitted to one tri-grid; a minute; lifts by volume).", DefaultValueFactory = _ => "planes" };
    private static readonly Option<string> Ring = new("--ring") { Description = "full (24 views all round) or front (the 11 published ones).", DefaultValueFactory = _ => "full" };
    private static readonly Option<double> Feather = new("--feather") { Description = "Blur of the taken region, cells of the planes." };
    private static readonly Option<int> Grow = new("--grow") { Description = "Cells by which the taken region grows; negative shrinks." };
    private static readonly Option<string> Dress = new("--dressing") { Description = "Whose code colours and refines: target, reference, mix.", DefaultValueFactory = _ => "target" };
    private static readonly Option<bool> NoAlignment = new("--no-alignment") { Description = "Leave the reference where it is." };
    private static readonly Option<bool> Swap = new("--swap") { Description = "Make the mirrored edit as well." };
    private static readonly Option<FileInfo?> List = new("--list") { Description = "A file of lines 'target, reference[, part[, strength]]' instead of the two heads." };
    private static readonly Option<FileInfo?> Parser = new("--parser") { Description = "79999_iter.pth: labels heads that are no seeds of the demo generator; without it colours do, approximately." };
    private static readonly Option<int> Benchmark = new("--benchmark") { Description = "Measure this many held-out pairs of procedural heads against the ideal edit instead." };
    private static readonly Option<string?> Only = new("--only") { Description = "With --benchmark: only methods whose name contains this, such as '24 views'." };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "Folder for pictures, edit files and reports.", DefaultValueFactory = _ => Path.Combine("runs", "transfer") };

    public static Command Create()
    {
        Lifting.AcceptOnlyFromAmong("ratio", "volume", "published", "perPlane");
        Join.AcceptOnlyFromAmong("planes", "volume");
        Ring.AcceptOnlyFromAmong("full", "front");
        Dress.AcceptOnlyFromAmong("target", "reference", "mix");
        var command = new Command("transfer", "Put the hair (or another part) of one head on another.")
        {
            Target, Reference, Checkpoint, Parts, Strength, Lifting, Join, Ring, Feather, Grow, Dress, NoAlignment, Swap, List, Parser, Benchmark, Only, Output,
        };
        command.SetAction((arguments, cancellation) => Task.Run(() => Run(arguments, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(ParseResult arguments, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var path = arguments.GetValue(Checkpoint)?.FullName ?? GeneratorFiles.Best();
        using var head = PanoHead.Load(path);
        AnsiConsole.MarkupLineInterpolated($"generator   {path}");
        var folder = arguments.GetValue(Output)!;
        Directory.CreateDirectory(folder);
        if (arguments.GetValue(Benchmark) is > 0 and var pairs)
            return TransferBenchmarkReport.Write(head, pairs, arguments.GetValue(Only), folder, cancellation);
        using var labels = new TransferLabels(arguments.GetValue(Parser));
        var heads = new TransferHeads(head, labels);
        var config = Settings(arguments);
        if (arguments.GetValue(List) is { } list)
            return Batch(head, heads, TransferBatch.Read(list.FullName), config, folder, cancellation);
        if (arguments.GetValue(Target) is not { } target || arguments.GetValue(Reference) is not { } reference)
            throw new ArgumentException("Name two heads (seeds or files), or a list with --list.");
        One(head, heads.Load(target), heads.Load(reference), config, folder, "edit", cancellation);
        if (arguments.GetValue(Swap))
            One(head, heads.Load(reference), heads.Load(target), config, folder, "mirrored", cancellation);
        return 0;
    }

    private static TransferConfig Settings(ParseResult arguments) => new()
    {
        Parts = [.. arguments.GetValue(Parts)!.Select(part => new PartChoice { Part = part, Feather = arguments.GetValue(Feather), Grow = arguments.GetValue(Grow) })],
        Strength = arguments.GetValue(Strength),
        Joining = Enum.Parse<Joining>(arguments.GetValue(Join)!, ignoreCase: true),
        Lifting = new LiftingConfig { Rule = arguments.GetValue(Join) == "volume" ? LiftingRule.Volume : Enum.Parse<LiftingRule>(arguments.GetValue(Lifting)!, ignoreCase: true), Ring = Enum.Parse<ViewRing>(arguments.GetValue(Ring)!, ignoreCase: true) },
        Dressing = Enum.Parse<Dressing>(arguments.GetValue(Dress)!, ignoreCase: true),
        Align = !arguments.GetValue(NoAlignment),
    };

    private static EditQuality One(PanoHead head, TransferHeads.Loaded target, TransferHeads.Loaded reference, TransferConfig config, string folder, string name, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var edit = TerminalProgress.Run("transfer", steps => new PartTransfer(head).Transfer(target.Head, [reference.Head], config, steps, cancellation));
        foreach (var note in edit.Notes)
            AnsiConsole.MarkupLineInterpolated($"[yellow]note        {note.Text}[/]");
        var quality = EditQuality.Measure(head, edit, target.Head, reference.Head, cancellation: cancellation);
        string File(string ending) => Path.Combine(folder, name + ending);
        edit.Save(File(".edit.safetensors"));
        Say(File(".edit.safetensors"));
        EditFigures.Sheet(head, edit).Save(File(".png"));
        Say(File(".png"));
        System.IO.File.WriteAllText(File(".md"), EditFigures.Markdown(edit, quality));
        Say(File(".md"));
        System.IO.File.WriteAllText(File(".html"), EditFigures.Html(head, edit, quality));
        Say(File(".html"));
        AnsiConsole.MarkupLineInterpolated($"measures    kept {quality.Mean(view => view.PreservePsnr):0.0} dB, part overlaps {quality.Mean(view => view.PartIou):0.00}, seam {quality.Mean(view => view.SeamExcess):0.00}, {edit.Provenance.Seconds:0.0} s");
        return quality;
    }

    // One row that fails is written down and does not stop the others.
    private static int Batch(PanoHead head, TransferHeads heads, IReadOnlyList<TransferRow> rows, TransferConfig config, string folder, CancellationToken cancellation)
    {
        var lines = new List<string> { "line,target,reference,part,kept psnr,part overlap,seam,result" };
        var failed = 0;
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = config with { Strength = row.Strength ?? config.Strength, Parts = row.Part.Length == 0 ? config.Parts : [config.Parts[0] with { Part = row.Part }] };
            var name = string.Create(CultureInfo.InvariantCulture, $"line-{row.Line:000}");
            string Cell(double value) => double.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "";
            string Text(string value) => '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            try
            {
                using var scope = torch.NewDisposeScope();
                var quality = One(head, heads.Load(row.Target), heads.Load(row.Reference), own, folder, name, cancellation);
                lines.Add($"{row.Line},{Text(row.Target)},{Text(row.Reference)},{Text(own.Parts[0].Part)},{Cell(quality.Mean(view => view.PreservePsnr))},{Cell(quality.Mean(view => view.PartIou))},{Cell(quality.Mean(view => view.SeamExcess))},{name}");
            }
            catch (Exception error) when (error is EditException or ArgumentException or IOException or Weights.CheckpointFormatException)
            {
                failed++;
                AnsiConsole.MarkupLineInterpolated($"[red]line {row.Line}: {error.Message}[/]");
                lines.Add($"{row.Line},{Text(row.Target)},{Text(row.Reference)},{Text(own.Parts[0].Part)},,,,{Text("failed: " + error.Message)}");
            }
        }
        var table = Path.Combine(folder, "batch.csv");
        File.WriteAllLines(table, lines);
        Say(table);
        AnsiConsole.MarkupLineInterpolated($"batch       {rows.Count - failed} of {rows.Count} lines");
        return failed == 0 ? 0 : 1;
    }

    internal static void Say(string path) => AnsiConsole.MarkupLineInterpolated($"wrote       {path}");
}
