using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <content>What the averaged generator shows.</content>
public sealed partial class DistillationTraining
{
    private const int SheetHeads = 6;
    private const int SheetViews = 8;

    /// <inheritdoc/>
    public IReadOnlyList<TrainingSample> Samples()
    {
        using var generator = Finish();
        using var grad = no_grad();
        using var codes = HeadPopulation.Latents(HeadSplit.Validation, 0, SheetHeads);
        var heads = HeadSpec.FromLatents(codes);
        var cameras = Camera.Orbit(SheetViews, 8);
        var side = Config.Generator.ImageResolution;
        var sheet = Picture.Filled(SheetViews * side, 2 * SheetHeads * side, Colour.White);
        for (var head = 0; head < SheetHeads; head++)
        {
            using var scope = NewDisposeScope();
            var truth = HeadRenderer.Render(heads[head], cameras, side);
            using var one = new Latents(codes.narrow(0, head, 1), LatentSpace.Z);
            var views = generator.Render(generator.Synthesize(one), cameras);
            var shown = HasRefiner ? views.Image : Resize.Bilinear(views.ImageRaw, side, side, antialias: true);
            var (above, below) = (Picture.FromBatch(truth.Image()), Picture.FromBatch(shown));
            for (var view = 0; view < SheetViews; view++)
            {
                sheet.Draw(above[view], view * side, 2 * head * side);
                sheet.Draw(below[view], view * side, (2 * head + 1) * side);
            }
        }
        return [new TrainingSample("truth above, generator below", sheet)];
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate()
    {
        using var generator = Finish();
        return HeldOut.Measure(generator, HeadSplit.Validation, Config.EvaluationHeads, HasRefiner);
    }

    private bool HasRefiner => _seen.Kind == DistillationKind.SuperResolution;
}
