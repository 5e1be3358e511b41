using TorchSharp.Modules;
using Workbench.Ops;

namespace Workbench.Encoders;

/// <summary>Face recognition network: a face becomes a unit vector whose angle to another tells whether the person is the same (ArcFace, Deng et al. 2019).</summary>
/// <remarks>
/// Embedding: BN · dropout · flatten (channel by channel) · linear · BN, divided by its length.
/// <code>
/// using var network = new ArcFaceNetwork(ArcFaceConfig.IrSe50);
/// StateDict.Load(network, tensors);              // the tensors of model_ir_se50.pth
/// network.eval();
/// using var grad = no_grad();
/// using var one = network.forward(faces);        // faces [N, 3, 112, 112], −1…1; one [N, 512], unit length
/// using var other = network.forward(otherFaces);
/// using var cosine = (one * other).sum(1);       // [N]
/// </code>
/// </remarks>
public sealed class ArcFaceNetwork : nn.Module<Tensor, Tensor>
{
    private readonly IrSeTrunk _trunk;
    private readonly Sequential _output;

    /// <summary>Creates a network with initial weights.</summary>
    /// <param name="config">Its shape.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public ArcFaceNetwork(ArcFaceConfig config)
        : base(nameof(ArcFaceNetwork))
    {
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("Face recognition network: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _trunk = new IrSeTrunk(config.Trunk);
        var side = config.ImageResolution / config.Trunk.Stride;
        _output = nn.Sequential(
            nn.BatchNorm2d(config.Trunk.Width), nn.Dropout(config.Dropout), nn.Flatten(),
            nn.Linear((long)config.Trunk.Width * side * side, config.EmbeddingWidth), nn.BatchNorm1d(config.EmbeddingWidth, affine: config.AffineEmbedding));
        register_module("input_layer", _trunk.Stem);
        register_module("output_layer", _output);
        register_module("body", _trunk.Body);
    }

    /// <summary>Shape of the network.</summary>
    public ArcFaceConfig Config { get; }

    /// <summary>The trunk, whose weights encoders start from.</summary>
    public IrSeTrunk Trunk => _trunk;

    /// <param name="image">Aligned faces, [N, 3, S, S], −1…1, RGB.</param>
    /// <returns>Unit vectors, [N, K].</returns>
    public override Tensor forward(Tensor image)
    {
        var sizes = ImageCheck.Signed(image, Config.Trunk.InputChannels);
        ImageCheck.Side(sizes, Config.ImageResolution, Config.ImageResolution, nameof(image));
        using var scope = NewDisposeScope();
        var embedding = _output.call(_trunk.Deepest(image)); // [N, K]
        return (embedding / embedding.norm(1, true, 2)).MoveToOuterDisposeScope();
    }
}
