using Workbench.Ops;

namespace Workbench.Inversion;

/// <summary>The terms of an inversion's loss, before their weights.</summary>
/// <param name="Total">The weighted sum that is minimised.</param>
/// <param name="Pixel">Mean squared difference of the pictures, numbers −1…1.</param>
/// <param name="Perceptual">Squared difference of their features.</param>
/// <param name="CodeDistance">Mean squared distance of the code from the average code; 0 while weights are tuned.</param>
/// <param name="NoiseCorrelation">How much optimised noise images resemble pictures; 0 when noise is fixed.</param>
public sealed record InversionLosses(double Total, double Pixel, double Perceptual, double CodeDistance = 0, double NoiseCorrelation = 0);

/// <summary>One step of an inversion.</summary>
/// <remarks>The receiver owns <see cref="Picture"/> and disposes it, on whatever thread it was told.</remarks>
/// <param name="Stage">The stage, such as "optimising the code".</param>
/// <param name="Step">Steps of this stage done, from 1.</param>
/// <param name="Total">Steps of this stage in all.</param>
/// <param name="Losses">Loss terms before the update of this step.</param>
/// <param name="LearningRate">Learning rate of this step.</param>
/// <param name="Picture">What the generator shows, [1, 3, H, H], −1…1, on the CPU; only every so many steps, if asked for.</param>
public sealed record InversionReport(string Stage, long Step, long Total, InversionLosses Losses, double LearningRate, Tensor? Picture = null)
    : StepReport(Step, Total, Stage), IDisposable
{
    /// <summary>Frees the picture.</summary>
    public void Dispose() => Picture?.Dispose();
}
