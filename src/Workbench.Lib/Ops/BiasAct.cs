namespace Workbench.Ops;

/// <summary>Bias, activation, gain and clamp, in this order (StyleGAN2-ADA).</summary>
public static class BiasAct
{
    /// <summary>clamp(gain · activation(x + b), ±clamp).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="bias">One number for every index of dimension <paramref name="dim"/>, or null.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="dim">Dimension of the bias.</param>
    /// <param name="slope">Slope of the leaky ReLU; does not change its default gain.</param>
    /// <param name="gain">Replaces the default gain of the activation.</param>
    /// <param name="clamp">Largest magnitude of the result, or null.</param>
    public static Tensor Apply(Tensor x, Tensor? bias = null, Activation activation = Activation.Linear, int dim = 1, double slope = 0.2, double? gain = null, double? clamp = null)
    {
        using var scope = NewDisposeScope();
        var y = x.alias();
        if (bias is not null)
        {
            var broadcast = new long[x.dim()];
            Array.Fill(broadcast, 1);
            broadcast[dim] = -1;
            y = y + bias.view(broadcast);
        }
        y = Activate(y, activation, slope);
        var scale = gain ?? activation.DefaultGain();
        if (scale != 1)
            y = y * scale;
        if (clamp is { } limit)
            y = y.clamp(-limit, limit);
        return y.MoveToOuterDisposeScope();
    }

    private static Tensor Activate(Tensor x, Activation activation, double slope) => activation switch
    {
        Activation.Linear => x,
        Activation.Relu => nn.functional.relu(x),
        Activation.LeakyRelu => nn.functional.leaky_relu(x, slope),
        Activation.Tanh => x.tanh(),
        Activation.Sigmoid => x.sigmoid(),
        Activation.Elu => nn.functional.elu(x, 1.0),
        Activation.Selu => nn.functional.selu(x),
        Activation.Softplus => nn.functional.softplus(x, 1, 20),
        Activation.Swish => x * x.sigmoid(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };
}
