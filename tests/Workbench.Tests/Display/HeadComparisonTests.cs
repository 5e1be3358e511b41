using Workbench.Display;
using Workbench.Metrics;
using Workbench.Population;
using Workbench.Tests.Metrics;

namespace Workbench.Tests.Display;

public sealed class HeadComparisonTests : TensorTest
{
    [Fact]
    public void Every_head_has_its_truth_above_and_its_error_below()
    {
        using var head = SmallPopulationHead.Create();
        var figure = HeadComparison.Around(head, HeadSplit.Test, [3, 5], [0, 180], withError: true);
        Assert.All(new[] { "3 true", "5 true", "error", "180°", "Test split" }, text => Assert.Contains(text, figure.Html, StringComparison.Ordinal));
    }

    [Fact]
    public void Path_shows_the_true_heads_of_its_codes()
    {
        using var head = SmallPopulationHead.Create();
        var figure = HeadComparison.Along(head, HeadPopulation.Latents(HeadSplit.Test, 0, 3));
        Assert.All(new[] { "truth", "along z", "line in w", "0.50" }, text => Assert.Contains(text, figure.Html, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadComparison.Along(head, HeadPopulation.Latents(HeadSplit.Test, 0, 1)));
    }

    [Fact]
    public void Coordinates_show_where_both_ends_differ()
    {
        var figure = HeadSheets.Coordinates(new HeadSpec(), [17, 32], size: 24);
        Assert.All(new[] { "17 HairThickness", "32 SkinTone", "change" }, text => Assert.Contains(text, figure.Text, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadSheets.Coordinates(new HeadSpec(), [0], zoom: 0));
    }

    [Fact]
    public void Errors_are_listed_by_area_and_drawn_over_the_yaw()
    {
        using var head = SmallPopulationHead.Create();
        var map = ErrorMap.Measure(head, HeadSplit.Test, 1, [90, 0]);
        Assert.All(new[] { "outline", "share of squared error", "1 heads of the Test split, 2 yaws" }, text => Assert.Contains(text, map.Table().Html, StringComparison.Ordinal));
        Assert.Contains("hair", map.ByYaw().Html, StringComparison.Ordinal);
        Assert.Contains("'teeth'", Assert.Throws<ArgumentException>(() => map.ByYaw(["teeth"])).Message, StringComparison.Ordinal);
    }
}
