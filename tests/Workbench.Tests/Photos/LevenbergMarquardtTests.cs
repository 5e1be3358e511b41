using Workbench.Photos;

namespace Workbench.Tests.Photos;

public sealed class LevenbergMarquardtTests
{
    [Fact]
    public void The_bottom_of_a_curved_valley_is_found()
    {
        // Rosenbrock's function; its minimum is 0 at (1, 1).
        var (x, sum) = LevenbergMarquardt.Minimise(x => [10 * (x[1] - x[0] * x[0]), 1 - x[0]], [-1.2, 1], [1e-5, 1e-5], 100, 1e-12);
        Assert.Equal(1, x[0], 5);
        Assert.Equal(1, x[1], 5);
        Assert.InRange(sum, 0, 1e-10);
    }

    [Fact]
    public void Unknowns_that_change_nothing_stay_where_they_are()
    {
        var (x, _) = LevenbergMarquardt.Minimise(x => [x[0] - 3, 2 * x[0] - 6], [0, 7], [1e-3, 1e-3], 20);
        Assert.Equal(3, x[0], 3);
        Assert.Equal(7, x[1]);
    }

    [Fact]
    public void Residuals_without_a_finite_sum_are_never_taken()
    {
        // The whole step leads to a place where nothing is defined.
        var (x, sum) = LevenbergMarquardt.Minimise(x => [x[0] > 1.5 ? double.NaN : x[0] - 2], [0], [1e-3], 20);
        Assert.InRange(x[0], 0, 1.5);
        Assert.True(double.IsFinite(sum));
    }
}
