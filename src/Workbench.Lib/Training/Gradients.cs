using TorchSharp.Modules;

namespace Workbench.Training;

/// <summary>Care of gradients between the backward pass and the step.</summary>
public static class Gradients
{
    /// <summary>Replaces NaN by 0 and infinities by ±limit in the gradients of parameters; parameters without gradient are left alone.</summary>
    /// <param name="parameters">Parameters after a backward pass.</param>
    /// <param name="limit">Value of an infinity.</param>
    /// <returns>How many numbers were replaced; waits for the device.</returns>
    public static long Sanitize(IEnumerable<Parameter> parameters, double limit = 1e5)
    {
        using var grad = no_grad();
        var replaced = 0L;
        foreach (var parameter in parameters)
        {
            using var scope = NewDisposeScope();
            if (parameter.grad is not { } gradient)
                continue;
            var bad = gradient.isfinite().logical_not().sum().ToInt64();
            if (bad > 0)
                gradient.nan_to_num_(0, limit, -limit);
            replaced += bad;
        }
        return replaced;
    }

    /// <summary>Euclidean norm of a parameter's gradient; 0 without gradient.</summary>
    /// <param name="parameter">A parameter after a backward pass.</param>
    public static double Norm(Parameter parameter)
    {
        using var scope = NewDisposeScope();
        return parameter.grad is { } gradient ? gradient.norm().ToDouble() : 0;
    }
}
