using TorchSharp.Utils;
using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Inversion;

/// <summary>An encoder of photographs into the planes of a generator: a reader of the code, and a stage that refines the planes of the code (dual-encoder paper §3.1; TriPlaneNet).</summary>
/// <remarks>
/// pSp and e4e are encoders without refinement, TriPlaneNet is one with; E1 and E2 of <see cref="DualEncoder"/> are two of them. Made for one generator: the average code is part of the file.
/// <code>
/// using var encoder = TriGridEncoder.Load("data/demo-encoder-1.safetensors");
/// using var heads = encoder.Encode(head, [photo]);          // codes, planes of the codes, refined planes
/// using var back = head.Render(heads.Grid, Camera.At(180));
/// </code>
/// </remarks>
public sealed partial class TriGridEncoder : nn.Module
{
    private const int AverageSamples = 10_000;

    [ComponentName(Name = "codes")]
    private readonly nn.Module<Tensor, Tensor> _codes;

    [ComponentName(Name = "planes")]
    private readonly TriplaneNetEncoder? _planes;

    [ComponentName(Name = "latent_avg")]
    private readonly Tensor _average;

    /// <summary>Creates an encoder with initial weights and no average code; see <see cref="For"/>.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public TriGridEncoder(TriGridEncoderConfig config)
        : base(nameof(TriGridEncoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _codes = CreateReader(config);
        _planes = config.Planes is { } planes ? new TriplaneNetEncoder(planes) : null;
        _average = Initial.ZeroBuffer(config.StyleWidth);
        RegisterComponents();
    }

    /// <summary>Creates an encoder for a generator, with initial weights and the generator's average code.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="config">Its shape; <see cref="TriGridEncoderConfig.For"/> the generator unless given.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself or does not fit the generator.</exception>
    public static TriGridEncoder For(PanoHead head, TriGridEncoderConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        config ??= TriGridEncoderConfig.For(head.Config);
        if (Misfits(config, head.Config) is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        var encoder = new TriGridEncoder(config);
        encoder.TakeAverage(head);
        encoder.to(head.Device);
        return encoder;
    }

    /// <summary>Shape of the encoder.</summary>
    public TriGridEncoderConfig Config { get; }

    /// <summary>What reports call it.</summary>
    public string Name { get; init; } = "encoder";

    /// <summary>The network that reads the code; an <see cref="Encoder4Editing"/> has stages.</summary>
    public nn.Module<Tensor, Tensor> Reader => _codes;

    /// <summary>The stage that refines planes; null without.</summary>
    public TriplaneNetEncoder? Refinement => _planes;

    /// <summary>The code that the reader's output is added to, [K].</summary>
    public Tensor Average => _average;

    /// <summary>Reads codes. Differentiable, through the mapping network where the space is Z or Z+.</summary>
    /// <param name="image">Photographs, [N, 3, H, H], −1…1, at <see cref="TriGridEncoderConfig.ImageResolution"/>.</param>
    /// <param name="generator">The generator.</param>
    /// <returns>[N, L, K]</returns>
    public Tensor ReadCodes(Tensor image, PanoHeadNetwork generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var scope = NewDisposeScope();
        var count = image.shape[0];
        var layers = generator.Config.StyleCount;
        var read = _codes.call(image); // [N, K] or [N, L, K]
        if (read.dim() == 2)
            read = read.unsqueeze(1); // [N, 1, K]
        if (Config.Space is LatentSpace.Z or LatentSpace.ZPlus)
        {
            var condition = Cameras.Camera.At(0, radius: generator.Config.CameraRadius).ToTensor().to(image.device).expand(read.shape[0] * read.shape[1], -1);
            var mapped = generator.Map(read.reshape(-1, read.shape[2]), condition, Config.MappingTruncation)[.., 0]; // [N·l, K]
            return mapped.view(count, -1, mapped.shape[1]).expand(-1, layers, -1).contiguous().MoveToOuterDisposeScope();
        }
        return (read + _average).expand(-1, layers, -1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Refines the planes of codes. Differentiable with respect to this network; inputs come detached.</summary>
    /// <param name="pictures">Photographs and first renders.</param>
    /// <param name="planes">Planes of the codes in storage order, [N, P·C·D, H, W].</param>
    /// <returns>[N, P·C·D, H, W]</returns>
    /// <exception cref="InvalidOperationException">This encoder has no refinement.</exception>
    public Tensor RefinePlanes(RefinementPictures pictures, Tensor planes)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (_planes is null)
            throw new InvalidOperationException("This encoder has no stage that refines planes; its configuration leaves Planes out.");
        using var scope = NewDisposeScope();
        return _planes.call(pictures.For(_planes.Config), planes).MoveToOuterDisposeScope();
    }

    /// <summary>Why the encoder and a generator do not belong together, as sentences; empty when they fit.</summary>
    /// <param name="generator">The generator.</param>
    public IReadOnlyList<string> Misfits(PanoHeadConfig generator) => Misfits(Config, generator);

    private static List<string> Misfits(TriGridEncoderConfig config, PanoHeadConfig generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var problems = new List<string>();
        var channels = generator.PlaneAxes.Count * generator.PlaneFeatures * generator.PlaneDepth;
        var width = config.Space is LatentSpace.Z or LatentSpace.ZPlus ? generator.LatentWidth : generator.StyleWidth;
        if (config.StyleCount != generator.StyleCount || config.StyleWidth != width)
            problems.Add($"The encoder makes {config.StyleCount} codes of {config.StyleWidth} in {config.Space}, the generator takes {generator.StyleCount} of {width}.");
        if (config.Planes is { } planes && (planes.Resolution != generator.PlaneResolution || planes.PlaneChannels != channels))
            problems.Add($"The encoder refines planes of {planes.PlaneChannels} channels at {planes.Resolution}², the generator has {channels} at {generator.PlaneResolution}².");
        if (problems.Count > 0)
            problems.Add("Load the generator that the encoder was trained for.");
        return problems;
    }

    /// <summary>Gives all trunks the weights of an identity network, as pSp and TriPlaneNet start; trunks of 50 layers only.</summary>
    /// <param name="path"><c>model_ir_se50.pth</c>, or the same as safetensors.</param>
    /// <param name="seed">Seed of kernels that the file knows nothing of.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, or its layers are not those of the trunks.</exception>
    public void LoadTrunks(string path, long seed = 0)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var file = WeightFile.Open(path);
        var tensors = file.Tensors.LoadAll();
        var random = RandomSource.Seeded(seed);
        var reader = _codes switch
        {
            StylePyramidEncoder pyramid => pyramid.Trunk,
            SingleStyleEncoder single => single.Trunk,
            PooledStyleEncoder pooled => pooled.Trunk,
            _ => throw new InvalidOperationException($"{_codes.GetType().Name} has no trunk of residual units."),
        };
        reader.Load(tensors, random, path);
        _planes?.Trunk.Load(tensors, random, path);
    }

    private void TakeAverage(PanoHead head)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (Config.Average == AverageCode.None || Config.Space is LatentSpace.Z or LatentSpace.ZPlus)
            return;
        if (Config.Average == AverageCode.Tracked)
        {
            _average.copy_(head.Network.Mapping.Average ?? throw new ArgumentException($"config: the generator {head.Name} tracks no average code; set Average to {nameof(AverageCode.Frontal)}.", nameof(head)));
            return;
        }
        var z = RandomSource.Seeded(0).Normal(RandomSource.Latent, AverageSamples, head.Config.LatentWidth);
        _average.copy_(StyleStatistics.Of(head.Network, z, head.ConditioningCamera.ToTensor().to(head.Device)).Average.view(-1));
    }

    private static nn.Module<Tensor, Tensor> CreateReader(TriGridEncoderConfig config)
    {
        var pyramid = new StylePyramidConfig { Trunk = config.Trunk, ImageResolution = config.ImageResolution, StyleCount = config.StyleCount, StyleWidth = config.StyleWidth };
        return config.Reader switch
        {
            CodeReader.Pyramid => new GradualStyleEncoder(pyramid),
            CodeReader.Editing => new Encoder4Editing(pyramid),
            CodeReader.Single => new SingleStyleEncoder(new SingleStyleConfig { Trunk = config.Trunk, ImageResolution = config.ImageResolution, StyleWidth = config.StyleWidth }),
            CodeReader.Pooled => new PooledStyleEncoder(new PooledStyleConfig
            {
                Trunk = config.Trunk,
                ImageResolution = config.ImageResolution,
                StyleCount = config.StyleCount,
                StyleWidth = config.StyleWidth,
                HiddenWidth = config.HiddenWidth,
                Groups = Thirds(config.StyleCount),
                PooledSide = Math.Min(2, config.ImageResolution / config.Trunk.Stride),
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(config), config.Reader, "Name one of the readers of CodeReader."),
        };
    }

    // Coarse, middle and fine layers.
    private static int[] Thirds(int count) => count < 3 ? [count] : [count / 3, count / 3, count - 2 * (count / 3)];
}
