using Workbench.Editing;

namespace Workbench.Training;

/// <summary>Fusion learning: the encoder that re-encodes the transition of an edit is tuned so that edits keep what is the target's and take what is the reference's (arXiv 2404.03632; weights and steps are ours).</summary>
public sealed record FusionTrainingConfig
{
    /// <summary>Seed of pairs, cameras and pixels.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Generator file; the best one of the checkout when null.</summary>
    public string? Generator { get; init; }

    /// <summary>Encoder file to begin with; its reader of codes is tuned, a refinement of planes stays as it is.</summary>
    public string Encoder { get; init; } = "data/demo-encoder-1.safetensors";

    /// <summary>Face parser file (<c>79999_iter.pth</c>); the truth of the procedural population when null, which needs a generator of its heads.</summary>
    public string? Parser { get; init; }

    /// <summary>The edits that are learnt from; one part of one reference.</summary>
    public TransferConfig Edit { get; init; } = new();

    /// <summary>Number of steps.</summary>
    public long Steps { get; init; } = 5000;

    /// <summary>Pairs a step.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Pairs that are lifted before the first step.</summary>
    public int FirstPairs { get; init; } = 64;

    /// <summary>New pairs a step.</summary>
    public double PairsPerStep { get; init; } = 0.1;

    /// <summary>Pairs that are kept and drawn from.</summary>
    public int Pool { get; init; } = 64;

    /// <summary>Step size of Adam at the first step; a half cosine leads from there to a tenth.</summary>
    public double Rate { get; init; } = 1e-5;

    /// <summary>Weight of the perceptual distance to the target where it is kept.</summary>
    public double KeepWeight { get; init; } = 1;

    /// <summary>Weight of the perceptual distance to the reference where it is taken.</summary>
    public double TakeWeight { get; init; } = 1;

    /// <summary>Weight of 1 − cosine of identities, edit and target from the front.</summary>
    public double IdentityWeight { get; init; } = 0.8;

    /// <summary>Weight of the mean absolute difference of pixels where the target is kept.</summary>
    public double PixelWeight { get; init; } = 0.1;

    /// <summary>Perceptual network: an LPIPS file, <see cref="EncoderTrainingConfig.DemoNetwork"/>, or null for pixels at several sizes.</summary>
    public string? Perceptual { get; init; }

    /// <summary>Identity network: <c>model_ir_se50.pth</c>, <see cref="EncoderTrainingConfig.DemoNetwork"/>, or null for none.</summary>
    public string? Identity { get; init; }

    /// <summary>Samples a ray in training, half of them where the first half found matter.</summary>
    public int Samples { get; init; } = 96;

    /// <summary>Pixels a side that are rendered and compared in a step, spread over the picture; all unless given.</summary>
    public int? Side { get; init; }

    /// <summary>Held-out pairs that are measured.</summary>
    public int EvaluationPairs { get; init; } = 8;

    /// <summary>The full-size generator with networks of the user's.</summary>
    public static FusionTrainingConfig Paper { get; } = new() { Encoder = "models/encoder.safetensors", Parser = "models/79999_iter.pth", Perceptual = "models/lpips.safetensors", Identity = "models/model_ir_se50.pth" };

    /// <summary>The demo world, minutes on one core.</summary>
    public static FusionTrainingConfig Demo { get; } = new()
    {
        Steps = 400, FirstPairs = 16, PairsPerStep = 0.05, Pool = 32, Rate = 3e-4, Perceptual = EncoderTrainingConfig.DemoNetwork, Identity = EncoderTrainingConfig.DemoNetwork, Samples = 24, Side = 32, EvaluationPairs = 6,
    };

    /// <summary>Everything in seconds, for tests and first looks.</summary>
    public static FusionTrainingConfig Miniature { get; } = Demo with
    {
        Steps = 6, FirstPairs = 2, PairsPerStep = 0.5, Pool = 2, Samples = 12, Side = 16, EvaluationPairs = 1, Edit = new TransferConfig { Lifting = new LiftingConfig { Ring = ViewRing.Front } },
    };

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>(Edit.Validate(references: 1).Select(problem => "Edit: " + problem));
        if (Edit.Parts.Count != 1 || Edit.Parts[0].Other is not null || Edit.Joining != Joining.Planes || !Edit.Implicit || Edit.Strength != 1)
            problems.Add("Edit must take one part of one reference on the planes, at strength 1 and with Implicit.");
        if (string.IsNullOrWhiteSpace(Encoder))
            problems.Add("Encoder must name the file to begin with.");
        if (Steps < 1 || Batch < 1 || EvaluationPairs < 1)
            problems.Add($"Steps, Batch and EvaluationPairs must be positive, got {Steps}, {Batch} and {EvaluationPairs}.");
        if (FirstPairs < 1 || Pool < FirstPairs || !(PairsPerStep >= 0))
            problems.Add($"FirstPairs must be positive, Pool at least FirstPairs and PairsPerStep not negative, got {FirstPairs}, {Pool} and {PairsPerStep}.");
        if (!(Rate > 0) || !(KeepWeight >= 0) || !(TakeWeight >= 0) || !(IdentityWeight >= 0) || !(PixelWeight >= 0))
            problems.Add($"Rate must be positive and weights of losses not negative, got {Rate}, {KeepWeight}, {TakeWeight}, {IdentityWeight} and {PixelWeight}.");
        if (Samples < 8 || Side is < 8)
            problems.Add($"Samples and Side must be at least 8, got {Samples} and {Side}.");
        return problems;
    }
}
