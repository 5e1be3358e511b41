using Workbench.Cameras;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Generator;

/// <summary>A 360° head generator (PanoHead, CVPR 2023): maps codes, synthesises tri-grids, renders them.</summary>
/// <remarks>Inference only, without gradients; training and optimisation go through <see cref="Network"/>. Planes are synthesised once a head and rendered for any number of cameras.</remarks>
[TypeFormatterSource]
public sealed partial class PanoHead : IDisposable
{
    /// <summary>Wraps a network, which is put into evaluation mode and owned from now on.</summary>
    /// <param name="network">The generator.</param>
    /// <param name="name">What pictures and reports call it.</param>
    public PanoHead(PanoHeadNetwork network, string name = "PanoHead")
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        Name = name;
        network.eval();
    }

    /// <summary>The generator as a differentiable module.</summary>
    public PanoHeadNetwork Network { get; }

    /// <summary>Shape and behaviour.</summary>
    public PanoHeadConfig Config => Network.Config;

    /// <summary>What pictures and reports call this generator.</summary>
    public string Name { get; }

    /// <summary>Where the weights live.</summary>
    public Device Device => Network.Decoder.Hidden.Weight.device;

    /// <summary>Gaussian codes drawn as the published scripts do: NumPy's legacy generator, one seed a head.</summary>
    /// <param name="seeds">Seeds, 0…2³²−1.</param>
    /// <returns>Codes in Z, [N, Z].</returns>
    public Latents Sample(params ReadOnlySpan<long> seeds)
    {
        var codes = new float[seeds.Length * Config.LatentWidth];
        for (var head = 0; head < seeds.Length; head++)
        {
            if (seeds[head] is < 0 or > uint.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(seeds), seeds[head], "A seed lies in 0…4294967295.");
            var random = new NumpyRandom((uint)seeds[head]);
            for (var i = 0; i < Config.LatentWidth; i++)
                codes[head * Config.LatentWidth + i] = (float)random.NextNormal();
        }
        return new Latents(tensor(codes, [seeds.Length, Config.LatentWidth]), LatentSpace.Z);
    }

    /// <summary>The style code of one seed.</summary>
    /// <param name="seed">Seed of the published scripts.</param>
    /// <param name="truncation">ψ; 0 gives the average head, 1 the code itself.</param>
    /// <param name="cutoff">How many leading styles are truncated; all when null.</param>
    /// <param name="condition">The camera the head is conditioned on; the frontal one unless given.</param>
    public Latents Map(long seed, double truncation = 1, int? cutoff = null, Camera? condition = null)
    {
        using var z = Sample(seed);
        return Map(z, truncation, cutoff, condition);
    }

    /// <summary>Style codes of Gaussian codes.</summary>
    /// <param name="z">Codes in Z, [N, Z].</param>
    /// <param name="truncation">ψ.</param>
    /// <param name="cutoff">How many leading styles are truncated; all when null.</param>
    /// <param name="condition">The camera every head is conditioned on; the frontal one unless given.</param>
    /// <returns>Codes in W, [N, L, K].</returns>
    public Latents Map(Latents z, double truncation = 1, int? cutoff = null, Camera? condition = null)
    {
        if (z.Space != LatentSpace.Z)
            throw new ArgumentException($"z: Map takes Gaussian codes in Z, got codes in {z.Space}. Codes in W or W+ are mapped already.", nameof(z));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var label = (condition ?? ConditioningCamera).ToTensor().to(Device).expand(z.Count, -1); // [N, 25]
        return new Latents(Network.Map(z.Codes.to(Device), label, truncation, cutoff), LatentSpace.W).MoveToOuterDisposeScope();
    }

    /// <summary>The frontal camera that published scripts condition on.</summary>
    public Camera ConditioningCamera => Camera.At(0, radius: Config.CameraRadius);

    /// <summary>Cameras equally spaced around the head, the first in front.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Camera> Orbit(int count) => Camera.Orbit(count, radius: Config.CameraRadius);

    /// <summary>Synthesises the planes of heads; costs one pass of the backbone and of the background network.</summary>
    /// <param name="latents">Codes in Z, W or W+.</param>
    /// <param name="noise">Layer noise.</param>
    /// <param name="random">Source of fresh layer noise, for <see cref="NoiseMode.Random"/>.</param>
    public TriGrid Synthesize(Latents latents, NoiseMode noise = NoiseMode.Constant, RandomSource? random = null)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var codes = Styles(latents);
        var settings = new SynthesisSettings { Noise = noise, Random = random ?? RandomSource.Deterministic };
        var grid = FastSynthesis.Supports(Network.Backbone, codes, noise, Config.PlaneAxes.Count)
            ? new TriGrid(FastSynthesis.Synthesize(Network.Backbone, codes, noise, Config.PlaneAxes.Count, Config.PlaneDepth), Config.PlaneAxes, Config.BoxSize)
            : Network.Synthesize(codes, settings);
        var dressed = grid with
        {
            Latents = new Latents(codes.alias(), latents.Space == LatentSpace.Z ? LatentSpace.W : latents.Space),
            Background = SynthesizeBackground(codes, settings),
        };
        return dressed.MoveToOuterDisposeScope();
    }

    /// <summary>Renders every head of a tri-grid for every camera, one view at a time.</summary>
    /// <param name="grid">Planes with their latents, from <see cref="Synthesize"/>.</param>
    /// <param name="cameras">Cameras, used as they are.</param>
    /// <param name="options">Resolution, sampling, randomness.</param>
    /// <param name="progress">Told after every view.</param>
    /// <param name="cancellation">Checked before every view, and within a view while rays are rendered and before super-resolution.</param>
    /// <returns>Views, head after head: index = head · cameras + camera.</returns>
    public RenderedViews Render(TriGrid grid, IReadOnlyList<Camera> cameras, RenderOptions? options = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default) =>
        Render(grid, cameras, options, null, progress, cancellation);

    /// <summary>As the public method, and hands out the rays of every view with all their samples, which live as long as the call.</summary>
    internal RenderedViews Render(
        TriGrid grid, IReadOnlyList<Camera> cameras, RenderOptions? options, Action<Rays, SampledRays>? samples, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfZero(cameras.Count, nameof(cameras));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        options ??= new RenderOptions();
        grid = RayRenderer.Prepare(grid, options.Engine); // once for all cameras
        var outputs = new List<SynthesisOutput>();
        var total = grid.Count * cameras.Count;
        for (var head = 0L; head < grid.Count; head++)
            foreach (var camera in cameras)
            {
                cancellation.ThrowIfCancellationRequested();
                outputs.Add(RenderOne(grid, head, camera, options, samples, cancellation));
                progress?.Report(new StepReport(outputs.Count, total, "rendering"));
            }
        var views = Enumerable.Repeat(cameras, (int)grid.Count).SelectMany(list => list).ToArray();
        return new RenderedViews(
            cat([.. outputs.Select(output => output.Image)]), cat([.. outputs.Select(output => output.ImageRaw)]),
            cat([.. outputs.Select(output => output.Depth)]), cat([.. outputs.Select(output => output.Mask)]), views).MoveToOuterDisposeScope();
    }

    /// <summary>Renders every head of a tri-grid for one camera.</summary>
    public RenderedViews Render(TriGrid grid, Camera camera, RenderOptions? options = null) => Render(grid, [camera], options);

    /// <summary>Raw densities of points, σ before softplus, without crop.</summary>
    /// <param name="grid">Planes.</param>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <returns>[N, M, 1]</returns>
    public Tensor Density(TriGrid grid, Tensor points)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        return TriGridRenderer.Query(grid, Network.Decoder, points.to(grid.Features.device)).Densities.MoveToOuterDisposeScope();
    }

    /// <summary>Colours of points as the raw image shows them.</summary>
    /// <param name="grid">Planes with their latents.</param>
    /// <param name="points">World coordinates, [N, M, 3].</param>
    /// <returns>[N, M, 3], −1…1 clamped.</returns>
    public Tensor Colour(TriGrid grid, Tensor points)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var features = TriGridRenderer.Query(grid, Network.Decoder, points.to(grid.Features.device)).Colours; // [N, M, C]
        if (Config.DecoderActivation == DecoderActivation.Sigmoid)
            features = features * 2 - 1;
        var image = features.transpose(1, 2).unsqueeze(3); // [N, C, M, 1]
        var colours = Network.RawColours is null ? image[.., ..3] : Network.RawColours.Forward(image, Dressing(grid)[.., ^1]);
        return colours.squeeze(3).transpose(1, 2).clamp(-1, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Size, device and sampling in one paragraph.</summary>
    public override string ToString() => string.Join(Environment.NewLine,
        $"{Name}: {Network.parameters().Sum(parameter => parameter.numel()):n0} parameters on {Device}",
        $"  image {Config.ImageResolution}², neural rendering {Config.NeuralResolution}² with {Config.Rendering.CoarseSamples} + {Config.Rendering.FineSamples} samples a ray",
        $"  planes {Config.PlaneAxes.Count} × {Config.PlaneDepth} slices × {Config.PlaneFeatures} features × {Config.PlaneResolution}², axes {Config.PlaneAxes}, box {Config.BoxSize}",
        $"  codes z [{Config.LatentWidth}] → w [{Config.StyleCount}, {Config.StyleWidth}]");

    /// <summary>Moves the weights to another device.</summary>
    public PanoHead To(Device device)
    {
        Network.to(device);
        return this;
    }

    /// <summary>An independent copy with its own weights, for tuning.</summary>
    /// <param name="rendering">Sampling of rays of the copy; the same unless given.</param>
    public PanoHead Clone(RenderingConfig? rendering = null)
    {
        var copy = new PanoHeadNetwork(rendering is null ? Config : Config with { Rendering = rendering });
        copy.to(Device);
        using (no_grad())
        using (NewDisposeScope())
        {
            var source = Network.state_dict();
            foreach (var (key, target) in copy.state_dict())
                target.copy_(source[key]);
        }
        return new PanoHead(copy, Name);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Network.Dispose();

    private SynthesisOutput RenderOne(TriGrid grid, long head, Camera camera, RenderOptions options, Action<Rays, SampledRays>? samples, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var side = options.NeuralResolution ?? Config.NeuralResolution;
        var one = grid with { Features = grid.Features.narrow(0, head, 1), Latents = null, Background = null };
        var rays = RaySampler.Sample(camera.ToTensor().to(Device), side);
        var rendered = samples is null
            ? RayRenderer.Render(one, Network.Decoder, rays, options.Rendering ?? Config.Rendering, options.Random, options.Engine, cancellation)
            : RenderSamples();
        cancellation.ThrowIfCancellationRequested();
        return Dress(rendered, side, grid.Background?.narrow(0, head, 1), Dressing(grid).narrow(0, head, 1), options).MoveToOuterDisposeScope();

        RenderedRays RenderSamples()
        {
            var sampled = RayRenderer.RenderSamples(one, Network.Decoder, rays, options.Rendering ?? Config.Rendering, options.Random, options.Engine, cancellation);
            samples(rays, sampled);
            return new RenderedRays(sampled.Features, sampled.Depth, sampled.Opacity);
        }
    }

    /// <summary>Colours and refines rendered rays of one head.</summary>
    /// <param name="rendered">Its rays.</param>
    /// <param name="side">Pixels a side.</param>
    /// <param name="background">Background of its planes, or null.</param>
    /// <param name="style">The code that dresses it, [1, L, K].</param>
    /// <param name="options">Whether there is a background and a refinement.</param>
    internal SynthesisOutput Dress(RenderedRays rendered, int side, Tensor? background, Tensor style, RenderOptions options) =>
        Network.Dress(rendered, side, options.Background ? background : null, style, Refinement(style, options));

    // Raw image, features and styles to the image.
    private Func<Tensor, Tensor, Tensor, Tensor> Refinement(Tensor style, RenderOptions options)
    {
        if (!options.Refine)
            return (raw, _, _) => raw.alias();
        return options.Engine == RayEngine.Automatic && FastSynthesis.Supports(Network.SuperResolution, style)
            ? (raw, features, ws) => FastSynthesis.Refine(Network.SuperResolution, raw, features, ws)
            : (raw, features, ws) => Network.SuperResolution.Forward(raw, features, ws);
    }

    private Tensor? SynthesizeBackground(Tensor codes, SynthesisSettings settings)
    {
        if (Network.Background is not { } background)
            return null;
        using var scope = NewDisposeScope();
        var styles = PanoHeadNetwork.BackgroundStyles(background, codes);
        return FastSynthesis.Supports(background, styles, settings.Noise)
            ? FastSynthesis.Synthesize(background, styles, settings.Noise).squeeze(3).squeeze(1).MoveToOuterDisposeScope() // [N, C, s, s]
            : Network.SynthesizeBackground(codes, settings)!.MoveToOuterDisposeScope();
    }

    private static Tensor Dressing(TriGrid grid) => grid.Latents?.Codes
        ?? throw new ArgumentException("grid: these planes carry no latents, so they cannot be coloured and refined. Set TriGrid.Latents to the code that dresses them.", nameof(grid));

    private Tensor Styles(Latents latents)
    {
        switch (latents.Space)
        {
            case LatentSpace.Z:
                return Map(latents).Codes;
            case LatentSpace.W or LatentSpace.WPlus:
                Shape.Check(latents.Codes, "N L K", [("K", Config.StyleWidth)], "Codes of another generator do not fit.");
                return latents.Codes.to(Device);
            default:
                using (NewDisposeScope())
                    return MapEveryLayer(latents.Codes).MoveToOuterDisposeScope();
        }
    }

    // Z+: every layer has a Gaussian code of its own and takes its own entry of the mapped styles.
    private Tensor MapEveryLayer(Tensor codes)
    {
        var s = Shape.Check(codes, "N L Z", [("L", Config.StyleCount), ("Z", Config.LatentWidth)]);
        var label = ConditioningCamera.ToTensor().to(Device).expand(s[0] * s[1], -1);
        var mapped = Network.Map(codes.to(Device).reshape(s[0] * s[1], s[2]), label)[.., 0]; // [N·L, K]
        return mapped.view(s[0], s[1], -1);
    }
}
