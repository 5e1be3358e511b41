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
        ProcessSize.Line("three networks", TimeSpan.Zero);
        for (var call = 1; call <= 2; call++)
        {
            using var one = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            var staged = StagedPhoto.Take(HeadSplit.Test, 3, size: 512);
            ProcessSize.Line($"call {call}: photograph drawn (not of the pipeline)", clock.Elapsed);
            clock.Restart();
            var options = new PhotoPreparationOptions { Points = staged.Points, Mask = staged.Mask, Size = head.Config.ImageResolution, Refine = false };
            using var photo = PhotoPreparation.Prepare(staged.Photo, options, head).ToPhoto(head.Config.ImageResolution);
            var whole = clock.Elapsed;
            ProcessSize.Line("crop", clock.Elapsed);
            clock.Restart();
            using var heads = dual.Encode(head, [photo]);
            whole += clock.Elapsed;
            foreach (var stage in heads.Stages)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stage.Name,-54}{stage.Duration.TotalSeconds,9:f2} s"));
            ProcessSize.Line("both encoders and the stitching", clock.Elapsed);
            clock.Restart();
            using var view = heads.Render(head, [photo.Camera]);
            whole += clock.Elapsed;
            ProcessSize.Line($"view of {view.Image.shape[2]}²", clock.Elapsed);
            ProcessSize.Line("whole pipeline", whole);
        }
    }
}
