using Spectre.Console;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Population;

namespace Workbench.Cli.Verbs;

/// <summary>Runs the benchmark of hair transfers and writes its tables and pictures.</summary>
internal static class TransferBenchmarkReport
{
    public static int Write(PanoHead head, int count, string? only, string folder, CancellationToken cancellation)
    {
        var methods = (from rule in new[] { LiftingRule.Ratio, LiftingRule.PerPlane, LiftingRule.Published, LiftingRule.Volume }
                       from ring in new[] { ViewRing.Full, ViewRing.Front }
                       select ($"{rule}, {ViewRings.Poses(ring).Count} views", new TransferConfig { Lifting = new LiftingConfig { Rule = rule, Ring = ring } })).ToList();
        var plain = new TransferConfig { Align = false };
        methods.Insert(1, ("Ratio, 24 views, not aligned", plain));
        methods.Insert(2, ("Ratio, 24 views, not sharpened", new TransferConfig { Lifting = new LiftingConfig { Sharpen = false } }));
        methods.Insert(1, ("Ratio, 24 views, colours of both", new TransferConfig { Dressing = Dressing.Mix }));
        if (only is not null)
            methods.RemoveAll(method => !method.Item1.Contains(only, StringComparison.OrdinalIgnoreCase));
        if (methods.Count == 0)
            throw new ArgumentException($"No method's name contains '{only}'.");
        var rows = TerminalProgress.Run("benchmark", steps => TransferBenchmark.Run(head, StylePair.HeldOut(count), methods, steps, cancellation));
        var table = Path.Combine(folder, "benchmark.md");
        File.WriteAllText(table, TransferBenchmark.Markdown(rows));
        TransferVerb.Say(table);
        AnsiConsole.WriteLine(TransferBenchmark.Markdown(rows));
        var ordered = rows.Where(row => row.Method == methods[0].Item1).OrderByDescending(row => row.Truth.All).ToArray();
        if (ordered.Length > 0)
            foreach (var (name, row) in new[] { ("best", ordered[0]), ("median", ordered[ordered.Length / 2]), ("worst", ordered[^1]) })
                Picture(head, row, methods[0].Item2, Path.Combine(folder, name + ".png"));
        return cancellation.IsCancellationRequested ? Failures.Cancelled : 0;
    }

    private static void Picture(PanoHead head, BenchmarkRow row, TransferConfig config, string path)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (a, b) = (HeadPopulation.Latent(row.Pair.Target), HeadPopulation.Latent(row.Pair.Reference));
        var edit = new PartTransfer(head).Transfer(TransferBenchmark.Head(head, a, row.Pair.Target), [TransferBenchmark.Head(head, b, row.Pair.Reference)], config);
        double[] yaws = [0, 45, 90, 135, 180, -90];
        using var truth = HeadRenderer.Render(IdealEdit.Of(HeadSpec.FromLatent(a), HeadSpec.FromLatent(b)), [.. yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius))], head.Config.ImageResolution);
        EditFigures.Sheet(head, edit, yaws, Display.Picture.FromBatch(truth.Image())).Save(path);
        TransferVerb.Say($"{path}  ({row.Pair.TargetStyle} → {row.Pair.ReferenceStyle}, {row.Truth} dB)");
    }
}
