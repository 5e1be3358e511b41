namespace Workbench.Inversion;

/// <summary>How step size and input noise change while a code is optimised (StyleGAN2, appendix D). Time runs as step/steps, from 0 to just below 1.</summary>
public static class OptimizationSchedule
{
    /// <summary>The learning rate of a step: a linear rise from 0, a plateau, a cosine fall to almost 0.</summary>
    /// <remarks>lr = peak · (½ − ½ cos(π · min(1, (1 − time)/fall))) · min(1, time/rise). The first step has rate 0 unless <paramref name="rise"/> is 0.</remarks>
    /// <param name="step">The step, 0…steps − 1.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="peak">The rate of the plateau.</param>
    /// <param name="fall">The last part of the time, in which the rate falls; 0…1.</param>
    /// <param name="rise">The first part of the time, in which the rate rises; 0…1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of the steps.</exception>
    public static double LearningRate(int step, int steps, double peak = 0.1, double fall = 0.25, double rise = 0.05)
    {
        var time = Time(step, steps);
        var down = fall > 0 ? Math.Min(1, (1 - time) / fall) : 1;
        var up = rise > 0 ? Math.Min(1, time / rise) : 1;
        return peak * (0.5 - 0.5 * Math.Cos(down * Math.PI)) * up;
    }

    /// <summary>The standard deviation of the noise added to the code, as a multiple of the spread of W.</summary>
    /// <remarks>factor · max(0, 1 − time/length)².</remarks>
    /// <param name="step">The step, 0…steps − 1.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="factor">The value of the first step.</param>
    /// <param name="length">The part of the time that has noise at all, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not one of the steps.</exception>
    public static double InputNoise(int step, int steps, double factor = 0.05, double length = 0.75)
    {
        var left = Math.Max(0, 1 - Time(step, steps) / length);
        return factor * left * left;
    }

    private static double Time(int step, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, steps);
        return (double)step / steps;
    }
}
