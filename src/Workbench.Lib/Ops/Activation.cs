namespace Workbench.Ops;

/// <summary>The activations of the StyleGAN family, each with the gain that keeps unit variance.</summary>
public enum Activation
{
    /// <summary>Identity, gain 1.</summary>
    Linear,

    /// <summary>max(x, 0), gain √2.</summary>
    Relu,

    /// <summary>Leaky ReLU with slope 0.2, gain √2.</summary>
    LeakyRelu,

    /// <summary>Hyperbolic tangent, gain 1.</summary>
    Tanh,

    /// <summary>Logistic function, gain 1.</summary>
    Sigmoid,

    /// <summary>Exponential linear unit, gain 1.</summary>
    Elu,

    /// <summary>Scaled exponential linear unit, gain 1.</summary>
    Selu,

    /// <summary>log(1 + eˣ), gain 1.</summary>
    Softplus,

    /// <summary>x · sigmoid(x), gain √2.</summary>
    Swish,
}

/// <summary>Names and gains of activations.</summary>
public static class Activations
{
    /// <summary>Reads the short names of checkpoints: linear, relu, lrelu, tanh, sigmoid, elu, selu, softplus, swish.</summary>
    /// <exception cref="ArgumentException">Another name.</exception>
    public static Activation Parse(string name) => name switch
    {
        "lrelu" => Activation.LeakyRelu,
        _ when Enum.TryParse<Activation>(name, ignoreCase: true, out var activation) => activation,
        _ => throw new ArgumentException($"Unknown activation '{name}'; known are linear, relu, lrelu, tanh, sigmoid, elu, selu, softplus, swish.", nameof(name)),
    };

    /// <summary>The gain applied after the activation unless another is given.</summary>
    public static double DefaultGain(this Activation activation) =>
        activation is Activation.Relu or Activation.LeakyRelu or Activation.Swish ? Math.Sqrt(2) : 1;
}
