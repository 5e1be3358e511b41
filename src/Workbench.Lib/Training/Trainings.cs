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
            [KeyValuePair.Create("demo", DistillationConfig.Demo), KeyValuePair.Create("miniature", DistillationConfig.Miniature)], (config, _) => new DistillationTraining(config), DistillationTraining.Settings),
        TrainingRecipe.Of(
            IdentityTraining.TrainingName, "The demo identity network: who is who among the procedural heads. CPU.",
            [KeyValuePair.Create("demo", IdentityTrainingConfig.Demo), KeyValuePair.Create("miniature", IdentityTrainingConfig.Miniature)], (config, _) => new IdentityTraining(config), IdentityTraining.Settings),
        TrainingRecipe.Of(
            EncoderTraining.TrainingName, "Encoders of photographs into tri-grids: E1 by reconstruction, E2 with a discriminator on what photographs hide.",
            [
                KeyValuePair.Create("demo-e1", EncoderTrainingConfig.DemoFirst), KeyValuePair.Create("demo-e2", EncoderTrainingConfig.DemoSecond), KeyValuePair.Create("paper-e1", EncoderTrainingConfig.PaperFirst),
                KeyValuePair.Create("paper-e2", EncoderTrainingConfig.PaperSecond), KeyValuePair.Create("miniature", EncoderTrainingConfig.Miniature),
            ],
            (config, device) => new EncoderTraining(config, device), EncoderTraining.Settings),
    ];

    /// <summary>The training of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists all.</exception>
    public static TrainingRecipe Find(string name) =>
        All.FirstOrDefault(recipe => recipe.Name == name) ?? throw new ArgumentException($"There is no training '{name}'; there are {string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));
}
