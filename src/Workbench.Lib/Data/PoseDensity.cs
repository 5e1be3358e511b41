namespace Workbench.Data;

/// <summary>How often poses occur in a data set, and how often each image is therefore shown: the rebalancing of LPFF (Wu et al. 2023).</summary>
/// <remarks>A position is 2.7·(cos θ, sin θ cos φ, sin θ sin φ). The density is a Gaussian kernel estimate over (θ, φ), radians, with Scott's factor.</remarks>
public static class PoseDensity
{
    private const double Target = 0.24;
    private const double Rare = 0.03, VeryRare = 0.02;

    /// <summary>θ and φ of a camera position.</summary>
    /// <param name="x">World units.</param>
    /// <param name="y">World units.</param>
    /// <param name="z">World units.</param>
    public static (double Theta, double Phi) Angles(double x, double y, double z)
    {
        var phi = Math.Atan2(z, y);
        return (Math.Atan2(y / Math.Cos(phi), x), phi);
    }

    /// <summary>The density of every pose among all of them.</summary>
    /// <remarks>f(p) = mean over q of N(p − q; n^(−1/3) Σ), Σ the covariance of the set (divided by n − 1). Costs n² exponentials: some minutes for 180,000 images on two cores.</remarks>
    /// <param name="angles">At least three poses that do not lie on one line.</param>
    /// <returns>One density a pose, per square radian.</returns>
    /// <exception cref="ArgumentException">The poses have no spread in some direction.</exception>
    public static double[] Estimate(IReadOnlyList<(double Theta, double Phi)> angles)
    {
        ArgumentNullException.ThrowIfNull(angles);
        var count = angles.Count;
        var (meanTheta, meanPhi) = count > 0 ? (angles.Average(angle => angle.Theta), angles.Average(angle => angle.Phi)) : (0, 0);
        double tt = 0, tp = 0, pp = 0;
        foreach (var (theta, phi) in angles)
        {
            tt += (theta - meanTheta) * (theta - meanTheta);
            tp += (theta - meanTheta) * (phi - meanPhi);
            pp += (phi - meanPhi) * (phi - meanPhi);
        }
        // Scott's factor in two dimensions is n^(−1/6); it scales deviations, so its square scales the covariance.
        var scale = Math.Pow(count, -1 / 3.0) / (count - 1);
        (tt, tp, pp) = (tt * scale, tp * scale, pp * scale);
        var determinant = tt * pp - tp * tp;
        if (count < 3 || !(determinant > 0))
            throw new ArgumentException("angles: at least three poses that do not lie on one line are needed.", nameof(angles));
        var norm = 1 / (2 * Math.PI * Math.Sqrt(determinant) * count);
        var (a, b, c) = (pp / determinant, -tp / determinant, tt / determinant); // the inverse covariance
        var densities = new double[count];
        Parallel.For(0, count, i =>
        {
            var (theta, phi) = angles[i];
            var sum = 0.0;
            for (var k = 0; k < count; k++)
            {
                var (dt, dp) = (theta - angles[k].Theta, phi - angles[k].Phi);
                sum += Math.Exp(-0.5 * (a * dt * dt + 2 * b * dt * dp + c * dp * dp));
            }
            densities[i] = sum * norm;
        });
        return densities;
    }

    /// <summary>How often an image is shown: 0.24/density, rounded half to even and kept in 1…4; 5 below a density of 0.03, 6 below 0.02.</summary>
    /// <param name="density">From <see cref="Estimate"/>, above 0.</param>
    public static int Copies(double density)
    {
        if (!(density > 0))
            throw new ArgumentOutOfRangeException(nameof(density), density, "A density of images that exist is positive.");
        if (density < VeryRare)
            return 6;
        return density < Rare ? 5 : (int)Math.Clamp(Math.Round(Target / density, MidpointRounding.ToEven), 1, 4);
    }
}
