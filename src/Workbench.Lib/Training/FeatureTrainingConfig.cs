using Workbench.Losses;

namespace Workbench.Training;

/// <summary>The demo perceptual network: learns to name the part at every pixel and the fields of the head.</summary>
public sealed record FeatureTrainingConfig
{
    /// <summary>Seed of weights and of all random streams.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Shape of the network.</summary>
    public HeadFeatureConfig Network { get; init; } = new();

    /// <summary>Number of steps.</summary>
    public long Steps { get; init; } = 2000;

    /// <summary>Pictures a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Pictures that are rendered before the first step.</summary>
    public int FirstPictures { get; init; } = 1000;

    /// <summary>New pictures a step.</summary>
    public int NewPictures { get; init; } = 4;

    /// <summary>Pictures that are kept and drawn from.</summary>
    public int Pool { get; init; } = 10_000;

    /// <summary>Step size of Adam after its first steps; a half cosine leads from there to a hundredth.</summary>
    public double Rate { get; init; } = 0.003;

    /// <summary>Weight of naming the head's fields and the camera beside naming the parts.</summary>
    public double FieldWeight { get; init; } = 4;

    /// <summary>How much more a pixel of a small part (eyes, brows, lips, ears, …) counts.</summary>
    public double SmallPartWeight { get; init; } = 4;

    /// <summary>Share of the pictures with the photo population's extras.</summary>
    public double Extras { get; init; } = 0.5;

    /// <summary>Share of the averaged weights that survives a step.</summary>
    public double AverageDecay { get; init; } = 0.995;

    /// <summary>Held-out pictures that <see cref="ITraining.Evaluate"/> looks at.</summary>
    public int EvaluationPictures { get; init; } = 128;

    /// <summary>The whole training of the demo network.</summary>
    public static FeatureTrainingConfig Demo { get; } = new();

    /// <summary>A few seconds, for tests and first looks.</summary>
    public static FeatureTrainingConfig Miniature { get; } = new()
    {
        Network = new HeadFeatureConfig { Widths = [8, 16], PooledWidth = 16, ImageResolution = 16 },
        Steps = 30,
        Batch = 8,
        FirstPictures = 16,
        NewPictures = 1,
        Pool = 24,
        EvaluationPictures = 8,
    };

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Network.Validate());
        if (Steps < 1 || Batch < 2 || EvaluationPictures < 2)
            problems.Add($"Steps must be at least 1, Batch and EvaluationPictures at least 2, got {Steps}, {Batch} and {EvaluationPictures}.");
        if (FirstPictures < 1 || NewPictures < 0 || Pool < FirstPictures)
            problems.Add($"FirstPictures must be positive, NewPictures not negative and Pool at least FirstPictures, got {FirstPictures}, {NewPictures} and {Pool}.");
        if (!(Rate > 0) || !(SmallPartWeight > 0) || !(FieldWeight >= 0))
            problems.Add($"Rate and SmallPartWeight must be positive and FieldWeight not negative, got {Rate}, {SmallPartWeight} and {FieldWeight}.");
        foreach (var (name, value) in new[] { (nameof(Extras), Extras), (nameof(AverageDecay), AverageDecay) })
            if (!(value is >= 0 and <= 1))
                problems.Add($"{name} must lie in 0…1, got {value}.");
        return problems;
    }
}
