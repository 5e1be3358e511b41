using Workbench.Losses;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Turns a run of the feature training into the demo perceptual network: one safetensors file and a model card with measured figures.</summary>
public static class FeatureExport
{
    /// <summary>Held-out heads of the model card unless another number is asked for.</summary>
    public const int Heads = 300;

    private static readonly (string Words, string Key)[] Named = [("pixels whose part is named rightly", "parts/accuracy"), ("mean IoU of the parts", "parts/iou"), ("share of the fields' variance that stays unexplained, all views", "unexplained")];

    private static readonly (string Words, string Key)[] Sets =
    [
        ("FID-demo of a set to itself", "fid/itself"), ("FID-demo of two samples of the population, the floor", "fid/none"),
        ("… 5 % of the heads bald", "fid/5"), ("… 20 % bald", "fid/20"), ("… 50 % bald", "fid/50"), ("… all bald", "fid/100"),
        ("… all pictures blurred by 1 pixel", "fid/blur 1"), ("… with the extras of photographs", "fid/photos"),
        ("KID-demo of two samples", "kid/none"), ("KID-demo, 20 % bald", "kid/20"),
    ];

    /// <summary>Writes the network as 16-bit safetensors and a model card beside it, measured on the written file.</summary>
    /// <param name="run">Folder of the run.</param>
    /// <param name="path">The safetensors file; the card has the ending <c>.md</c>.</param>
    /// <param name="heads">Held-out heads of the test split that are measured; 0 writes no card.</param>
    /// <returns>The measures.</returns>
    /// <exception cref="ArgumentException">The folder holds no run, or the run no checkpoint.</exception>
    public static IReadOnlyDictionary<string, double> Write(string run, string path, int heads = Heads)
    {
        var config = FinishedRun.Config<FeatureTrainingConfig>(run, FeatureTraining.TrainingName);
        using var training = new FeatureTraining(config);
        var header = FinishedRun.Load(run, training);
        using (var network = training.Finish())
            DemoNetworks.Save(path, network, FinishedRun.Origin(FeatureTraining.TrainingName, header, config.Seed));
        if (heads == 0)
            return new Dictionary<string, double>();
        using var written = DemoNetworks.Features(path);
        var measures = new Dictionary<string, double>(training.Measure(HeadSplit.Test, heads));
        foreach (var (name, value) in FeatureMeasures.Measure(written, HeadSplit.Test, heads))
            measures[name] = value;
        var card = new ModelCard();
        card.Line($"# The demo perceptual network\n");
        card.Line($"A small convolutional trunk for pictures of procedural heads: stages of {string.Join(", ", config.Network.Widths)} channels and a vector of {config.Network.PooledWidth} numbers; {new FileInfo(path).Length / 1e6:f1} MB. It measures LPIPS-demo (the form of LPIPS: unit-normalised channels, one weight a stage; two random heads seen from one side have the distance 1) and gives the features of FID-demo and KID-demo. It knows no photograph.\n");
        card.Line($"`DemoNetworks.Features()` loads it. Its numbers compare with each other, never with LPIPS, FID or KID of the published networks, and only at one resolution: it learned at {config.Network.ImageResolution}².\n");
        card.Line($"## Made by\n");
        card.Line($"`workbench train {FeatureTraining.TrainingName} --steps {header.Step}`, then `workbench export` ({header.Step} steps, {header.Minutes:f0} min of wall time on one busy core, seed {config.Seed}): the part at every pixel (19 classes) and the fields of the head, yaw and pitch from one picture, all round.\n");
        card.Line($"## Measured\n");
        card.Line($"Heads of the test split, which the training never saw; {config.Network.ImageResolution}², white background. What it names, over {heads} pictures from all round, half of them with the extras of photographs:\n");
        card.Table("value", Named, measures);
        card.Line($"LPIPS-demo between a picture and its change, mean over {Math.Min(heads, 100)} heads from all round (blur: standard deviation in pixels; noise: of 0…1 colours; shift: pixels; brightness: factor). A smaller change of a kind has the smaller distance in {measures["order"]:p1} of all single comparisons.\n");
        card.Table("LPIPS-demo", FeatureMeasures.Changes.Select(change => (change, "lpips/" + change)), measures);
        card.Line($"Fine grain weighs much: noise is nothing that these pictures ever show. Sets of {heads} heads each, all round; with so few, a wrong head in twenty does not rise above the floor:\n");
        card.Table("value", Sets, measures);
        FinishedRun.WriteCard(path, card);
        return measures;
    }
}
