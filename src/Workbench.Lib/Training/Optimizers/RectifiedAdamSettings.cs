namespace Workbench.Training.Optimizers;

/// <summary>Settings of rectified Adam alone (Liu et al. 2019).</summary>
public sealed record RectifiedAdamSettings
{
    /// <summary>Step size.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decay of the mean gradient, 0 ≤ β₁ &lt; 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean squared gradient, 0 &lt; β₂ &lt; 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean squared gradient.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Shrinks the parameter by rate · decay before every step.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Steps are adaptive once the length of the approximated average (<see cref="Rectification.Length"/>) exceeds this.</summary>
    public double LengthThreshold { get; init; } = 5;
}
