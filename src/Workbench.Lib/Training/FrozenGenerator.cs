using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>A generator that stands still while gradients pass through it to codes and planes.</summary>
/// <remarks>
/// On the CPU, for raw pictures of generators without background, planes come from <see cref="TrainableSynthesis"/> and rays read them with <see cref="TriGridGather"/>; hidden values of the decoder are
/// composited and decoded once a ray, since what follows is linear. Anything else takes the path of <see cref="PanoHeadNetwork"/>.
/// </remarks>
internal sealed class FrozenGenerator : IDisposable
{
    private readonly TriGridEncoderConfig _compared;
    private readonly int _samples;
    private readonly bool _isFast;
    private readonly bool _isQuiet;

    /// <summary>Takes over a generator.</summary>
    /// <param name="head">Disposed with this object.</param>
    /// <param name="compared">Which pictures are compared, before which backdrop.</param>
    /// <param name="samples">Samples a ray.</param>
    /// <param name="general">Takes the general path even where the fast one fits.</param>
    public FrozenGenerator(PanoHead head, TriGridEncoderConfig compared, int samples, bool general = false)
    {
        (Head, _compared, _samples) = (head, compared, samples);
        var network = head.Network;
        foreach (var parameter in network.parameters())
            parameter.requires_grad_(false);
        var config = head.Config;
        using var scope = NewDisposeScope();
        using var probe = zeros(1, config.StyleCount, config.StyleWidth, device: head.Device);
        _isQuiet = !general && IsQuiet(network.Backbone) && TrainableSynthesis.Supports(network.Backbone, probe, NoiseMode.None);
        _isFast = !general && compared.View == ComparedView.Raw && head.Device.type == DeviceType.CPU && network.Background is null && network.RawColours is { Clamp: null }
            && config.DecoderActivation == DecoderActivation.None && config.PlaneFeatures % 4 == 0 && config.PlaneAxes.Count <= 8 && !compared.Backdrop.ReplacesRendered
            && config.Rendering is { WhiteBackground: false, BinarizeAt: null };
    }

    /// <summary>The generator.</summary>
    public PanoHead Head { get; }

    /// <summary>Whether single rays can be rendered; otherwise only whole pictures.</summary>
    public bool RendersPixels => _isFast;

    /// <summary>Planes of codes in storage order, [N, P·C·D, H, W], with gradients to the codes.</summary>
    /// <param name="codes">[N, L, K]</param>
    public Tensor Planes(Tensor codes) =>
        _isQuiet ? TrainableSynthesis.Synthesize(Head.Network.Backbone, codes) : Head.Network.Backbone.Synthesize(codes, new SynthesisOptions(NoiseMode.Constant));

    /// <summary>Planes as a tri-grid that the generator's fast renderer reads.</summary>
    /// <param name="planes">[N, P·C·D, H, W]</param>
    /// <param name="codes">[N, L, K]</param>
    public TriGrid Grid(Tensor planes, Tensor codes)
    {
        using var scope = NewDisposeScope();
        var grid = TriGrid.FromChannels(planes.detach().contiguous(), Head.Config.PlaneDepth, Head.Config.PlaneAxes, Head.Config.BoxSize);
        return (grid with { Latents = new Latents(codes.detach(), LatentSpace.WPlus), Background = Background(codes.detach()) }).MoveToOuterDisposeScope();
    }

    /// <summary>Pictures of planes, with gradients to planes and codes.</summary>
    /// <param name="planes">[N, P·C·D, H, W]</param>
    /// <param name="codes">[N, L, K]</param>
    /// <param name="cameras">[N, 25]</param>
    /// <param name="pixels">Which pixels.</param>
    /// <param name="random">Jitter and quantiles of samples.</param>
    /// <returns>[N, 3, count, count]</returns>
    public Tensor Show(Tensor planes, Tensor codes, Tensor cameras, ComparedPixels pixels, RandomSource random)
    {
        using var scope = NewDisposeScope();
        return (_isFast ? ShowRays(planes, codes, cameras, pixels, random) : pixels.Of(ShowWhole(planes, codes, cameras, pixels.Full, random))).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the generator.</summary>
    public void Dispose() => Head.Dispose();

    private Tensor ShowWhole(Tensor planes, Tensor codes, Tensor cameras, int side, RandomSource random)
    {
        var (network, config) = (Head.Network, Head.Config);
        var grid = TriGrid.FromChannels(planes, config.PlaneDepth, config.PlaneAxes, config.BoxSize);
        var rays = TriGridRenderer.Render(grid, network.Decoder, RaySampler.Sample(cameras, config.NeuralResolution), Rendering(), random);
        var final = _compared.View == ComparedView.Final;
        var views = network.Dress(rays, config.NeuralResolution, Background(codes), codes, (raw, features, ws) => final ? network.SuperResolution.Forward(raw, features, ws) : raw.alias());
        var image = final ? views.Image : views.ImageRaw;
        if (_compared.Backdrop.ReplacesRendered)
            image = TriGridEncoder.OverGrey(image, RefinementPictures.Sized(views.Mask, (int)image.shape[2]), _compared.Backdrop.Grey);
        return RefinementPictures.Sized(image, side);
    }

    private Tensor ShowRays(Tensor planes, Tensor codes, Tensor cameras, ComparedPixels pixels, RandomSource random)
    {
        var config = Head.Config;
        var ordered = Ordered(planes);
        var rays = DistillationPixels.Through(cameras, pixels.Places(cameras.shape[0]));
        var depths = Depths(ordered.detach(), rays, random); // [N, R, S, 1]
        var (heads, count, samples) = (depths.shape[0], depths.shape[1], depths.shape[2]);
        var points = (rays.Origins.unsqueeze(2) + depths * rays.Directions.unsqueeze(2)).view(heads, -1, 3);
        var decoder = Head.Network.Decoder;
        var hidden = nn.functional.softplus(decoder.Hidden.forward(Read(ordered, points)), 1, 20); // [N, R·S, H]
        var densities = SampleCulling.Apply(DistillationLoss.Densities(decoder, hidden, 1), points, config.BoxSize, config.Rendering).view(heads, count, samples, 1);
        var weights = VolumeRenderer.Weights(densities, depths).squeeze(3); // [N, R, S − 1]
        // Every sample belongs to the intervals on its two sides, half each.
        var shares = (nn.functional.pad(weights, [0, 1]) + nn.functional.pad(weights, [1, 0])) / 2; // [N, R, S]
        var composited = shares.view(heads * count, 1, samples).bmm(hidden.view(heads * count, samples, -1)).view(heads, count, -1); // [N, R, H]
        var (weight, bias) = (decoder.Output.Weight[1..] * decoder.Output.WeightGain, decoder.Output.Bias![1..] * decoder.Output.BiasGain); // [C, H], [C]
        var features = nn.functional.linear(composited, weight) + weights.sum(2, keepdim: true) * bias; // [N, R, C]
        var image = features.transpose(1, 2).view(heads, -1, pixels.Count, pixels.Count); // [N, C, s, s]
        return Head.Network.RawColours!.Forward(image, codes[.., ^1]);
    }

    // Planes with the channels that a point reads side by side: plane, slice, feature.
    private Tensor Ordered(Tensor planes)
    {
        var (s, config) = (planes.shape, Head.Config);
        var split = planes.reshape(s[0], config.PlaneAxes.Count, config.PlaneFeatures, config.PlaneDepth, s[2], s[3]); // [N, P, C, D, H, W]
        return ChannelLast.Image(split.permute(0, 4, 5, 1, 3, 2).contiguous().view(s[0], s[2], s[3], s[1])); // [N, P·D·C, H, W]
    }

    // Depths as the renderer takes them, half coarse and half where those found matter, ascending, [N, R, S, 1].
    private Tensor Depths(Tensor ordered, Rays rays, RandomSource random)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rendering = Rendering();
        var coarse = TriGridRenderer.CoarseDepths(rays, Head.Config.BoxSize, rendering, random); // [N, R, S/2, 1]
        var s = coarse.shape;
        var points = (rays.Origins.unsqueeze(2) + coarse * rays.Directions.unsqueeze(2)).view(s[0], -1, 3);
        var hidden = nn.functional.softplus(Head.Network.Decoder.Hidden.forward(Read(ordered, points)), 1, 20);
        var densities = SampleCulling.Apply(DistillationLoss.Densities(Head.Network.Decoder, hidden, 1), points, Head.Config.BoxSize, rendering).view(s);
        var fine = ImportanceSampling.Sample(coarse, VolumeRenderer.Weights(densities, coarse), random.Uniform(RandomSource.Importance, s[0] * s[1], rendering.FineSamples));
        return cat([coarse, fine], 2).sort(2).Values.MoveToOuterDisposeScope();
    }

    private RenderingConfig Rendering() => Head.Config.Rendering with { CoarseSamples = _samples - _samples / 2, FineSamples = _samples / 2 };

    private Tensor Read(Tensor planes, Tensor points) => TriGridGather.Apply(planes, points, Head.Config.PlaneAxes, Head.Config.PlaneDepth, Head.Config.BoxSize); // [N, M, C]

    private Tensor? Background(Tensor codes) =>
        _compared.Backdrop.ReplacesRendered ? null : Head.Network.SynthesizeBackground(codes, new SynthesisSettings());

    // Noise images that add nothing need not be added.
    private static bool IsQuiet(SynthesisNetwork network)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        return network.Blocks.SelectMany(block => new[] { block.Conv0, block.Conv1 }).All(layer =>
            layer?.NoiseConst is not { } noise || layer.NoiseStrength is not { } strength || (noise * strength).abs().max().ToDouble() == 0);
    }
}
