using Spectre.Console;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Population;
using Workbench.Weights;

namespace Workbench.Cli.Verbs;

/// <summary>Runs the benchmark of hair transfers and writes its tables and pictures. Numbers are kept pair by pair, so an interrupted run goes on where it stopped.</summary>
internal static class TransferBenchmarkReport
{
    public static int Write(PanoHead head, int count, string? only, string folder, CancellationToken cancellation)
    {
        var methods = TransferBenchmark.Standard.ToList();
        if (only is not null)
            methods.RemoveAll(method => !method.Name.Contains(only, StringComparison.OrdinalIgnoreCase));
        if (methods.Count == 0)
            throw new ArgumentException($"No method's name contains '{only}'.");
        var pairs = Path.Combine(folder, "pairs");
        Directory.CreateDirectory(pairs);
        var rows = TerminalProgress.Run("benchmark", steps => TransferBenchmark.Run(head, StylePair.HeldOut(count), methods, pairs, steps, cancellation));
        if (rows.Count == 0)
        {
            AnsiConsole.MarkupLine("[yellow]no pair is finished; another process may be at work on them, or the run was stopped[/]");
            return cancellation.IsCancellationRequested ? Failures.Cancelled : Failures.Failed;
        }
        Text(Path.Combine(folder, "benchmark.md"), BenchmarkTable.Markdown(rows));
        Text(Path.Combine(folder, "benchmark.csv"), BenchmarkTable.Csv(rows));
        AnsiConsole.WriteLine(BenchmarkTable.Markdown(rows));
        if (cancellation.IsCancellationRequested)
            return Failures.Cancelled;
        var ordered = rows.Where(row => row.Method == methods[0].Name).OrderByDescending(row => row.Truth.All).ToArray();
        foreach (var (name, row) in new[] { ("best", ordered[0]), ("median", ordered[ordered.Length / 2]), ("worst", ordered[^1]) })
            Picture(head, row, methods[0].Config, Path.Combine(folder, name + ".png"));
        return 0;
    }

    private static void Text(string path, string text)
    {
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        TransferVerb.Say(path);
    }

    private static void Picture(PanoHead head, BenchmarkRow row, TransferConfig config, string path)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (a, b) = (HeadPopulation.Latent(row.Pair.Target), HeadPopulation.Latent(row.Pair.Reference));
        var edit = new PartTransfer(head).Transfer(TransferBenchmark.Head(head, a, row.Pair.Target), [TransferBenchmark.Head(head, b, row.Pair.Reference)], config);
        double[] yaws = [0, 45, 90, 135, 180, -90];
        using var truth = HeadRenderer.Render(IdealEdit.Of(HeadSpec.FromLatent(a), HeadSpec.FromLatent(b)), [.. yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius))], head.Config.ImageResolution);
        EditFigures.Sheet(head, edit, yaws, Display.Picture.FromBatch(truth.Image())).Save(path);
        TransferVerb.Say($"{path}  ({row.Pair.ReferenceStyle} put on {row.Pair.TargetStyle}, {row.Truth} dB)");
    }
}
