using Workbench.Losses;
using Workbench.Ops;

namespace Workbench.Metrics;

/// <summary>Which pooling the branches of Inception v3 have. Weights load into either and silently give other features.</summary>
public enum InceptionTopology
{
    /// <summary>The network FID is defined by (pytorch-fid): averages leave the border out, the last unit takes the maximum.</summary>
    Fid,

    /// <summary>torchvision's: averages count the border as zeros.</summary>
    Torchvision,
}

/// <summary>Inception v3 up to its 2048 pooled features (Szegedy et al. 2015), the eyes of FID and KID. State-dict names are those of pytorch-fid's file.</summary>
/// <remarks>
/// <code>
/// using var inception = InceptionNetwork.Load("models/pt_inception-2015-12-05-6726825d.pth");
/// using var features = inception.Features(image);       // pictures [N, 3, H, W] in −1…1; [N, 2048]
/// statistics.Add(features);                              // FeatureStatistics of one set
/// var fid = FrechetDistance.Between(statistics, other);
/// </code>
/// </remarks>
public sealed partial class InceptionNetwork : nn.Module<Tensor, Tensor>, ISetFeatureNetwork
{
    /// <summary>Numbers of a feature vector.</summary>
    public const int Width = 2048;

    /// <summary>Pixels a side of what the network reads.</summary>
    public const int Side = 299;

    private const int Classes = 1008;

    private readonly List<(string Name, nn.Module<Tensor, Tensor> Layer)> _layers = [];

    /// <summary>Creates a network with initial weights, in evaluation mode.</summary>
    /// <param name="topology">Which pooling.</param>
    public InceptionNetwork(InceptionTopology topology = InceptionTopology.Fid)
        : base(nameof(InceptionNetwork))
    {
        Topology = topology;
        Func<Tensor, Tensor> average = x => nn.functional.avg_pool2d(x, 3, 1, 1, count_include_pad: topology == InceptionTopology.Torchvision);
        Func<Tensor, Tensor> last = topology == InceptionTopology.Fid ? x => nn.functional.max_pool2d(x, 3, 1, 1) : average;
        Add("Conv2d_1a_3x3", new InceptionConv(3, 32, (3, 3), stride: 2));
        Add("Conv2d_2a_3x3", new InceptionConv(32, 32, (3, 3)));
        Add("Conv2d_2b_3x3", new InceptionConv(32, 64, (3, 3), same: true));
        Add("Conv2d_3b_1x1", new InceptionConv(64, 80, (1, 1)));
        Add("Conv2d_4a_3x3", new InceptionConv(80, 192, (3, 3)));
        Add("Mixed_5b", InceptionBlock.A(192, 32, average));
        Add("Mixed_5c", InceptionBlock.A(256, 64, average));
        Add("Mixed_5d", InceptionBlock.A(288, 64, average));
        Add("Mixed_6a", InceptionBlock.B(288));
        Add("Mixed_6b", InceptionBlock.C(768, 128, average));
        Add("Mixed_6c", InceptionBlock.C(768, 160, average));
        Add("Mixed_6d", InceptionBlock.C(768, 160, average));
        Add("Mixed_6e", InceptionBlock.C(768, 192, average));
        Add("Mixed_7a", InceptionBlock.D(768));
        Add("Mixed_7b", InceptionBlock.E(1280, average));
        Add("Mixed_7c", InceptionBlock.E(2048, last));
        register_module("fc", nn.Linear(Width, Classes)); // in the file, not in the features
        eval();
        foreach (var parameter in parameters())
            parameter.requires_grad = false;
    }

    /// <summary>Which pooling.</summary>
    public InceptionTopology Topology { get; }

    /// <inheritdoc/>
    public string SetName => $"Inception v3, {Topology} pooling";

    /// <inheritdoc/>
    public string MetricSuffix => "";

    /// <inheritdoc/>
    public int SetSide => Side;

    /// <inheritdoc/>
    public string SetRule => "8 bits, bilinear without antialiasing";

    /// <inheritdoc/>
    public Tensor SetFeatures(Tensor image) => Features(image);

    /// <summary>Features of pictures as FID defines them: to 8 bits, to 299 pixels bilinearly without antialiasing, to the pooled last map. No gradient.</summary>
    /// <param name="image">[N, 3, H, W], −1…1; values outside are cut off.</param>
    /// <returns>[N, 2048]</returns>
    public Tensor Features(Tensor image)
    {
        ImageCheck.Signed(image, 3);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var bytes = (image.to(ScalarType.Float32) * 127.5 + 128).floor().clamp(0, 255);
        return forward(bytes / 255).MoveToOuterDisposeScope();
    }

    /// <summary>The pooled last map of pictures in 0…1.</summary>
    /// <param name="imageUnit">[N, 3, H, W], 0…1.</param>
    /// <returns>[N, 2048]</returns>
    public override Tensor forward(Tensor imageUnit)
    {
        using var scope = NewDisposeScope();
        return Maps(imageUnit).Pooled.flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>The maps of pytorch-fid's four blocks.</summary>
    /// <param name="imageUnit">[N, 3, H, W], 0…1.</param>
    public InceptionMaps Maps(Tensor imageUnit)
    {
        ImageCheck.Unit(imageUnit, 3);
        using var scope = NewDisposeScope();
        var x = Resize.Bilinear(imageUnit, Side, Side, antialias: false) * 2 - 1;
        var maps = new Dictionary<string, Tensor>();
        foreach (var (name, layer) in _layers)
        {
            x = layer.call(x);
            if (name is "Conv2d_2b_3x3" or "Conv2d_4a_3x3")
                x = nn.functional.max_pool2d(x, 3, 2);
            maps[name] = x;
        }
        var pooled = nn.functional.adaptive_avg_pool2d(x, 1);
        return new InceptionMaps(maps["Conv2d_2b_3x3"], maps["Conv2d_4a_3x3"], maps["Mixed_6e"], pooled).MoveToOuterDisposeScope();
    }

    private void Add(string name, nn.Module<Tensor, Tensor> layer)
    {
        register_module(name, layer);
        _layers.Add((name, layer));
    }
}

/// <summary>Maps of Inception v3 from fine to coarse.</summary>
/// <param name="First">After the first pooling, [N, 64, 73, 73].</param>
/// <param name="Second">After the second pooling, [N, 192, 35, 35].</param>
/// <param name="Middle">After Mixed_6e, [N, 768, 17, 17].</param>
/// <param name="Pooled">Mean of the last map, [N, 2048, 1, 1].</param>
public sealed record InceptionMaps(Tensor First, Tensor Second, Tensor Middle, Tensor Pooled) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [First, Second, Middle, Pooled];
}
