using System.Globalization;
using System.Text;
using Workbench.Generator;
using Workbench.Population;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>Turns a run of the distillation into the demo generator: one safetensors file and a model card with measured figures.</summary>
public static class DistillationExport
{
    private static readonly string[] Measures = ["psnr", "psnr/foreground", "psnr/front", "psnr/side", "psnr/back", "psnr/image", "iou", "iou/tail", "depth"];

    /// <summary>The generator of a run's newest checkpoint; the caller disposes it.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <returns>The generator, its configuration, and where the run stood.</returns>
    /// <exception cref="ArgumentException">The folder holds no run, or the run no checkpoint.</exception>
    /// <exception cref="CheckpointFormatException">The checkpoint is damaged.</exception>
    public static (PanoHead Generator, DistillationConfig Config, CheckpointHeader Header) Open(string run)
    {
        var config = FinishedRun.Config<DistillationConfig>(run, DistillationTraining.TrainingName);
        using var training = new DistillationTraining(config with { Start = null });
        var header = FinishedRun.Load(run, training);
        return (training.Finish(), config, header);
    }

    /// <summary>Writes the generator as 16-bit safetensors and a model card beside it, measured on the written file.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="path">The safetensors file; the card has the ending <c>.md</c>.</param>
    /// <param name="heads">Held-out heads of the test split that are measured; 0 writes no card.</param>
    /// <returns>The measures.</returns>
    public static IReadOnlyDictionary<string, double> Write(string run, string path, int heads = 64)
    {
        var (generator, config, header) = Open(run);
        using (generator)
            generator.Save(path, string.Create(CultureInfo.InvariantCulture, $"distillation of procedural heads, seed {config.Seed}, {header.Step} steps"), half: true);
        if (heads == 0)
            return new Dictionary<string, double>();
        using var written = PanoHead.Load(path);
        var measures = HeldOut.Measure(written, HeadSplit.Test, heads);
        var mixing = HeldOut.MeasureMixing(written, HeadSplit.Test, Math.Max(1, heads / 4), config.MixingLayer);
        var card = Card(written, config, header, measures, mixing, heads, new FileInfo(path).Length);
        AtomicFile.Write(Path.ChangeExtension(path, ".md"), stream => stream.Write(Encoding.UTF8.GetBytes(card)));
        return measures;
    }

    private static string Card(PanoHead generator, DistillationConfig config, CheckpointHeader header, IReadOnlyDictionary<string, double> measures, IReadOnlyDictionary<string, double> mixing, int heads, long bytes)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
        var parameters = generator.Network.parameters().Sum(parameter => parameter.numel());
        Line($"# The demo generator\n");
        Line($"A PanoHead of {parameters:n0} parameters ({bytes / 1e6:f1} MB, 16-bit) that makes the procedural heads of `Workbench.Population`: z of {generator.Config.LatentWidth} numbers, tri-grid {generator.Config.PlaneResolution}² × {generator.Config.PlaneDepth} × {generator.Config.PlaneFeatures}, {generator.Config.NeuralResolution}² raw and {generator.Config.ImageResolution}² pictures. It knows no photograph and no real person.\n");
        Line($"Trained by `workbench train {DistillationTraining.TrainingName}` ({header.Step} steps, {header.Minutes / 60:f1} h of wall time, seed {config.Seed}); written by `workbench export`.\n");
        Line($"## Measured\n");
        Line($"{heads} heads of the test split × {HeldOut.Cameras().Count} views all round (pitch −20…20°), every pixel, white background, squared errors pooled. PSNR in dB at {generator.Config.NeuralResolution}² (`psnr/image` at {generator.Config.ImageResolution}²), depth error in box units inside both masks, `iou/tail` over pixels that only a ponytail or bun covers. The last column mixes styles: the shape of one head, the colours of another (from style {config.MixingLayer} on), against the true mixture.\n");
        Line($"| | 24 + 24 samples a ray | 48 + 48 samples a ray | mixed, 24 + 24 |");
        Line($"|---|---|---|---|");
        foreach (var name in Measures)
            Line($"| {name} | {Figure(measures, name)} | {Figure(measures, name + "-dense")} | {Figure(mixing, name)} |");
        return text.ToString();
    }

    private static string Figure(IReadOnlyDictionary<string, double> values, string name) => values.TryGetValue(name, out var value) ? value.ToString(value < 2 ? "f4" : "f2", CultureInfo.InvariantCulture) : "–";
}
