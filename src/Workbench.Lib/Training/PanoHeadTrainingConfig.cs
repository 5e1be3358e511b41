using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Everything that fixes PanoHead's adversarial training; defaults are those that made the released model (PanoHead §4, supplement).</summary>
public sealed record PanoHeadTrainingConfig
{
    /// <summary>Seed of initial weights, data order and all random streams.</summary>
    public long Seed { get; init; }

    /// <summary>Shape of the generator.</summary>
    public PanoHeadConfig Generator { get; init; } = new();

    /// <summary>Generator file to start from; its shape replaces <see cref="Generator"/>. Null starts from random weights.</summary>
    public string? Start { get; init; }

    /// <summary>Shape of the discriminator.</summary>
    public PanoHeadDiscriminatorConfig Discriminator { get; init; } = new();

    /// <summary>Losses and schedules.</summary>
    public ObjectiveConfig Objective { get; init; } = new();

    /// <summary>Optimiser of the generator.</summary>
    public AdamSettings GeneratorAdam { get; init; } = AdamSettings.Generator;

    /// <summary>Optimiser of the discriminator.</summary>
    public AdamSettings DiscriminatorAdam { get; init; } = AdamSettings.Discriminator;

    /// <summary>Images a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Parts that a batch is computed in, to save memory; minibatch statistics and swaps then see one part.</summary>
    public int BatchParts { get; init; } = 1;

    /// <summary>Steps from one density penalty to the next; null takes it in every generator step. Only counts with a density weight.</summary>
    public int? GeneratorInterval { get; init; } = 4;

    /// <summary>Steps from one R1 penalty to the next.</summary>
    public int DiscriminatorInterval { get; init; } = 16;

    /// <summary>Half-life of the averaged generator, thousand images; batch · 10/32 unless given.</summary>
    public double? AverageHalfLife { get; init; }

    /// <summary>The half-life is at most this share of the images seen; null for no ramp.</summary>
    public double? AverageRampUp { get; init; } = 0.05;

    /// <summary>Photographs.</summary>
    public HeadImageFolderConfig Data { get; init; } = new();

    /// <summary>The recipe of the released model: 512², batches of 32, 25 million images.</summary>
    public static PanoHeadTrainingConfig Paper { get; } = new();

    /// <summary>A 128² generator for one workstation: an eighth of the planes, batches of 16.</summary>
    public static PanoHeadTrainingConfig Small { get; } = new()
    {
        Batch = 16,
        Generator = new PanoHeadConfig
        {
            LatentWidth = 256,
            StyleWidth = 256,
            PlaneResolution = 128,
            PlaneFeatures = 16,
            ChannelBase = 8192,
            ChannelMax = 256,
            DecoderHidden = 32,
            Rendering = new RenderingConfig { CoarseSamples = 24, FineSamples = 24 },
            SuperResolution = new SuperResolutionConfig { InputResolution = 64, OutputResolution = 128, Channels0 = 64, Channels1 = 32, StyleWidth = 256 },
        },
        Discriminator = new PanoHeadDiscriminatorConfig { Resolution = 128, ChannelBase = 8192, ChannelMax = 256 },
        Objective = new ObjectiveConfig { BlurFade = 100, BlurSigma = 2.5 },
    };

    /// <summary>The smallest complete training, 32², to try a data set or a machine with: a few steps a second on a CPU.</summary>
    public static PanoHeadTrainingConfig Tiny { get; } = new()
    {
        Batch = 8,
        Generator = new PanoHeadConfig
        {
            LatentWidth = 32,
            StyleWidth = 32,
            PlaneResolution = 16,
            PlaneFeatures = 4,
            FeatureChannels = 8,
            ChannelBase = 512,
            ChannelMax = 16,
            DecoderHidden = 16,
            NeuralResolution = 16,
            Rendering = new RenderingConfig { CoarseSamples = 8, FineSamples = 8 },
            SuperResolution = new SuperResolutionConfig { FeatureChannels = 8, InputResolution = 16, OutputResolution = 32, Channels0 = 16, Channels1 = 8, StyleWidth = 32 },
        },
        Discriminator = new PanoHeadDiscriminatorConfig { Resolution = 32, ChannelBase = 512, ChannelMax = 16, MappingLayers = 2 },
        Objective = new ObjectiveConfig { InitialResolution = 16, BlurSigma = 1, BlurFade = 10, DensityNoiseFade = 10 },
    };

    /// <summary>Every contradiction, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        problems.AddRange(Generator.Validate().Select(problem => "Generator: " + problem));
        problems.AddRange(Discriminator.Validate().Select(problem => "Discriminator: " + problem));
        problems.AddRange(Data.Balance.Validate().Select(problem => "Data.Balance: " + problem));
        Require(BatchParts >= 1 && Batch >= 1 && Batch % BatchParts == 0, $"Batch must be a multiple of BatchParts, got {Batch} and {BatchParts}.");
        Require(GeneratorInterval is null or >= 1 && DiscriminatorInterval >= 1, $"GeneratorInterval and DiscriminatorInterval must be positive, got {GeneratorInterval} and {DiscriminatorInterval}.");
        Require(Objective.InitialResolution >= 1 && Objective.FinalResolution is null or >= 1, "Objective.InitialResolution and FinalResolution must be positive.");
        if (problems.Count > 0)
            return problems;
        var (part, group) = (Batch / BatchParts, Math.Min(Discriminator.GroupSize ?? Batch / BatchParts, Batch / BatchParts));
        Require(part % group == 0, $"A part of the batch ({part}) must be a multiple of Discriminator.GroupSize ({group}).");
        Require(Start is not null || Discriminator.Resolution == Generator.ImageResolution, $"Discriminator.Resolution must be that of the image, got {Discriminator.Resolution} and {Generator.ImageResolution}.");
        Require(Discriminator.ConditionWidth is 0 or Cameras.Camera.LabelSize, $"Discriminator.ConditionWidth must be 0 or {Cameras.Camera.LabelSize}, got {Discriminator.ConditionWidth}.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
