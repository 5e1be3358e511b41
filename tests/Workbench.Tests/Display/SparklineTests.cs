using Workbench.Display;

namespace Workbench.Tests.Display;

public sealed class SparklineTests
{
    [Fact]
    public void Values_become_bars_between_the_smallest_and_the_largest() => Assert.Equal("▁▂▃▄▅▆▇█", Sparkline.Draw([-3, -2, -1, 0, 1, 2, 3, 4]));

    [Fact]
    public void Positive_values_are_drawn_on_a_logarithmic_scale() => Assert.Equal("█▅▁", Sparkline.Draw([100, 10, 1]));

    [Fact]
    public void Neighbours_share_a_bar_when_there_are_many()
    {
        Assert.Equal(10, Sparkline.Draw([.. Enumerable.Range(0, 1000).Select(i => (double)i)], 10).Length);
        Assert.Equal("", Sparkline.Draw([]));
    }

    [Fact]
    public void Gaps_are_blank_and_constants_are_low() => Assert.Equal("▁ ▁", Sparkline.Draw([2, double.NaN, 2]));
}
