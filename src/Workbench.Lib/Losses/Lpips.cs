using Workbench.Ops;

namespace Workbench.Losses;

/// <summary>Perceptual distance LPIPS, version 0.1 (Zhang et al. 2018): squared differences of normalised features, weighted by heads fitted to human judgements.</summary>
/// <remarks>
/// d = Σ over layers of the mean over positions of Σ_c head_c (f̂_x − f̂_y)²_c, f̂ = f / (‖f‖₂ + 10⁻¹⁰) at every position. The heads are built in; the features need the user's torchvision file
/// (<see cref="Load"/>). Nothing is trained: parameters ask for no gradient, gradients flow to both pictures.
/// <code>
/// using var lpips = Lpips.Load("models/alexnet-owt-7be5be79.pth", LpipsNetwork.Alex);
/// using var distance = lpips.forward(image, target);   // [N, 3, H, W] in −1…1 each; distance [N]
/// using var loss = lpips.Loss(image, target);          // mean over the batch
/// </code>
/// </remarks>
public sealed partial class Lpips : nn.Module<Tensor, Tensor, Tensor>, IPerceptualDistance
{
    private const double Smallest = 1e-10;

    // Of ImageNet's pictures in −1…1.
    private static readonly double[] Mean = [-0.030, -0.088, -0.188];
    private static readonly double[] Deviation = [0.458, 0.448, 0.450];

    private readonly FeatureStack _features;
    private readonly int _heads;

    /// <summary>Creates the distance with the published heads and with initial, meaningless features.</summary>
    /// <param name="network">Which features are compared.</param>
    public Lpips(LpipsNetwork network)
        : base(nameof(Lpips))
    {
        _features = new FeatureStack(network);
        register_module("features", _features);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Constant("shift", tensor(Mean, [1, 3, 1, 1], dtype: ScalarType.Float32));
        Constant("scale", tensor(Deviation, [1, 3, 1, 1], dtype: ScalarType.Float32));
        _heads = _features.Widths.Count;
        var heads = LpipsHeads.Published(network);
        for (var i = 0; i < _heads; i++)
            Constant(HeadName(i), heads[i].clone());
        foreach (var parameter in _features.parameters())
            parameter.requires_grad = false;
    }

    /// <summary>Which features are compared.</summary>
    public LpipsNetwork Network => _features.Network;

    /// <inheritdoc/>
    public string Name => $"LPIPS ({Network.ToString().ToLowerInvariant()})";

    /// <inheritdoc/>
    public string Metric => "LPIPS";

    /// <summary>The feature network.</summary>
    public FeatureStack Stack => _features;

    /// <summary>Replaces the heads.</summary>
    /// <param name="heads">One vector of weights ≥ 0 a layer, [C] or [1, C, 1, 1].</param>
    /// <exception cref="ArgumentException">Another number of layers or channels, or a negative weight.</exception>
    public void SetHeads(IReadOnlyList<Tensor> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (heads.Count != _heads)
            throw new ArgumentException($"heads: {Network} has {_heads} layers, got {heads.Count} heads.", nameof(heads));
        for (var i = 0; i < _heads; i++)
        {
            if (heads[i].numel() != _features.Widths[i])
                throw new ArgumentException($"heads: number {i} has {heads[i].numel()} weights; {Network} has {_features.Widths[i]} channels there.", nameof(heads));
            if (heads[i].lt(0).any().ToBoolean())
                throw new ArgumentException($"heads: number {i} has a negative weight; a distance cannot.", nameof(heads));
        }
        for (var i = 0; i < _heads; i++)
            Head(i).copy_(heads[i].flatten());
    }

    /// <summary>The distance of pictures, one number a pair.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>[N]</returns>
    public override Tensor forward(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        return Layers(image, target).Aggregate((sum, layer) => sum + layer).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Distance(Tensor image, Tensor target) => forward(image, target);

    /// <summary>The loss: the mean distance of a batch. (The pSp family adds up and divides by the batch: the same number.)</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="target">The same shape; usually without gradient.</param>
    /// <returns>A scalar.</returns>
    public Tensor Loss(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        return forward(image, target).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The distance of pictures in 0…1 (<c>normalize=True</c> of the published package).</summary>
    /// <param name="imageUnit">[N, 3, H, W], 0…1.</param>
    /// <param name="targetUnit">The same shape.</param>
    /// <returns>[N]</returns>
    public Tensor OfUnitRange(Tensor imageUnit, Tensor targetUnit)
    {
        using var scope = NewDisposeScope();
        return forward(imageUnit * 2 - 1, targetUnit * 2 - 1).MoveToOuterDisposeScope();
    }

    /// <summary>What each layer contributes.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>[N] a layer; their sum is the distance.</returns>
    public IReadOnlyList<Tensor> Layers(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        return [.. Differences(image, target).Select(difference => difference.mean([1, 2, 3]).MoveToOuterDisposeScope())];
    }

    /// <summary>Where the pictures differ (<c>spatial=True</c>): the maps of all layers, enlarged bilinearly to the picture and added.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>[N, 1, H, W]</returns>
    public Tensor Map(Tensor image, Tensor target)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)image.shape[2], (int)image.shape[3]);
        return Differences(image, target).Select(difference => Resize.Bilinear(difference, height, width, antialias: false)).Aggregate((sum, map) => sum + map).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <remarks>The normalised features times √(head/(h·w)): their squared distance is the distance of the pictures.</remarks>
    public Tensor Features(Tensor imageSigned)
    {
        using var scope = NewDisposeScope();
        var parts = Maps(imageSigned).Select((map, i) =>
            (Normalized(map) * (Head(i) / (map.shape[2] * map.shape[3])).sqrt().view(1, -1, 1, 1)).flatten(1)).ToList();
        return cat(parts, 1).MoveToOuterDisposeScope(); // [N, F]
    }

    /// <summary>The compared activations before they are normalised.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <returns>[N, C, h, w] a layer.</returns>
    public IReadOnlyList<Tensor> Maps(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, 3);
        if (sizes[2] < _features.LeastSide || sizes[3] < _features.LeastSide)
            throw new ArgumentException($"image: {Name} needs at least {_features.LeastSide} pixels a side, got {sizes[2]}×{sizes[3]}.", nameof(image));
        using var scope = NewDisposeScope();
        return [.. _features.Maps((image - Buffer("shift")) / Buffer("scale")).Select(map => map.MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The base class leaves buffers alone that are not part of the state dict.
        if (disposing)
            foreach (var name in Enumerable.Range(0, _heads).Select(HeadName).Append("shift").Append("scale"))
                Buffer(name).Dispose();
        base.Dispose(disposing);
    }

    // [N, 1, h, w] a layer.
    private List<Tensor> Differences(Tensor image, Tensor target)
    {
        if (!image.shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"target: it is [{string.Join(", ", target.shape)}], the image [{string.Join(", ", image.shape)}]; bring both to one size first.", nameof(target));
        using var scope = NewDisposeScope();
        var (a, b) = (Maps(image), Maps(target));
        return [.. a.Zip(b, (x, y) => (Normalized(x) - Normalized(y)).square()).Select((square, i) => (square * Head(i).view(1, -1, 1, 1)).sum(1, keepdim: true).MoveToOuterDisposeScope())];
    }

    // The norm's derivative at 0 is 0 here, so that dead positions (all activations zero) stay harmless.
    private static Tensor Normalized(Tensor map) => map / (map.norm(1, true, 2) + Smallest);

    private Tensor Head(int layer) => Buffer(HeadName(layer));

    private Tensor Buffer(string name) => get_buffer(name) ?? throw new InvalidOperationException($"The buffer {name} was removed.");

    private static string HeadName(int layer) => $"head{layer}";

    private void Constant(string name, Tensor value) => register_buffer(name, value.DetachFromDisposeScope(), persistent: false);
}
