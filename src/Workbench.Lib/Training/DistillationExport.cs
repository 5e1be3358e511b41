using System.Globalization;
using System.Text;
using Workbench.Generator;
using Workbench.Population;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>Turns a run of the distillation into the demo generator: one safetensors file and a model card with measured figures.</summary>
public static class DistillationExport
{
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
        var latents = LatentSpaceFigures.Measure(written, Math.Max(2, heads / 2), Math.Max(2, 4 * heads));
        var card = DistillationCard.Text(written, config, header, new DistillationFigures(heads, measures, mixing, latents), new FileInfo(path).Length);
        AtomicFile.Write(Path.ChangeExtension(path, ".md"), stream => stream.Write(Encoding.UTF8.GetBytes(card)));
        return measures;
    }
}
