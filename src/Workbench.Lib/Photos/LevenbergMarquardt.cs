using MathNet.Numerics.LinearAlgebra;

namespace Workbench.Photos;

/// <summary>Nonlinear least squares of few unknowns with numeric derivatives (Levenberg 1944, Marquardt 1963).</summary>
/// <remarks>
/// Each iteration costs two evaluations an unknown and one or a few for the step. Differences are central: where residuals carry noise that changes with x, as renders at few pixels do,
/// one-sided ones lean every unknown towards its step, since noise at x + h no longer resembles that at x.
/// </remarks>
internal static class LevenbergMarquardt
{
    private const int Retries = 4;

    /// <summary>Minimises |r(x)|².</summary>
    /// <param name="residuals">r; always the same length.</param>
    /// <param name="start">First x.</param>
    /// <param name="differences">Step of the numeric derivative of each unknown.</param>
    /// <param name="iterations">Most iterations.</param>
    /// <param name="tolerance">Stops when an iteration lowers the sum by less than this share.</param>
    /// <param name="cancellation">Checked before every evaluation.</param>
    public static (double[] X, double Sum) Minimise(Func<double[], double[]> residuals, double[] start, double[] differences, int iterations, double tolerance = 1e-4, CancellationToken cancellation = default)
    {
        var x = (double[])start.Clone();
        var r = residuals(x);
        var sum = Sum(r);
        var damping = 1e-2;
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var jacobian = Matrix<double>.Build.Dense(r.Length, x.Length);
            for (var i = 0; i < x.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (ahead, behind) = (residuals(Moved(x, i, differences[i])), residuals(Moved(x, i, -differences[i])));
                for (var k = 0; k < r.Length; k++)
                    jacobian[k, i] = (ahead[k] - behind[k]) / (2 * differences[i]);
            }
            var improved = false;
            for (var retry = 0; retry < Retries && !improved; retry++)
            {
                cancellation.ThrowIfCancellationRequested();
                var step = Step(jacobian, r, damping);
                var moved = x.Zip(step, (value, change) => value - change).ToArray();
                if (!moved.All(double.IsFinite))
                    break;
                var candidate = residuals(moved);
                var next = Sum(candidate);
                if (next < sum)
                {
                    improved = true;
                    var gain = (sum - next) / sum;
                    (x, r, sum, damping) = (moved, candidate, next, Math.Max(1e-6, damping / 5));
                    if (gain < tolerance)
                        return (x, sum);
                }
                else
                    damping *= 6;
            }
            if (!improved)
                break;
        }
        return (x, sum);
    }

    private static double[] Moved(double[] x, int i, double change)
    {
        var moved = (double[])x.Clone();
        moved[i] += change;
        return moved;
    }

    // (JᵀJ + damping·diag JᵀJ)·step = Jᵀr.
    private static Vector<double> Step(Matrix<double> jacobian, double[] r, double damping)
    {
        var normal = jacobian.TransposeThisAndMultiply(jacobian);
        normal.SetDiagonal(normal.Diagonal() * (1 + damping) + 1e-12);
        return normal.Solve(jacobian.TransposeThisAndMultiply(Vector<double>.Build.Dense(r)));
    }

    private static double Sum(double[] r) => r.Sum(value => value * value) is var sum && double.IsFinite(sum) ? sum : double.PositiveInfinity;
}
