using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Workbench.Ops;

/// <summary>Equalised fully connected layer: the stored weight has unit variance and is scaled at run time (StyleGAN §C).</summary>
/// <remarks>y = activation(x · (W·m/√in)ᵀ + b·m) with learning-rate multiplier m.</remarks>
public sealed class FullyConnected : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter? _bias;

    /// <summary>Creates a layer with weights N(0,1)/m.</summary>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="activation">Activation with its default gain.</param>
    /// <param name="learningRateMultiplier">m.</param>
    /// <param name="biasInit">Stored initial bias; takes effect times m.</param>
    public FullyConnected(long inputs, long outputs, bool bias = true, Activation activation = Activation.Linear, double learningRateMultiplier = 1, double biasInit = 0)
        : base(nameof(FullyConnected))
    {
        Activation = activation;
        WeightGain = learningRateMultiplier / Math.Sqrt(inputs);
        BiasGain = learningRateMultiplier;
        _weight = Initial.Normal(1 / learningRateMultiplier, outputs, inputs);
        _bias = bias ? Initial.Constant(biasInit, outputs) : null;
        RegisterComponents();
    }

    /// <summary>The activation.</summary>
    public Activation Activation { get; }

    /// <summary>Factor of the stored weight at run time, m/√in.</summary>
    public double WeightGain { get; }

    /// <summary>Factor of the stored bias at run time, m.</summary>
    public double BiasGain { get; }

    /// <summary>Stored weight, [out, in].</summary>
    public Tensor Weight => _weight;

    /// <summary>Stored bias, [out], or null.</summary>
    public Tensor? Bias => _bias;

    /// <param name="x">[…, in]</param>
    /// <returns>[…, out]</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var bias = _bias is null ? null : BiasGain == 1 ? _bias.alias() : _bias * BiasGain;
        var y = nn.functional.linear(x, _weight * WeightGain, bias);
        return BiasAct.Apply(y, null, Activation).MoveToOuterDisposeScope();
    }
}
