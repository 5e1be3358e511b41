using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class LossCurvesTests
{
    [Fact]
    public void Short_curves_keep_every_point()
    {
        var curves = Filled(100);
        Assert.Equal(Enumerable.Range(1, 100).Select(step => (double)step), curves["loss"].X!);
        Assert.Equal(Enumerable.Range(1, 100).Select(step => 1.0 / step), curves["loss"].Y);
    }

    [Fact]
    public void Long_curves_stay_short_and_keep_their_mean()
    {
        var curves = Filled(100_000);
        var series = curves["loss"];
        Assert.InRange(series.Y.Count, 300, 601);
        Assert.Equal(series.X!.Count, series.Y.Count);
        Assert.Equal(100_000, series.X[^1], 400.0);
        Assert.Equal(series.X.Order(), series.X);
    }

    [Fact]
    public void Live_figures_hold_a_picture_and_final_ones_a_chart()
    {
        var curves = Filled(10);
        Assert.Contains("<img", curves.ToFigure(interactive: false).Html, StringComparison.Ordinal);
        Assert.Empty(curves.ToFigure(interactive: false).Resources);
        Assert.Contains("data-wb-chart", curves.ToFigure().Html, StringComparison.Ordinal);
        Assert.NotEmpty(curves.ToFigure().Resources);
        Assert.Contains("loss 0.1", curves.ToFigure().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_shows_the_moment_it_was_asked_for()
    {
        var curves = Filled(10);
        var figure = curves.ToFigure();
        curves.Add(11, new Dictionary<string, double> { ["loss"] = 5 });
        Assert.DoesNotContain("5", figure.Text.Replace("step", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("No step", new LossCurves("nothing").ToFigure().Text, StringComparison.Ordinal);
    }

    private static LossCurves Filled(int steps)
    {
        var curves = new LossCurves("formula");
        for (var step = 1; step <= steps; step++)
            curves.Add(step, new Dictionary<string, double> { ["loss"] = 1.0 / step });
        return curves;
    }
}
