using TorchSharp.Modules;
using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>The demo world's perceptual network: a small convolutional trunk that learned to name parts and fields of procedural heads. It measures LPIPS-demo and gives the features of FID-demo.</summary>
/// <remarks>
/// Stages of two times (convolution 3×3 · batch normalisation · ReLU), averaged to half the side in between; after the last stage one more such layer, whose mean is the feature vector.
/// LPIPS-demo has the form of LPIPS, d = Σ over stages of w_s · mean over positions of ‖f̂_x − f̂_y‖², f̂ = f/(‖f‖₂ + 10⁻¹⁰), with one weight a stage such that every stage
/// contributes alike and two random heads seen from one side have the distance 1. The numbers have nothing to do with those of the published networks.
/// <code>
/// using var features = DemoNetworks.Features();
/// using var distance = features.Distance(image, target);   // [N, 3, H, W] in −1…1 each; [N]
/// var metrics = new PairedMetrics(features, DemoNetworks.Identity(), resolution: 64);
/// </code>
/// </remarks>
public sealed class HeadFeatureNetwork : nn.Module<Tensor, HeadFeatureMaps>, IPerceptualDistance, ISetFeatureNetwork
{
    private const double Smallest = 1e-10;
    private const string WeightName = "stage_weights";

    [ComponentName(Name = "stages")]
    private readonly ModuleList<Sequential> _stages = [];

    [ComponentName(Name = "last")]
    private readonly Sequential _last;

    /// <summary>Creates a network with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="name">What reports call it.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public HeadFeatureNetwork(HeadFeatureConfig config, string name = "demo-features")
        : base(nameof(HeadFeatureNetwork))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (Config, Name) = (config, name);
        var width = 3;
        foreach (var next in config.Widths)
        {
            _stages.Add(nn.Sequential([.. Layer(width, next), .. Layer(next, next)]));
            width = next;
        }
        _last = nn.Sequential(Layer(width, config.PooledWidth));
        RegisterComponents();
        using var scope = NewDisposeScope();
        register_buffer(WeightName, full(config.Widths.Count, 1.0f / config.Widths.Count).DetachFromDisposeScope());
    }

    /// <summary>Shape of the network.</summary>
    public HeadFeatureConfig Config { get; }

    /// <inheritdoc cref="IFeatureNetwork.Name"/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Metric => "LPIPS-demo";

    /// <inheritdoc/>
    public string SetName => Name;

    /// <inheritdoc/>
    public string MetricSuffix => "-demo";

    /// <inheritdoc/>
    public int SetSide => Config.ImageResolution;

    /// <inheritdoc/>
    public string SetRule => "8 bits, area average";

    /// <summary>What a stage's mean squared difference counts, [stages]; a buffer.</summary>
    public Tensor StageWeights => get_buffer(WeightName) ?? throw new InvalidOperationException($"The buffer {WeightName} was removed.");

    /// <summary>Maps of all stages and the feature vector.</summary>
    /// <param name="image">[N, 3, H, W], −1…1; at least <see cref="HeadFeatureConfig.LeastSide"/> pixels a side.</param>
    public override HeadFeatureMaps forward(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] < Config.LeastSide || sizes[3] < Config.LeastSide)
            throw new ArgumentException($"image: {Name} needs at least {Config.LeastSide} pixels a side, got {sizes[2]}×{sizes[3]}.", nameof(image));
        using var scope = NewDisposeScope();
        var maps = Stages(image);
        var pooled = _last.call(nn.functional.avg_pool2d(maps[^1], 2)).mean([2, 3]); // [N, F]
        return new HeadFeatureMaps(maps, pooled).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Distance(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        var differences = StageDifferences(image, target); // [N, stages]
        return differences.mv(StageWeights.to(differences.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>What the stages find before they are weighted: the mean over positions of the squared difference of normalised features.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>[N, stages], 0…4, from fine to coarse.</returns>
    public Tensor StageDifferences(Tensor image, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(target);
        if (!image.shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"target: it is [{string.Join(", ", target.shape)}], the image [{string.Join(", ", image.shape)}]; bring both to one size first.", nameof(target));
        using var scope = NewDisposeScope();
        var (a, b) = (Checked(image), Checked(target));
        return stack(a.Zip(b, (x, y) => (Normalized(x) - Normalized(y)).square().sum(1).mean([1, 2])), 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The normalised features times √(w/(h·w)): their squared distance is LPIPS-demo.</remarks>
    public Tensor Features(Tensor imageSigned)
    {
        using var scope = NewDisposeScope();
        var parts = Checked(imageSigned).Select((map, stage) => (Normalized(map) * (StageWeights[stage] / (map.shape[2] * map.shape[3])).sqrt()).flatten(1)).ToList();
        return cat(parts, 1).MoveToOuterDisposeScope(); // [N, F]
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The pictures are smaller than <see cref="SetSide"/>; enlarging them would change the numbers.</exception>
    public Tensor SetFeatures(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] < SetSide || sizes[3] < SetSide)
            throw new ArgumentException($"image: {sizes[2]}×{sizes[3]} pixels, but {Name} compares sets at {SetSide}². Render larger.", nameof(image));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (training)
            eval();
        var bytes = (image.to(ScalarType.Float32) * 127.5 + 128).floor().clamp(0, 255);
        var read = sizes[2] == SetSide && sizes[3] == SetSide ? bytes : nn.functional.adaptive_avg_pool2d(bytes, SetSide);
        using var maps = forward(read / 127.5 - 1);
        return maps.Pooled.alias().MoveToOuterDisposeScope();
    }

    private List<Tensor> Checked(Tensor image)
    {
        if (training)
            eval(); // a trainer's train() reaches every module it knows
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] < Config.LeastSide || sizes[3] < Config.LeastSide)
            throw new ArgumentException($"image: {Name} needs at least {Config.LeastSide} pixels a side, got {sizes[2]}×{sizes[3]}.", nameof(image));
        return Stages(image);
    }

    private List<Tensor> Stages(Tensor image)
    {
        var maps = new List<Tensor>(Config.Widths.Count);
        var x = image;
        foreach (var stage in _stages)
        {
            x = stage.call(maps.Count == 0 ? x : nn.functional.avg_pool2d(x, 2));
            maps.Add(x);
        }
        return maps;
    }

    private static Tensor Normalized(Tensor map) => map / (map.norm(1, true, 2) + Smallest);

    private static nn.Module<Tensor, Tensor>[] Layer(int inputs, int outputs) => [nn.Conv2d(inputs, outputs, 3, padding: 1, bias: false), nn.BatchNorm2d(outputs), nn.ReLU()];
}

/// <summary>What the demo world's perceptual network sees in pictures.</summary>
/// <param name="Stages">Maps from fine to coarse, [N, C, H/2ˢ, W/2ˢ].</param>
/// <param name="Pooled">Feature vectors, [N, F].</param>
public sealed record HeadFeatureMaps(IReadOnlyList<Tensor> Stages, Tensor Pooled) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [.. Stages, Pooled];
}
