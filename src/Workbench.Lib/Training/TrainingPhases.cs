namespace Workbench.Training;

/// <summary>Where a step lies in a training whose length is fixed, and the step sizes there.</summary>
internal static class TrainingPhases
{
    private const double WarmUp = 100;

    /// <summary>The phase of a step, how much of it is done (0…1), and its first step.</summary>
    /// <param name="phases">One after the other.</param>
    /// <param name="steps">Steps of a phase.</param>
    /// <param name="step">Steps done.</param>
    /// <exception cref="InvalidOperationException">The step is beyond the last phase.</exception>
    public static (TPhase Phase, double Progress, long First) Find<TPhase>(IEnumerable<TPhase> phases, Func<TPhase, long> steps, long step)
    {
        var first = 0L;
        foreach (var phase in phases)
        {
            if (step < first + steps(phase))
                return (phase, (double)(step - first) / steps(phase), first);
            first += steps(phase);
        }
        throw new InvalidOperationException($"The configuration ends after {first} steps; step {step} is beyond. Limit the run to {first} steps, or begin a new one whose configuration has more.");
    }

    /// <summary>Half a cosine from one step size to another.</summary>
    public static double HalfCosine(double from, double to, double progress) => to + (from - to) * (0.5 + 0.5 * Math.Cos(Math.PI * progress));

    /// <summary>Step size of the small networks: rises over the first steps, then falls by half a cosine to a hundredth.</summary>
    public static double Rate(double largest, long step, double progress) => Math.Min(1, (step + 1) / WarmUp) * HalfCosine(largest, largest / 100, progress);
}
