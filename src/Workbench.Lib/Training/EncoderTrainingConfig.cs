using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Losses;
using Workbench.Training.Optimizers;

namespace Workbench.Training;

/// <summary>Everything that fixes the training of an encoder into tri-grids: E1 (dual-encoder paper, Eq. 5), E2 (Eq. 6–9) and every row of its Tables 3 and 4.</summary>
/// <example>
/// One line an ablation, on the command line:
/// <code>
/// workbench train dual-encoder --run runs/e2 --preset demo-e2 --set adversary.kind=TriGrid                          # D without occlusion
/// workbench train dual-encoder --run runs/e2 --preset demo-e2 --set adversary.kind=Image --set adversary.r1Weight=10  # D on pictures
/// workbench train dual-encoder --run runs/z --preset demo-e1 --set space=ZPlus --set refines=false                     # codes in Z+
/// </code>
/// </example>
public sealed record EncoderTrainingConfig
{
    /// <summary>Seed of weights and of all random streams.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Generator file; the best one of the checkout when null.</summary>
    public string? Generator { get; init; }

    /// <summary>Shape of the encoder; <see cref="TriGridEncoderConfig.For"/> the generator when null.</summary>
    public TriGridEncoderConfig? Encoder { get; init; }

    /// <summary>Where codes live, for a shape that follows the generator (paper, Table 4).</summary>
    public LatentSpace Space { get; init; } = LatentSpace.WPlus;

    /// <summary>Whether planes are refined, for a shape that follows the generator.</summary>
    public bool Refines { get; init; } = true;

    /// <summary>Encoder file to begin with, such as E1 for E2; its shape replaces <see cref="Encoder"/>. Null begins with initial weights.</summary>
    public string? Start { get; init; }

    /// <summary>Identity network (<c>model_ir_se50.pth</c>) whose weights all trunks of a full-size encoder begin with; null begins with initial weights.</summary>
    public string? TrunkStart { get; init; }

    /// <summary>The phases, one after the other.</summary>
    public IReadOnlyList<EncoderPhase> Phases { get; init; } = [new() { Steps = 20_000, Planes = false }, new() { Steps = 480_000 }];

    /// <summary>Pictures a step.</summary>
    public int Batch { get; init; } = 3;

    /// <summary>The pictures.</summary>
    public EncoderDataConfig Data { get; init; } = new();

    /// <summary>Weight of the pixel difference.</summary>
    public double PixelWeight { get; init; } = 1;

    /// <summary>Weight of the perceptual distance.</summary>
    public double PerceptualWeight { get; init; } = 0.8;

    /// <summary>Weight of the identity distance; nothing without an identity network.</summary>
    public double IdentityWeight { get; init; } = 0.5;

    /// <summary>Name of the demo world's networks in <see cref="Perceptual"/> and <see cref="Identity"/>.</summary>
    public const string DemoNetwork = "demo";

    /// <summary>Feature file of the perceptual distance: torchvision's AlexNet for LPIPS, or <c>demo</c> for the demo world's network. Null compares pixels at several scales.</summary>
    public string? Perceptual { get; init; }

    /// <summary>File of the identity network (<c>model_ir_se50.pth</c>), or <c>demo</c> for the demo world's. Null leaves the identity out.</summary>
    public string? Identity { get; init; }

    /// <summary>Pixel difference of pictures of refined planes; TriPlaneNet takes the smooth absolute one, the paper writes L2.</summary>
    public PixelError RefinedPixelError { get; init; } = PixelError.Squared;

    /// <summary>Weight of the same losses on the mirrored view against the mirrored photograph (TriPlaneNet v2: 0.1); the paper mentions none.</summary>
    public double MirrorWeight { get; init; }

    /// <summary>The discriminator's part, in phases that are adversarial.</summary>
    public AdversaryConfig Adversary { get; init; } = new();

    /// <summary>Optimiser of the reader and of the refinement, each of its own; phases set the step size.</summary>
    public RangerSettings Optimizer { get; init; } = new();

    /// <summary>Normalises by the statistics of the batch; otherwise by running statistics.</summary>
    public bool BatchStatistics { get; init; } = true;

    /// <summary>A reader that a phase does not train stays in training mode, so that its running statistics move (TriPlaneNet v2).</summary>
    public bool FrozenReaderTrains { get; init; } = true;

    /// <summary>The refinement reads codes and planes computed anew after the reader's step; otherwise those of before, which saves a third of the time.</summary>
    public bool FreshCodes { get; init; } = true;

    /// <summary>Share of the averaged weights that survives a step; null keeps no average.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Samples a ray in training, half of them where the first half found matter.</summary>
    public int Samples { get; init; } = 96;

    /// <summary>Held-out photographs that are measured.</summary>
    public int EvaluationPhotos { get; init; } = 8;

    /// <summary>E1 as the paper trains it (Eq. 5).</summary>
    public static EncoderTrainingConfig PaperFirst { get; } = new();

    /// <summary>E2 as the paper trains it (Eq. 6–9); the discriminator joins with the refinement.</summary>
    public static EncoderTrainingConfig PaperSecond { get; } = new() { Phases = [new() { Steps = 20_000, Planes = false }, new() { Steps = 480_000, Adversarial = true }] };

    /// <summary>E1 for the demo generator: hours on one core.</summary>
    public static EncoderTrainingConfig DemoFirst { get; } = new()
    {
        Batch = 4,
        Samples = 16,
        Phases =
        [
            new() { Steps = 8_000, Planes = false, RateFrom = 2e-3, RateTo = 3e-4, Pixels = PixelPattern.Strided, Side = 32 },
            new() { Steps = 5_000, Codes = false, RateFrom = 2e-3, RateTo = 1e-4, Pixels = PixelPattern.Strided, Side = 32 },
        ],
        FreshCodes = false,
        FrozenReaderTrains = false,
        AverageDecay = 0.998,
        Perceptual = DemoNetwork,
        Identity = DemoNetwork,
    };

    /// <summary>E2 for the demo generator, from E1's weights: reader and refinement go on together against the discriminator, a quarter of an hour on one core.</summary>
    /// <remarks>
    /// The paper weights the adversarial term with 0.001 over 500,000 steps; over so few it needs the size of the other losses (about 0.3). R1 sums squared gradients over the 10⁵ values of a plane stack,
    /// where a picture has 10³: with the usual 10 it does nothing there, the scores part by 10 to 16 units and tell the encoder nothing; with 1000 they stay within about 3. On pictures keep 10.
    /// </remarks>
    public static EncoderTrainingConfig DemoSecond { get; } = DemoFirst with
    {
        Start = "data/demo-encoder-1.safetensors",
        Phases = [new() { Steps = 700, Adversarial = true, RateFrom = 6e-4, RateTo = 1e-4, Pixels = PixelPattern.Strided, Side = 32 }],
        Data = new EncoderDataConfig { FreshPerStep = 0.5 },
        Adversary = new AdversaryConfig { Weight = 0.1, R1Weight = 1000, Width = 24, Stride = 2, DepthResolution = 32, ImageSide = 32, Ranger = new RangerSettings { LearningRate = 1e-3 } },
    };

    /// <summary>Both stages and the discriminator in seconds, for tests and first looks.</summary>
    public static EncoderTrainingConfig Miniature { get; } = new()
    {
        Batch = 4,
        Samples = 12,
        Data = new EncoderDataConfig { Pool = 64, FreshPerStep = 2 },
        Phases =
        [
            new() { Steps = 20, Planes = false, RateFrom = 2e-3, RateTo = 2e-3 },
            new() { Steps = 20, Codes = false, RateFrom = 2e-3, RateTo = 2e-3 },
            new() { Steps = 10, Adversarial = true, RateFrom = 1e-3, RateTo = 1e-3 },
        ],
        Adversary = new AdversaryConfig { Width = 8, R1Interval = 4, DepthResolution = 16, ImageSide = 16, Mask = new() { Closing = 1 } },
        FreshCodes = false,
        EvaluationPhotos = 2,
    };

    /// <summary>The configurations above by name.</summary>
    public static IReadOnlyList<KeyValuePair<string, EncoderTrainingConfig>> Presets { get; } =
    [
        new("demo-e1", DemoFirst), new("demo-e2", DemoSecond), new("paper-e1", PaperFirst), new("paper-e2", PaperSecond), new("miniature", Miniature),
    ];

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>([.. Data.Validate(), .. Adversary.Validate(), .. Optimizer.Validate(), .. Encoder?.Validate() ?? []]);
        if (Batch < 1 || Samples < 8 || EvaluationPhotos < 1)
            problems.Add($"Batch and EvaluationPhotos must be positive and Samples at least 8, got {Batch}, {EvaluationPhotos} and {Samples}.");
        if (BatchStatistics && Batch < 2)
            problems.Add("BatchStatistics needs a batch of at least 2.");
        if (!(PixelWeight >= 0 && PerceptualWeight >= 0 && IdentityWeight >= 0 && MirrorWeight >= 0))
            problems.Add("Weights of losses must not be negative.");
        if (AverageDecay is not null and not (> 0 and < 1))
            problems.Add($"AverageDecay lies between 0 and 1, got {AverageDecay}.");
        if (Phases.Count == 0)
            problems.Add("Phases must not be empty.");
        foreach (var phase in Phases)
            if (phase.Steps < 1 || !(phase.Codes || phase.Planes) || !(phase.RateFrom >= 0) || !(phase.RateTo >= 0) || phase.Side is < 8)
                problems.Add($"A phase needs steps, something that it trains, step sizes that are not negative and at least 8 pixels a side; got {phase}.");
        return problems;
    }
}
