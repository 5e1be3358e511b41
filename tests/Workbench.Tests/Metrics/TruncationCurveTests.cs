using Workbench.Cameras;
using Workbench.Metrics;
using Workbench.Population;
using Workbench.Tests.Generator;

namespace Workbench.Tests.Metrics;

public sealed class TruncationCurveTests : TensorTest
{
    private static readonly TruncationCurveConfig Few = new() { Truncations = [0, 0.5, 1], Heads = 3, References = 4, Cameras = [Camera.Front, Camera.At(150)] };

    [Fact]
    public void Spread_and_nearest_of_the_truth_are_those_of_its_pictures()
    {
        using var head = SmallPopulationHead.Create();
        var curve = TruncationCurve.Measure(head, new ScaledPixels(1), Few);
        var (spread, nearest) = (0.0, 0.0);
        foreach (var camera in Few.Cameras)
        {
            var rows = Enumerable.Range(0, 7).Select(i => HeadRenderer.Render(HeadPopulation.Head(HeadSplit.Test, i), camera, head.Config.NeuralResolution).Image()).ToArray();
            double Distance(int i, int j) => (rows[i] - rows[j]).square().sum().ToDouble();
            spread += (Distance(0, 1) + Distance(0, 2) + Distance(1, 2)) / 3 / 2;
            nearest += Enumerable.Range(0, 3).Average(i => Enumerable.Range(3, 4).Min(j => Distance(i, j))) / 2;
        }
        Assert.Equal(spread, curve.Truth.Spread, 1e-3 * spread);
        Assert.Equal(nearest, curve.Truth.ToNearest, 1e-3 * nearest);
        Assert.Equal(0, curve.Truth.ToTruth);
    }

    [Fact]
    public void Variety_is_nothing_at_zero_and_grows()
    {
        using var head = SmallPopulationHead.Create();
        var points = TruncationCurve.Measure(head, new ScaledPixels(1), Few).Points;
        Assert.Equal([0, 0.5, 1], points.Select(point => point.Truncation));
        Assert.Equal(0, points[0].Spread, 1e-6);
        Assert.True(points[0].Spread < points[1].Spread && points[1].Spread < points[2].Spread);
    }

    [Fact]
    public void Generator_of_other_codes_has_no_truth()
    {
        using var head = SmallPanoHead.Create();
        var error = Assert.Throws<ArgumentException>(() => TruncationCurve.Measure(head, new ScaledPixels(1), Few));
        Assert.Contains("64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_head_has_no_variety()
    {
        using var head = SmallPopulationHead.Create();
        Assert.Throws<ArgumentException>(() => TruncationCurve.Measure(head, new ScaledPixels(1), Few with { Heads = 1 }));
    }
}
