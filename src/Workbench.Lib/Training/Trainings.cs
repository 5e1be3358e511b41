namespace Workbench.Training;

/// <summary>The trainings that this library knows by name.</summary>
public static class Trainings
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrainingRecipe> All { get; } =
    [
        TrainingRecipe.Of<PanoHeadTrainingConfig>(
            "panohead", "PanoHead from photographs, masks and camera labels, adversarially.",
            [new("paper", PanoHeadTrainingConfig.Paper), new("small", PanoHeadTrainingConfig.Small), new("tiny", PanoHeadTrainingConfig.Tiny)],
            (config, device) => new PanoHeadTraining(config, device),
            new RunSettings { Checkpoint = new() { Minutes = 20 }, Sample = new() { Minutes = 20 } }),
        TrainingRecipe.Of(
            DistillationTraining.TrainingName, "The demo generator: procedural heads distilled into a small PanoHead. CPU.",
            [KeyValuePair.Create("demo", DistillationConfig.Demo), KeyValuePair.Create("miniature", DistillationConfig.Miniature)], (config, _) => new DistillationTraining(config), DistillationTraining.Settings,
            (run, path, heads) => DistillationExport.Write(run, path, heads ?? 64)),
        TrainingRecipe.Of(
            IdentityTraining.TrainingName, "The demo identity network: who is who among the procedural heads. CPU.",
            [KeyValuePair.Create("demo", IdentityTrainingConfig.Demo), KeyValuePair.Create("miniature", IdentityTrainingConfig.Miniature)], (config, _) => new IdentityTraining(config), IdentityTraining.Settings,
            (run, path, heads) => IdentityExport.Write(run, path, heads ?? IdentityExport.Persons)),
        TrainingRecipe.Of(
            FeatureTraining.TrainingName, "The demo perceptual network: parts and fields of the procedural heads, for LPIPS-demo and FID-demo. CPU.",
            [KeyValuePair.Create("demo", FeatureTrainingConfig.Demo), KeyValuePair.Create("miniature", FeatureTrainingConfig.Miniature)], (config, _) => new FeatureTraining(config), FeatureTraining.Settings,
            (run, path, heads) => FeatureExport.Write(run, path, heads ?? FeatureExport.Heads)),
        TrainingRecipe.Of(
            EncoderTraining.TrainingName, "Encoders of photographs into tri-grids: E1 by reconstruction, E2 with a discriminator on what photographs hide.",
            EncoderTrainingConfig.Presets, (config, device) => new EncoderTraining(config, device), EncoderTraining.Settings, (run, path, photos) => EncoderExport.Write(run, path, photos ?? 64)),
        TrainingRecipe.Of(
            FusionTraining.TrainingName, "Fusion learning: an encoder tuned to re-encode the transition of part transfers.",
            [KeyValuePair.Create("demo", FusionTrainingConfig.Demo), KeyValuePair.Create("paper", FusionTrainingConfig.Paper), KeyValuePair.Create("miniature", FusionTrainingConfig.Miniature)],
            (config, device) => new FusionTraining(config, device), FusionTraining.Settings),
    ];

    /// <summary>Writes what a run trained: one weights file, and a model card with measured figures beside it. The run tells which training it is.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="path">The safetensors file; the card has the ending <c>.md</c>.</param>
    /// <param name="heads">Held-out heads to measure; 0 writes no card, null takes what suits the training.</param>
    /// <returns>The measures.</returns>
    /// <exception cref="ArgumentException">The folder holds no run with a checkpoint, or its training has no such file.</exception>
    /// <exception cref="Weights.CheckpointFormatException">The checkpoint is damaged.</exception>
    public static IReadOnlyDictionary<string, double> Export(string run, string path, int? heads = null)
    {
        if (heads is { } count)
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(heads));
        var recipe = Find(TrainingCheckpoint.ReadHeader(FinishedRun.Newest(run)).Header.Training);
        return recipe.Export is { } export
            ? export(run, path, heads)
            : throw new ArgumentException($"run: '{recipe.Name}' writes its network into the folder 'export' of the run by itself.", nameof(run));
    }

    /// <summary>The training of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static TrainingRecipe Find(string name) =>
        All.FirstOrDefault(recipe => recipe.Name == name) ?? throw new ArgumentException($"There is no training '{name}'; there are {string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));
}
