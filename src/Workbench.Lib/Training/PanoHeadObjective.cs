using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>Photographs as the discriminator is shown them.</summary>
/// <param name="Image">[N, 3, H, H], −1…1.</param>
/// <param name="Mask">Foreground, [N, 1, H, H], 0…1; null for a discriminator without mask.</param>
/// <param name="Cameras">Labels, [N, 25].</param>
public sealed record RealHeads(Tensor Image, Tensor? Mask, Tensor Cameras) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Image, Mask, Cameras];
}

/// <summary>The four losses of a PanoHead training step (PanoHead §3, EG3D §4, StyleGAN2).</summary>
/// <remarks>Nothing here steps an optimiser or changes a parameter; only <see cref="DiscriminatorMain"/> moves the generator's average of w. Gradients are taken by the caller.</remarks>
/// <param name="generator">The generator.</param>
/// <param name="discriminator">The discriminator.</param>
/// <param name="config">Weights, probabilities, schedules.</param>
public sealed class PanoHeadObjective(PanoHeadNetwork generator, PanoHeadDiscriminator discriminator, ObjectiveConfig config)
{
    /// <summary>Weights, probabilities, schedules.</summary>
    public ObjectiveConfig Config { get; } = config;

    /// <summary>Generator: mean softplus(−D(fake)) plus the weighted square of the mean camera offset.</summary>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">Labels of the views, [N, 25].</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Source of all random numbers.</param>
    public PhaseLoss GeneratorMain(Tensor z, Tensor cameras, ObjectiveState state, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var heads = GeneratorRun.Run(generator, z, cameras, Config, state, random);
        var scores = Judge(Input(heads), cameras, state, random);
        var adversarial = AdversarialLoss.Real(scores).mean();
        var camera = heads.Offsets.mean([0]).square().sum() * Config.CameraPenalty;
        return Result(
            adversarial + camera,
            (PhaseStatistics.FakeScore, scores), (PhaseStatistics.FakeSign, scores.sign()), (PhaseStatistics.GeneratorLoss, adversarial), (PhaseStatistics.CameraPenalty, camera));
    }

    /// <summary>Generator regularisation: the density penalty. Only worth calling when its weight is positive.</summary>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Source of all random numbers.</param>
    public PhaseLoss GeneratorRegularization(Tensor z, Tensor cameras, ObjectiveState state, RandomSource random) =>
        DensityRegularizer.Penalize(generator, z, cameras, Config, state, random);

    /// <summary>Discriminator: mean softplus(D(fake)) plus mean softplus(−D(real)). Moves the generator's average of w.</summary>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">Labels of the generated views, [N, 25].</param>
    /// <param name="real">Photographs.</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Source of all random numbers.</param>
    public PhaseLoss DiscriminatorMain(Tensor z, Tensor cameras, RealHeads real, ObjectiveState state, RandomSource random)
    {
        using var scope = NewDisposeScope();
        GeneratedHeads heads;
        using (no_grad())
            heads = GeneratorRun.Run(generator, z, cameras, Config, state, random, updateAverage: true);
        var fakeScores = Judge(Input(heads), cameras, state, random);
        var realScores = Judge(Prepare(real, state), real.Cameras, state, random);
        var loss = AdversarialLoss.Fake(fakeScores).mean() + AdversarialLoss.Real(realScores).mean();
        return Result(
            loss,
            (PhaseStatistics.FakeScore, fakeScores), (PhaseStatistics.FakeSign, fakeScores.sign()), (PhaseStatistics.RealScore, realScores),
            (PhaseStatistics.RealSign, realScores.sign()), (PhaseStatistics.DiscriminatorLoss, loss));
    }

    /// <summary>Discriminator regularisation: R1 on photographs, γ/2 · (‖∂D/∂image‖² + ‖∂D/∂raw‖²) + γ_mask/2 · ‖∂D/∂mask‖², mean over the batch.</summary>
    /// <remarks>Images are blurred before they are differentiated by: the penalty ignores the blur, as in the reference.</remarks>
    /// <param name="real">Photographs.</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Source of label noise.</param>
    public PhaseLoss DiscriminatorRegularization(RealHeads real, ObjectiveState state, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var prepared = Prepare(real, state);
        var input = new DiscriminatorInput(Leaf(Blur.Apply(prepared.Image, state.BlurSigma)), Leaf(prepared.ImageRaw), prepared.Mask is null ? null : Leaf(prepared.Mask));
        var scores = discriminator.Score(input, real.Cameras, random);
        List<Tensor> inputs = [input.Image, input.ImageRaw];
        if (input.Mask is not null)
            inputs.Add(input.Mask);
        var norms = GradientPenalty.SquaredNorms(scores, inputs); // each [N]
        var image = norms[0] + norms[1];
        var penalty = image * (Config.ImagePenalty / 2);
        var statistics = new List<(string, Tensor)> { (PhaseStatistics.RealScore, scores), (PhaseStatistics.RealSign, scores.sign()), (PhaseStatistics.ImageGradient, image) };
        if (norms.Length > 2)
        {
            penalty = penalty + norms[2] * (Config.MaskPenalty / 2);
            statistics.Add((PhaseStatistics.MaskGradient, norms[2]));
        }
        var loss = penalty.mean();
        return Result(loss, [.. statistics, (PhaseStatistics.R1Penalty, loss)]);
    }

    /// <summary>Photographs made comparable with generated heads: raw image and mask at the rendering resolution, the raw image blurred as scheduled.</summary>
    /// <param name="real">Photographs.</param>
    /// <param name="state">Schedules.</param>
    public DiscriminatorInput Prepare(RealHeads real, ObjectiveState state)
    {
        using var scope = NewDisposeScope();
        var raw = FilteredResize.Apply(real.Image, state.Resolution, Config.Filter);
        if (Config.BlurRaw)
            raw = Blur.Apply(raw, state.BlurSigma);
        var mask = real.Mask is null || discriminator.Config.Mask == MaskRoute.None ? null : FilteredResize.Apply(real.Mask, state.Resolution, Config.Filter);
        return new DiscriminatorInput(real.Image.alias(), raw, mask).MoveToOuterDisposeScope();
    }

    private static DiscriminatorInput Input(GeneratedHeads heads) => new(heads.Views.Image, heads.Views.ImageRaw, heads.Views.Mask);

    private Tensor Judge(DiscriminatorInput input, Tensor cameras, ObjectiveState state, RandomSource random) =>
        discriminator.Score(input with { Image = Blur.Apply(input.Image, state.BlurSigma) }, cameras, random);

    private static Tensor Leaf(Tensor x) => x.detach().requires_grad_();

    private static PhaseLoss Result(Tensor loss, params ReadOnlySpan<(string Name, Tensor Value)> statistics)
    {
        var means = new Dictionary<string, Tensor>();
        foreach (var (name, value) in statistics)
            means[name] = value.detach().mean();
        return new PhaseLoss(loss, means).MoveToOuterDisposeScope();
    }
}
