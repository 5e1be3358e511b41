using TorchSharp.Utils;
using Workbench.Ops;

namespace Workbench.Rendering;

/// <summary>What the decoder does to colours.</summary>
public enum DecoderActivation
{
    /// <summary>Nothing (released PanoHead).</summary>
    None,

    /// <summary>1.002·sigmoid − 0.001 (EG3D); features are then in 0…1.</summary>
    Sigmoid,

    /// <summary>Leaky ReLU with gain √2.</summary>
    LeakyRelu,
}

/// <summary>Density and colour features of a point from its plane features: a two-layer perceptron with softplus (EG3D §3.2).</summary>
public sealed class TriGridDecoder : nn.Module
{
    [ComponentName(Name = "net")]
    private readonly Layers _net;

    /// <summary>Creates a decoder with initial weights.</summary>
    /// <param name="inputs">Plane features, C.</param>
    /// <param name="hidden">Hidden width.</param>
    /// <param name="outputs">Colour features.</param>
    /// <param name="learningRateMultiplier">Multiplier of both layers.</param>
    /// <param name="activation">Activation of the colours.</param>
    public TriGridDecoder(int inputs = 32, int hidden = 64, int outputs = 32, double learningRateMultiplier = 1, DecoderActivation activation = DecoderActivation.None)
        : base(nameof(TriGridDecoder))
    {
        Activation = activation;
        _net = new Layers(inputs, hidden, 1 + outputs, learningRateMultiplier);
        RegisterComponents();
    }

    /// <summary>Activation of the colours.</summary>
    public DecoderActivation Activation { get; }

    /// <summary>First layer, C → hidden.</summary>
    public FullyConnected Hidden => _net.First;

    /// <summary>Second layer, hidden → 1 + colours; output 0 is the raw density.</summary>
    public FullyConnected Output => _net.Second;

    /// <summary>Decodes points.</summary>
    /// <param name="features">Features of every plane, [N, P, M, C]; planes are averaged.</param>
    /// <returns>Colours [N, M, C'] and raw densities [N, M, 1].</returns>
    public (Tensor Colours, Tensor Densities) Decode(Tensor features)
    {
        Shape.Check(features, "N P M C", [("C", _net.First.Weight.shape[1])]);
        using var scope = NewDisposeScope();
        var mean = features.mean([1]); // [N, M, C]
        var hidden = nn.functional.softplus(_net.First.forward(mean), 1, 20);
        var output = _net.Second.forward(hidden); // [N, M, 1 + C']
        var colours = Activation switch
        {
            DecoderActivation.Sigmoid => output[.., .., 1..].sigmoid() * 1.002 - 0.001,
            DecoderActivation.LeakyRelu => BiasAct.Apply(output[.., .., 1..], activation: Ops.Activation.LeakyRelu),
            _ => output[.., .., 1..],
        };
        return (colours.MoveToOuterDisposeScope(), output[.., .., ..1].MoveToOuterDisposeScope());
    }

    private sealed class Layers : nn.Module
    {
        [ComponentName(Name = "0")]
        private readonly FullyConnected _first;

        [ComponentName(Name = "2")]
        private readonly FullyConnected _second;

        public Layers(int inputs, int hidden, int outputs, double learningRateMultiplier)
            : base(nameof(Layers))
        {
            _first = new FullyConnected(inputs, hidden, learningRateMultiplier: learningRateMultiplier);
            _second = new FullyConnected(hidden, outputs, learningRateMultiplier: learningRateMultiplier);
            RegisterComponents();
        }

        public FullyConnected First => _first;

        public FullyConnected Second => _second;
    }
}
