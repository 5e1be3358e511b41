using TorchSharp.Modules;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Encoders;

/// <summary>Stem and residual units that all encoders of the pSp family and the identity network share (ArcFace, Deng et al. 2019; SE by Hu et al. 2018).</summary>
/// <remarks>
/// The trunk is no module: its two parts are registered by the network that owns it under the names of the published files, <c>input_layer</c> and <c>body</c>.
/// <code>
/// var trunk = new IrSeTrunk(IrSeConfig.IrSe50);
/// register_module("input_layer", trunk.Stem);
/// register_module("body", trunk.Body);
/// using var features = trunk.Features(image);   // image [N, 3, 256, 256]
/// features.Groups[1];                           // [N, 128, 64, 64]
/// features.Deepest;                             // [N, 512, 16, 16]
/// </code>
/// </remarks>
public sealed class IrSeTrunk
{
    private const string StemStream = "encoder-stem";
    private const string StemKernel = "input_layer.0.weight";

    /// <summary>Creates a trunk with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public IrSeTrunk(IrSeConfig config)
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("Trunk: " + string.Join(' ', problems), nameof(config));
        Config = config;
        Stem = nn.Sequential(nn.Conv2d(config.InputChannels, config.StemWidth, 3, padding: 1, bias: false), nn.BatchNorm2d(config.StemWidth), nn.PReLU(config.StemWidth));
        Body = new ModuleList<BottleneckUnit>();
        var width = config.StemWidth;
        foreach (var group in config.Groups)
            for (var unit = 0; unit < group.Units; unit++)
            {
                Body.Add(new BottleneckUnit(width, group.Width, unit == 0 ? group.Stride : 1, config.Unit, config.Reduction));
                width = group.Width;
            }
    }

    /// <summary>Shape of the trunk.</summary>
    public IrSeConfig Config { get; }

    /// <summary>Convolution, batch normalisation and PReLU; keeps the size. The owner registers it as <c>input_layer</c>.</summary>
    public Sequential Stem { get; }

    /// <summary>The residual units. The owner registers them as <c>body</c>.</summary>
    public ModuleList<BottleneckUnit> Body { get; }

    /// <summary>All feature maps that some head reads.</summary>
    /// <param name="image">[N, C, H, W], −1…1.</param>
    public TrunkFeatures Features(Tensor image)
    {
        Shape.Check(image, "N C H W", [("C", Config.InputChannels)]);
        using var scope = NewDisposeScope();
        var stem = Enter(image);
        var groups = new List<Tensor>(Config.Groups.Count);
        Tensor x = stem, entry = stem;
        var unit = 0;
        foreach (var group in Config.Groups)
        {
            for (var i = 0; i < group.Units; i++)
            {
                x = Body[unit++].call(x);
                if (i == 0)
                    entry = x;
            }
            groups.Add(x);
        }
        return new TrunkFeatures(stem, groups, entry.alias()).MoveToOuterDisposeScope();
    }

    /// <summary>The deepest feature map alone.</summary>
    /// <param name="image">[N, C, H, W], −1…1.</param>
    /// <returns>[N, <see cref="IrSeConfig.Width"/>, H/<see cref="IrSeConfig.Stride"/>, W/<see cref="IrSeConfig.Stride"/>]</returns>
    public Tensor Deepest(Tensor image)
    {
        Shape.Check(image, "N C H W", [("C", Config.InputChannels)]);
        using var scope = NewDisposeScope();
        var x = Enter(image);
        foreach (var unit in Body)
            x = unit.call(x);
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Starts from the weights of an identity network, as pSp, e4e and TriPlaneNet do; its output layer is left out.</summary>
    /// <remarks>
    /// The published files know three input channels. A stem with more takes that kernel for its first three channels and draws the rest from N(0, 1), a large perturbation that its batch normalisation absorbs.
    /// </remarks>
    /// <param name="tensors">Tensors named as in <c>model_ir_se50</c>: <c>input_layer.*</c>, <c>body.*</c>, and others, which are ignored.</param>
    /// <param name="random">Source of the kernel's remaining channels.</param>
    /// <param name="source">Where the tensors come from, for messages.</param>
    /// <exception cref="CheckpointFormatException">Names of the trunk are missing or have other shapes.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors, RandomSource random, string source = "state dict")
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var mine = tensors.Where(pair => pair.Key.StartsWith("input_layer.", StringComparison.Ordinal) || pair.Key.StartsWith("body.", StringComparison.Ordinal)).ToDictionary();
        if (Config.InputChannels > 3 && mine.TryGetValue(StemKernel, out var kernel) && kernel.dim() == 4 && kernel.shape[1] == 3)
        {
            var rest = random.Normal(StemStream, kernel.shape[0], Config.InputChannels - 3, kernel.shape[2], kernel.shape[3]);
            mine[StemKernel] = cat([kernel.cpu(), rest.to(kernel.dtype)], 1); // [C, input channels, 3, 3]
        }
        using var both = new Parts(this);
        StateDict.Load(both, mine, new StateDictRules { ConvertTypes = true, Source = source });
    }

    private Tensor Enter(Tensor image) => Inference.Supports(Stem, image) ? Inference.Convolve(image, (Conv2d)Stem[0], (BatchNorm2d)Stem[1], ((PReLU)Stem[2]).weight) : Stem.call(image);

    // Names the parts as every owner does.
    private sealed class Parts : nn.Module
    {
        public Parts(IrSeTrunk trunk)
            : base(nameof(IrSeTrunk))
        {
            register_module("input_layer", trunk.Stem);
            register_module("body", trunk.Body);
        }

        // The parts belong to the trunk's owner.
        protected override void Dispose(bool disposing)
        {
        }
    }
}
