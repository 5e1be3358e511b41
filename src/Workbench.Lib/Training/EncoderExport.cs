using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Turns a run of the encoder training into an encoder file and a model card with measured figures.</summary>
public static class EncoderExport
{
    private static readonly (string Words, string Key)[] Rows =
    [
        ("photograph against the head of its code, dB", "psnr/code"), ("photograph against the refined head, dB", "psnr/input"),
        ("true front, dB", "psnr/front"), ("true sides (±90°), dB", "psnr/side"), ("true back, dB", "psnr/back"),
    ];

    /// <summary>Writes the encoder with 16-bit kernels and a model card beside it.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="path">The safetensors file; the card has the ending <c>.md</c>.</param>
    /// <param name="photos">Held-out photographs that are measured, or as many as there are; 0 writes no card.</param>
    /// <returns>The measures.</returns>
    /// <exception cref="ArgumentException">The folder holds no run, or the run no checkpoint.</exception>
    public static IReadOnlyDictionary<string, double> Write(string run, string path, int photos = 64)
    {
        var config = FinishedRun.Config<EncoderTrainingConfig>(run, EncoderTraining.TrainingName);
        using var scope = NewDisposeScope();
        using var training = new EncoderTraining(config with { Start = null, TrunkStart = null, Encoder = config.Start is { } start ? Shape(start) : config.Encoder });
        var header = FinishedRun.Load(run, training);
        training.Result.Save(path, FinishedRun.Origin(EncoderTraining.TrainingName, header, config.Seed) + $" on {training.Generator.Name}", half: true);
        photos = Math.Min(photos, training.HeldOutCount);
        if (photos == 0)
            return new Dictionary<string, double>();
        var measures = training.Measure(HeadSplit.Test, photos);
        var card = new ModelCard();
        card.Line($"# {Path.GetFileNameWithoutExtension(path)}\n");
        card.Line($"Reads a photograph of a head into codes and refined planes of the generator {training.Generator.Name}, the only one it fits; {new FileInfo(path).Length / 1e6:f1} MB. `TriGridEncoder.Load` loads it, `DualEncoder.Load` joins two.\n");
        card.Line($"## Made by\n");
        card.Line($"```\n{Command(run, config)}\nworkbench export {Folder(run)} {Path.GetFileName(path)}\n```\n");
        card.Line($"{header.Step} steps, {header.Minutes:f0} min of wall time; losses: {training.LossNames}. {(config.Start is { } first ? $"Began with the weights of {Path.GetFileName(first)}." : "")}\n");
        card.Line($"## Measured\n");
        card.Line($"{photos} photographs that the training never saw, raw pictures of {training.Encoder.Config.ImageResolution}² pixels, colours 0…1, squared errors pooled.\n");
        card.Table("value", Rows.Where(row => measures.ContainsKey(row.Key)), measures); // of photographs from a folder only the front is known
        FinishedRun.WriteCard(path, card);
        return measures;
    }

    // The preset that is nearest, and what differs; where generator and beginning lie is the reader's own affair.
    private static string Command(string run, EncoderTrainingConfig config)
    {
        var (name, changes) = EncoderTrainingConfig.Presets
            .Select(preset => (preset.Key, Changes: ConfigJson.Assignments(preset.Value with { Generator = config.Generator, Start = config.Start }, config)))
            .MinBy(preset => preset.Changes.Count);
        return string.Join(' ', [$"workbench train {EncoderTraining.TrainingName} --run {Folder(run)} --preset {name}", .. changes.Select(change => $"--set '{change}'")]);
    }

    private static string Folder(string run) => $"runs/{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)))}";

    private static Inversion.TriGridEncoderConfig Shape(string file)
    {
        using var start = Inversion.TriGridEncoder.Load(file);
        return start.Config;
    }
}
