using Workbench.Encoders;

namespace Workbench.Training;

/// <summary>The demo identity network: a small face recognition network that learns the persons of the procedural population.</summary>
public sealed record IdentityTrainingConfig
{
    /// <summary>Seed of weights and of all random streams.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Shape of the network.</summary>
    public ArcFaceConfig Network { get; init; } = DemoNetwork;

    /// <summary>Persons that are told apart, the first ones of the training split.</summary>
    public int Persons { get; init; } = 1500;

    /// <summary>Number of steps.</summary>
    public long Steps { get; init; } = 3000;

    /// <summary>Pictures a step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Pictures that are rendered before the first step.</summary>
    public int FirstPictures { get; init; } = 2000;

    /// <summary>New pictures a step.</summary>
    public int NewPictures { get; init; } = 5;

    /// <summary>Pictures that are kept and drawn from.</summary>
    public int Pool { get; init; } = 20_000;

    /// <summary>Step size of Adam after its first steps; a half cosine leads from there to a hundredth.</summary>
    public double Rate { get; init; } = 0.002;

    /// <summary>Factor of the logits (ArcFace's s).</summary>
    public double Scale { get; init; } = 24;

    /// <summary>Angular margin, radians; grows from 0 at a fifth of the steps to its value at seven tenths.</summary>
    public double Margin { get; init; } = 0.3;

    /// <summary>Weight of naming the person's fields from the embedding: knowledge that reaches beyond the persons of the training.</summary>
    public double FieldWeight { get; init; } = 10;

    /// <summary>Share of the pictures that are taken from anywhere round the head; the others lie within ±90° of the face.</summary>
    public double AllRound { get; init; } = 0.15;

    /// <summary>Share of the pictures with the photo population's extras: glasses, hats, other light.</summary>
    public double Extras { get; init; } = 0.5;

    /// <summary>Share of the averaged weights that survives a step.</summary>
    public double AverageDecay { get; init; } = 0.995;

    /// <summary>Held-out persons that <see cref="ITraining.Evaluate"/> looks at.</summary>
    public int EvaluationPersons { get; init; } = 60;

    /// <summary>The demo network: IR-SE of 8 units for heads of 48 pixels, embeddings of 128 numbers.</summary>
    public static ArcFaceConfig DemoNetwork { get; } = new()
    {
        Trunk = new IrSeConfig { StemWidth = 16, Groups = [new(16, 1), new(32, 2), new(64, 3), new(160, 2)], Reduction = 8 },
        ImageResolution = 48,
        EmbeddingWidth = 128,
        Dropout = 0.1,
    };

    /// <summary>The whole training of the demo network.</summary>
    public static IdentityTrainingConfig Demo { get; } = new();

    /// <summary>A few seconds, for tests and first looks.</summary>
    public static IdentityTrainingConfig Miniature { get; } = new()
    {
        Network = DemoNetwork with { Trunk = new IrSeConfig { StemWidth = 8, Groups = [new(8, 1), new(16, 1)], Reduction = 4 }, ImageResolution = 24, EmbeddingWidth = 16 },
        Persons = 8,
        Steps = 30,
        Batch = 8,
        FirstPictures = 16,
        NewPictures = 1,
        Pool = 24,
        EvaluationPersons = 3,
    };

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Network.Validate());
        if (Network.Trunk.InputChannels != 3)
            problems.Add($"Network.Trunk.InputChannels must be 3, got {Network.Trunk.InputChannels}.");
        if (Persons < 2 || EvaluationPersons < 2)
            problems.Add($"Persons and EvaluationPersons must be at least 2, got {Persons} and {EvaluationPersons}.");
        if (Steps < 1 || Batch < 2)
            problems.Add($"Steps must be at least 1 and Batch at least 2, got {Steps} and {Batch}.");
        if (FirstPictures < 1 || NewPictures < 0 || Pool < FirstPictures)
            problems.Add($"FirstPictures must be positive, NewPictures not negative and Pool at least FirstPictures, got {FirstPictures}, {NewPictures} and {Pool}.");
        if (!(Rate > 0) || !(Scale > 0) || !(FieldWeight >= 0))
            problems.Add($"Rate and Scale must be positive and FieldWeight not negative, got {Rate}, {Scale} and {FieldWeight}.");
        if (!(Margin is >= 0 and < 1.5))
            problems.Add($"Margin must lie in [0, 1.5), got {Margin}.");
        foreach (var (name, value) in new[] { (nameof(AllRound), AllRound), (nameof(Extras), Extras), (nameof(AverageDecay), AverageDecay) })
            if (!(value is >= 0 and <= 1))
                problems.Add($"{name} must lie in 0…1, got {value}.");
        return problems;
    }
}
