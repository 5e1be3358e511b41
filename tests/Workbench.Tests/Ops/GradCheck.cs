using Workbench.Ops;

namespace Workbench.Tests.Ops;

/// <summary>Compares gradients with central differences in float64.</summary>
internal static class GradCheck
{
    private const double Step = 1e-6;
    private const double Absolute = 1e-5;
    private const double Relative = 1e-3;

    /// <summary>Normal numbers in float64 that want a gradient; the seed makes a test repeatable.</summary>
    public static Tensor Input(int seed, params long[] shape)
    {
        using var generator = new torch.Generator((ulong)seed);
        return randn(shape, dtype: ScalarType.Float64, generator: generator).requires_grad_();
    }

    /// <summary>The gradient of a random weighting of the outputs, by every input.</summary>
    public static void First(Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var weights = Weights(1000, function(inputs).shape);
        Compare(x => (function(x) * weights).sum(), inputs);
    }

    /// <summary>The gradient of a random weighting of the gradients, by every input on which it depends.</summary>
    /// <param name="function">Twice differentiable.</param>
    /// <param name="differentiateBy">How many leading inputs the inner gradient is taken by.</param>
    /// <param name="inputs">All inputs.</param>
    public static void Second(Func<Tensor[], Tensor> function, int differentiateBy, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var outer = Weights(1000, function(inputs).shape);
        var inner = inputs.Take(differentiateBy).Select((x, i) => Weights(2000 + i, x.shape)).ToArray();
        Compare(
            x =>
            {
                var gradients = Differentiate.Gradient((function(x) * outer).sum(), x[..differentiateBy], createGraph: true);
                return gradients.Select((gradient, i) => (gradient * inner[i]).sum()).Aggregate((a, b) => a + b);
            },
            inputs);
    }

    /// <summary>The derivative of a scalar along random unit directions of every input, for inputs too large to shift number by number.</summary>
    /// <param name="function">A scalar in float64.</param>
    /// <param name="inputs">All inputs; each requires a gradient.</param>
    public static void Along(Func<Tensor> function, params Tensor[] inputs)
    {
        const int directions = 4;
        using var scope = NewDisposeScope();
        var gradients = Differentiate.Gradient(function(), inputs);
        for (var i = 0; i < inputs.Length; i++)
            for (var k = 0; k < directions; k++)
            {
                using var step = NewDisposeScope();
                var direction = Weights(3000 + 10 * i + k, inputs[i].shape);
                direction /= direction.norm();
                var analytic = (gradients[i] * direction).sum().ToDouble();
                var numeric = (Moved(Step) - Moved(-Step)) / (2 * Step);
                Assert.True(
                    Math.Abs(analytic - numeric) <= 1e-4 * gradients[i].norm().ToDouble() + Relative * Math.Abs(numeric),
                    $"input {i}, direction {k}: derivative {analytic:g9}, differences say {numeric:g9}");

                double Moved(double by)
                {
                    using var inner = NewDisposeScope();
                    using (no_grad())
                        inputs[i].add_(direction, by);
                    var value = function().ToDouble();
                    using (no_grad())
                        inputs[i].add_(direction, -by);
                    return value;
                }
            }
    }

    private static void Compare(Func<Tensor[], Tensor> scalar, Tensor[] inputs)
    {
        var value = scalar(inputs);
        var gradients = Differentiate.Gradient(value, inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            var analytic = gradients[i].contiguous().data<double>().ToArray();
            for (var k = 0; k < analytic.Length; k++)
            {
                var numeric = (Shifted(scalar, inputs, i, k, Step) - Shifted(scalar, inputs, i, k, -Step)) / (2 * Step);
                Assert.True(
                    Math.Abs(analytic[k] - numeric) <= Absolute + Relative * Math.Abs(numeric),
                    $"input {i}, element {k}: gradient {analytic[k]:g9}, differences say {numeric:g9}");
            }
        }
    }

    private static double Shifted(Func<Tensor[], Tensor> scalar, Tensor[] inputs, int input, int element, double step)
    {
        using var scope = NewDisposeScope();
        var moved = inputs[input].detach().clone();
        moved.view(-1)[element].add_(step);
        Tensor[] all = [.. inputs];
        all[input] = moved.requires_grad_();
        return scalar(all).ToDouble();
    }

    private static Tensor Weights(int seed, long[] shape) => Input(seed, shape).detach();
}
