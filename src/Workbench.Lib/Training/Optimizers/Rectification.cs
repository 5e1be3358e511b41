namespace Workbench.Training.Optimizers;

/// <summary>The warm-up of rectified Adam: how much of the step is taken while the mean squared gradient is known from few steps only (Liu et al. 2019, algorithm 2).</summary>
/// <param name="Length">N, length of the simple average that the exponential one corresponds to; negative or small at first.</param>
/// <param name="Adaptive">Whether N exceeds the threshold: only then is the step divided by the root of the mean squared gradient.</param>
/// <param name="Factor">What the learning rate is multiplied with; contains the bias corrections of both moments.</param>
public readonly record struct Rectification(double Length, bool Adaptive, double Factor)
{
    /// <summary>The warm-up at a step.</summary>
    /// <remarks>
    /// N∞ = 2/(1 − β₂) − 1; N = N∞ − 2tβ₂ᵗ/(1 − β₂ᵗ). Adaptive: √[(1 − β₂ᵗ)(N − 4)/(N∞ − 4) · (N − 2)/N · N∞/(N∞ − 2)] / (1 − β₁ᵗ); else 1/(1 − β₁ᵗ).
    /// With β₂ = 0.999 the first adaptive step is the sixth.
    /// </remarks>
    /// <param name="step">t, from 1.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="threshold">Steps are adaptive when N is larger.</param>
    public static Rectification At(long step, double beta1, double beta2, double threshold = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        var power = Math.Pow(beta2, step);
        var longest = 2 / (1 - beta2) - 1;
        var length = longest - 2 * step * power / (1 - power);
        var momentum = 1 / (1 - Math.Pow(beta1, step));
        return length > threshold
            ? new(length, true, Math.Sqrt((1 - power) * (length - 4) / (longest - 4) * (length - 2) / length * longest / (longest - 2)) * momentum)
            : new(length, false, momentum);
    }
}
