using System.Diagnostics;
using System.Globalization;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Editing;

/// <summary>How near pictures come to the ideal edit, dB, means over eight yaws and over sectors.</summary>
/// <param name="All">Over all yaws.</param>
/// <param name="Front">Yaws within 60° of the front.</param>
/// <param name="Rear">Yaws beyond 90°.</param>
public readonly record struct SectorPsnr(double All, double Front, double Rear)
{
    /// <summary>Means over sectors of one number a yaw of <see cref="EditQuality.Yaws"/>.</summary>
    public static SectorPsnr Of(IReadOnlyList<double> psnr)
    {
        ArgumentNullException.ThrowIfNull(psnr);
        var yaws = EditQuality.Yaws;
        double Mean(Func<double, bool> sector) => psnr.Where((_, i) => sector(yaws[i])).Average();
        return new SectorPsnr(Mean(_ => true), Mean(EditQuality.IsFront), Mean(EditQuality.IsRear));
    }

    /// <summary>The mean of many.</summary>
    public static SectorPsnr Mean(IEnumerable<SectorPsnr> values)
    {
        var list = values.ToArray();
        return new SectorPsnr(list.Average(value => value.All), list.Average(value => value.Front), list.Average(value => value.Rear));
    }

    /// <summary>The three numbers.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{All:0.0} (front {Front:0.0}, rear {Rear:0.0})");
}

/// <summary>One edit of the benchmark.</summary>
/// <param name="Pair">Who and whose.</param>
/// <param name="Method">Rule and ring in words, or a baseline.</param>
/// <param name="Truth">Against the true picture of the ideal edit.</param>
/// <param name="Possible">Against the generator's own picture of it: the error of the edit without that of the generator.</param>
/// <param name="Seconds">Wall time of the edit.</param>
public sealed record BenchmarkRow(StylePair Pair, string Method, SectorPsnr Truth, SectorPsnr Possible, double Seconds);

/// <summary>Hair transfers between held-out procedural heads, compared with the ideal edit, which is known.</summary>
/// <remarks>
/// Labels are the truth of the population. Baselines: <c>ideal code</c> is the generator's own picture of the ideal edit, the most that can be hoped for; <c>target</c> does nothing;
/// <c>reference</c> shows the other head.
/// </remarks>
public static class TransferBenchmark
{
    /// <summary>Runs edits.</summary>
    /// <param name="head">A generator of the procedural population (64 latent numbers).</param>
    /// <param name="pairs">Pairs, as of <see cref="StylePair.HeldOut"/>.</param>
    /// <param name="methods">Settings to compare, with names.</param>
    /// <param name="progress">Told after every edit.</param>
    /// <param name="cancellation">Ends between edits; what is done is returned.</param>
    public static IReadOnlyList<BenchmarkRow> Run(
        PanoHead head, IReadOnlyList<StylePair> pairs, IReadOnlyList<(string Name, TransferConfig Config)> methods, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(methods);
        if (head.Config.LatentWidth != HeadCoordinates.Count)
            throw new ArgumentException($"head: this benchmark needs a generator of procedural heads, whose codes have {HeadCoordinates.Count} numbers; {head.Name} has {head.Config.LatentWidth}.", nameof(head));
        var rows = new List<BenchmarkRow>();
        var transfer = new PartTransfer(head);
        var cameras = EditQuality.Yaws.Select(yaw => Camera.At(yaw, radius: head.Config.CameraRadius)).ToArray();
        foreach (var pair in pairs)
        {
            using var scope = NewDisposeScope();
            var (zTarget, zReference) = (HeadPopulation.Latent(pair.Target), HeadPopulation.Latent(pair.Reference));
            var (target, reference) = (Head(head, zTarget, pair.Target), Head(head, zReference, pair.Reference));
            var ideal = IdealEdit.Of(HeadSpec.FromLatent(zTarget), HeadSpec.FromLatent(zReference));
            var truth = HeadRenderer.Render(ideal, cameras, head.Config.NeuralResolution).Image();
            var possible = Show(head.Synthesize(head.Map(IdealEdit.Code(zTarget, zReference)))).ImageRaw;
            rows.Add(Row("ideal code", possible, 0));
            rows.Add(Row("target (nothing done)", Show(target.Grid).ImageRaw, 0));
            rows.Add(Row("reference (other head)", Show(reference.Grid).ImageRaw, 0));
            foreach (var (name, config) in methods)
            {
                if (cancellation.IsCancellationRequested)
                    return rows;
                using var step = NewDisposeScope();
                var watch = Stopwatch.StartNew();
                var edit = transfer.Transfer(target, [reference], config, cancellation: CancellationToken.None);
                var seconds = watch.Elapsed.TotalSeconds;
                rows.Add(Row(name, edit.Render(head, cameras, new RenderOptions { Refine = false }, cancellation: CancellationToken.None).ImageRaw, seconds));
                progress?.Report(new StepReport(rows.Count(row => row.Seconds > 0), pairs.Count * methods.Count, "transfers"));
            }

            RenderedViews Show(TriGrid grid) => head.Render(grid, cameras, new RenderOptions { Refine = false }, cancellation: CancellationToken.None);
            BenchmarkRow Row(string name, Tensor image, double seconds) =>
                new(pair, name, SectorPsnr.Of(IdealEdit.Psnr(image, truth)), SectorPsnr.Of(IdealEdit.Psnr(image, possible)), seconds);
        }
        return rows;
    }

    /// <summary>A procedural head as an edit takes it: synthesised from its code, labelled by the truth.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="z">64 numbers.</param>
    /// <param name="seed">Its seed, for the name.</param>
    public static EditableHead Head(PanoHead head, IReadOnlyList<float> z, long seed)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(z);
        using var scope = NewDisposeScope();
        var code = new Latents(tensor(z.ToArray(), [1, z.Count]), LatentSpace.Z);
        var grid = head.Synthesize(head.Map(code));
        return new EditableHead(grid.MoveToOuterDisposeScope(), new PopulationLabels(HeadSpec.FromLatent(z.ToArray())), $"head {seed}");
    }

    /// <summary>A table of means, a line a method.</summary>
    /// <param name="rows">Results.</param>
    public static string Markdown(IReadOnlyList<BenchmarkRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var lines = new List<string>
        {
            "PSNR in dB over eight yaws at neural resolution, on white; rear is beyond 90°, front within 60°.", "",
            "| method | true ideal edit | front | rear | generator's ideal edit | front | rear | seconds |", "|---|---|---|---|---|---|---|---|",
        };
        foreach (var method in rows.Select(row => row.Method).Distinct())
        {
            var of = rows.Where(row => row.Method == method).ToArray();
            var (truth, possible) = (SectorPsnr.Mean(of.Select(row => row.Truth)), SectorPsnr.Mean(of.Select(row => row.Possible)));
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {method} | {truth.All:0.0} | {truth.Front:0.0} | {truth.Rear:0.0} | {(method == "ideal code" ? "–" : $"{possible.All:0.0} | {possible.Front:0.0} | {possible.Rear:0.0}")}{(method == "ideal code" ? " | – | –" : "")} | {of.Average(row => row.Seconds):0.0} |"));
        }
        return string.Join('\n', lines) + "\n";
    }
}
