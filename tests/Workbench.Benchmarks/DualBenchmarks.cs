using System.Diagnostics;
using System.Globalization;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Photos;
using Workbench.Population;
using Workbench.Rendering;
using static TorchSharp.torch;

namespace Workbench.Benchmarks;

/// <summary>The whole dual pipeline at the published size: photograph, crop, both encoders, visible cells, stitched planes, a view of 512². Initial weights of seed 0: times and memory do not depend on them.</summary>
/// <remarks>The size of the process is read after every step, so run it alone: <c>dual</c> matches no other part.</remarks>
internal static class DualBenchmarks
{
    public static void Run(PanoHeadNetwork network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var head = new PanoHead(network).Clone();
        using var dual = new DualEncoder(TriGridEncoder.For(head), TriGridEncoder.For(head));
        Line("three networks", TimeSpan.Zero);
        for (var call = 1; call <= 2; call++)
        {
            using var one = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            var staged = StagedPhoto.Take(HeadSplit.Test, 3, size: 512);
            Line($"call {call}: photograph drawn (not of the pipeline)", clock.Elapsed);
            clock.Restart();
            var options = new PhotoPreparationOptions { Points = staged.Points, Mask = staged.Mask, Size = head.Config.ImageResolution, Refine = false };
            using var photo = PhotoPreparation.Prepare(staged.Photo, options, head).ToPhoto(head.Config.ImageResolution);
            var whole = clock.Elapsed;
            Line("crop", clock.Elapsed);
            clock.Restart();
            using var heads = dual.Encode(head, [photo]);
            whole += clock.Elapsed;
            foreach (var stage in heads.Stages)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage.Name,-54}{stage.Duration.TotalSeconds,9:f2} s"));
            Line("both encoders and the stitching", clock.Elapsed);
            clock.Restart();
            using var view = heads.Render(head, [photo.Camera]);
            whole += clock.Elapsed;
            Line($"view of {view.Image.shape[2]}²", clock.Elapsed);
            Line("whole pipeline", whole);
        }
    }

    private static void Line(string stage, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage,-54}{time.TotalSeconds,9:f2} s   {Kilobytes("VmRSS:") / 1048576.0,6:f2} GB now   {Kilobytes("VmHWM:") / 1048576.0,6:f2} GB at most"));

    // Linux tells the largest size that the process ever had.
    private static double Kilobytes(string field) =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line
            ? double.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            : double.NaN;
}
