using Workbench.Losses;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Turns a run of the identity training into the demo identity network: one safetensors file and a model card with measured figures.</summary>
public static class IdentityExport
{
    /// <summary>Held-out persons of the model card unless another number is asked for.</summary>
    public const int Persons = 200;

    private static readonly (string Words, string Key)[] Rows =
    [
        ("verification AUC, both pictures within ±60°, other hair", "auc"), ("equal error rate of the same pairs", "eer"), ("threshold there (cosine)", "threshold"),
        ("AUC of pairs at least 80° apart", "auc/across"), ("AUC, a profile (90°) against ±60°", "auc/profile"),
        ("AUC, a view at 135° against ±60°", "auc/oblique-back"), ("AUC, the back (180°) against ±60°", "auc/back"),
        ("AUC within ±60° with the extras of photographs", "auc/photos"),
        ("mean cosine of one person within ±60°", "cosine/same"), ("mean cosine of two persons", "cosine/different"), ("mean cosine of two persons with the same hair, make-up and clothes", "cosine/different-same-hair"),
    ];

    /// <summary>Writes the network as 16-bit safetensors and a model card beside it, measured on the written file.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="path">The safetensors file; the card has the ending <c>.md</c>.</param>
    /// <param name="persons">Held-out persons of the test split that are measured; 0 writes no card.</param>
    /// <returns>The measures.</returns>
    /// <exception cref="ArgumentException">The folder holds no run, or the run no checkpoint.</exception>
    public static IReadOnlyDictionary<string, double> Write(string run, string path, int persons = Persons)
    {
        var config = FinishedRun.Config<IdentityTrainingConfig>(run, IdentityTraining.TrainingName);
        CheckpointHeader header;
        using (var training = new IdentityTraining(config))
        {
            header = FinishedRun.Load(run, training);
            DemoNetworks.Save(path, training.Averaged, FinishedRun.Origin(IdentityTraining.TrainingName, header, config.Seed));
        }
        if (persons == 0)
            return new Dictionary<string, double>();
        using var written = DemoNetworks.Identity(path);
        var measures = IdentityMeasures.Measure(written, HeadSplit.Test, persons);
        var card = new ModelCard();
        card.Line($"# The demo identity network\n");
        card.Line($"Tells who a procedural head of `Workbench.Population` is, whatever its hair, beard, make-up, clothes, light and pose: IR-SE of {config.Network.Trunk.UnitCount} units, {written.FaceSide}² pixels in (the middle {HeadCrop.Share:p0} of a picture by the standard camera, no alignment), unit vectors of {config.Network.EmbeddingWidth} numbers out; {new FileInfo(path).Length / 1e6:f1} MB. A person is the geometry without hair and beard, the skin's colour and the irises (`HeadSpec.IdentityFields`). It knows no photograph and no real person.\n");
        card.Line($"`DemoNetworks.Identity()` loads it. Results are called ID-demo: they compare with each other, never with ID of the published networks.\n");
        card.Line($"## Made by\n");
        card.Line($"`workbench train {IdentityTraining.TrainingName} --steps {header.Step}`, then `workbench export` ({header.Step} steps, {header.Minutes:f0} min of wall time on one busy core, seed {config.Seed}): ArcFace's angular margin over {config.Persons} persons of the training split, whose directions share what their fields share, beside a linear read-out of the fields.\n");
        card.Line($"## Measured\n");
        card.Line($"{persons} persons of the test split, whom the training never saw; every picture with the hair, beard, make-up and clothes of another head, 64² pixels, white background.\n");
        card.Table("value", Rows, measures);
        card.Line($"The face is what counts: from behind little of a person can be seen (ears, neck, outline, a trace of skin), so ID-demo of a back view says little, and one should not read a low value there as a lost identity.");
        FinishedRun.WriteCard(path, card);
        return measures;
    }
}
