using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Heads generated for training.</summary>
/// <param name="Views">Images, raw images, depths and masks of N heads.</param>
/// <param name="Offsets">Learned camera offsets, [N, 3], world units.</param>
public sealed record GeneratedHeads(SynthesisOutput Views, Tensor Offsets) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Views.Image, Views.ImageRaw, Views.Depth, Views.Mask, Offsets];
}

/// <summary>Runs a generator the way it is trained: cameras and backgrounds swapped between heads, noise on densities (EG3D §4.3, PanoHead §3.3).</summary>
/// <remarks>
/// Random numbers are drawn in this order: condition swap [N, 1], style mixing, background swap [N, 1, 1], layer noise of the backbone, ray jitter, density noise,
/// importance quantiles, density noise, layer noise of the background. What is switched off draws nothing.
/// </remarks>
public static class GeneratorRun
{
    /// <summary>Generates heads.</summary>
    /// <param name="network">The generator; in training mode it modulates activations, in evaluation mode kernels, which is equal up to rounding.</param>
    /// <param name="z">[N, Z]</param>
    /// <param name="cameras">Labels of the views, [N, 25].</param>
    /// <param name="config">Probabilities.</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Source of all random numbers.</param>
    /// <param name="updateAverage">Move the generator's average of w.</param>
    public static GeneratedHeads Run(PanoHeadNetwork network, Tensor z, Tensor cameras, ObjectiveConfig config, ObjectiveState state, RandomSource random, bool updateAverage = false)
    {
        var count = Shape.Check(z, "N Z", [("Z", network.Config.LatentWidth)])[0];
        Shape.Check(cameras, "N C", [("N", count), ("C", network.Config.ConditionWidth)]);
        using var scope = NewDisposeScope();
        var condition = Condition(cameras, state, random, count, 1);
        var ws = Mix(network, network.Map(z, condition, updateAverage: updateAverage), z, condition, config, random); // [N, L, K]
        var (corrected, offsets) = network.CorrectCameras(z, cameras);
        var settings = new SynthesisSettings
        {
            NeuralResolution = state.Resolution,
            Noise = NoiseMode.Random,
            Random = random,
            BackgroundStyles = network.Background is null ? null : SwapBackgrounds(ws, config, random),
        };
        var grid = network.Synthesize(ws, settings);
        var rendering = network.Config.Rendering with { DensityNoise = state.DensityNoise };
        var rays = TriGridRenderer.Render(grid, network.Decoder, RaySampler.Sample(corrected, state.Resolution), rendering, random);
        var views = network.Dress(rays, state.Resolution, network.SynthesizeBackground(ws, settings), ws);
        return new GeneratedHeads(views, offsets.alias()).MoveToOuterDisposeScope();
    }

    /// <summary>Conditioning cameras: each the head's own or, with the scheduled probability, the previous head's.</summary>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="state">Schedules.</param>
    /// <param name="random">Stream <see cref="ObjectiveStreams.ConditionSwap"/>.</param>
    /// <param name="drawShape">[N, 1] decides for every head, [] for all at once.</param>
    internal static Tensor Condition(Tensor cameras, ObjectiveState state, RandomSource random, params ReadOnlySpan<long> drawShape)
    {
        if (state.ConditionSwap is not { } probability)
            return zeros_like(cameras);
        using var scope = NewDisposeScope();
        var swap = random.Uniform(ObjectiveStreams.ConditionSwap, drawShape).to(cameras.device) < probability;
        return where(swap, cameras.roll(1, 0), cameras).MoveToOuterDisposeScope();
    }

    /// <summary>With some probability all styles from a random layer on come from fresh codes (StyleGAN §3.1).</summary>
    internal static Tensor Mix(PanoHeadNetwork network, Tensor ws, Tensor z, Tensor condition, ObjectiveConfig config, RandomSource random)
    {
        if (config.StyleMixing <= 0)
            return ws.alias();
        using var scope = NewDisposeScope();
        var layers = ws.shape[1];
        var first = 1 + (long)(random.Uniform(ObjectiveStreams.StyleMixing).ToDouble() * (layers - 1));
        if (random.Uniform(ObjectiveStreams.StyleMixing).ToDouble() >= config.StyleMixing)
            first = layers;
        var other = network.Map(random.Normal(ObjectiveStreams.StyleMixing, z.shape).to(z.device), condition);
        return cat([ws.narrow(1, 0, first), other.narrow(1, first, layers - first)], 1).MoveToOuterDisposeScope();
    }

    private static Tensor? SwapBackgrounds(Tensor ws, ObjectiveConfig config, RandomSource random)
    {
        if (config.BackgroundSwap <= 0)
            return null;
        using var scope = NewDisposeScope();
        var swap = random.Uniform(ObjectiveStreams.BackgroundSwap, ws.shape[0], 1, 1).to(ws.device) < config.BackgroundSwap;
        return where(swap, ws.roll(1, 0), ws).MoveToOuterDisposeScope();
    }
}
