using Workbench.Inversion;

namespace Workbench.Tests.Inversion;

public sealed class OptimizationScheduleTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.02)] // a fifth of the rise
    [InlineData(5, 0.1)]
    [InlineData(75, 0.1)]
    [InlineData(87.5, 0.05)]
    public void Learning_rate_rises_rests_and_falls(double percent, double expected) =>
        Assert.Equal(expected, OptimizationSchedule.LearningRate((int)(percent * 10), 1000), 12);

    [Fact]
    public void Learning_rate_without_rise_and_fall_is_constant()
    {
        for (var step = 0; step < 10; step++)
            Assert.Equal(0.3, OptimizationSchedule.LearningRate(step, 10, peak: 0.3, fall: 0, rise: 0));
    }

    [Fact]
    public void Input_noise_falls_with_the_square_of_the_time_left()
    {
        Assert.Equal(0.05, OptimizationSchedule.InputNoise(0, 1000));
        Assert.Equal(0.05 / 4, OptimizationSchedule.InputNoise(375, 1000), 12);
        Assert.Equal(0, OptimizationSchedule.InputNoise(750, 1000));
        Assert.Equal(0, OptimizationSchedule.InputNoise(999, 1000));
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(10, 10)]
    [InlineData(0, 0)]
    public void A_step_outside_the_run_is_refused(int step, int steps)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OptimizationSchedule.LearningRate(step, steps));
        Assert.Throws<ArgumentOutOfRangeException>(() => OptimizationSchedule.InputNoise(step, steps));
    }
}
