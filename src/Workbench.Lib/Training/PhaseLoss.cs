using Workbench.Ops;

namespace Workbench.Training;

/// <summary>What one phase of a training step yields.</summary>
/// <param name="Loss">The scalar to differentiate, a mean over the batch.</param>
/// <param name="Statistics">Detached scalars worth plotting, by the names of <see cref="PhaseStatistics"/>.</param>
public sealed record PhaseLoss(Tensor Loss, IReadOnlyDictionary<string, Tensor> Statistics) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Loss, .. Statistics.Values];

    /// <summary>The statistics as numbers; waits for the device.</summary>
    public IReadOnlyDictionary<string, double> ToNumbers() => Statistics.ToDictionary(pair => pair.Key, pair => pair.Value.ToDouble());
}

/// <summary>Names of the statistics of phases.</summary>
public static class PhaseStatistics
{
    /// <summary>Mean score of generated heads.</summary>
    public const string FakeScore = "score/fake";

    /// <summary>Mean sign of the scores of generated heads.</summary>
    public const string FakeSign = "sign/fake";

    /// <summary>Mean score of photographs.</summary>
    public const string RealScore = "score/real";

    /// <summary>Mean sign of the scores of photographs.</summary>
    public const string RealSign = "sign/real";

    /// <summary>Adversarial loss of the generator.</summary>
    public const string GeneratorLoss = "loss/generator";

    /// <summary>Adversarial loss of the discriminator, fake and real together.</summary>
    public const string DiscriminatorLoss = "loss/discriminator";

    /// <summary>Penalty of the mean camera offset, with its weight.</summary>
    public const string CameraPenalty = "penalty/camera-offset";

    /// <summary>Difference of neighbouring densities, with its weight.</summary>
    public const string DensityPenalty = "penalty/density";

    /// <summary>Fall of density behind surfaces, with its weight.</summary>
    public const string MonotonicPenalty = "penalty/density-monotonic";

    /// <summary>Squared gradient norm of scores with respect to image and raw image, without weight.</summary>
    public const string ImageGradient = "gradient/image";

    /// <summary>Squared gradient norm of scores with respect to masks, without weight.</summary>
    public const string MaskGradient = "gradient/mask";

    /// <summary>R1 penalty with its weights.</summary>
    public const string R1Penalty = "penalty/r1";
}
