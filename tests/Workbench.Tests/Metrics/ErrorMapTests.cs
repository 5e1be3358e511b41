using Workbench.Cameras;
using Workbench.Metrics;
using Workbench.Population;

namespace Workbench.Tests.Metrics;

public sealed class ErrorMapTests : TensorTest
{
    private static readonly HeadSpec Head = HeadPopulation.Head(HeadSplit.Test, 0);

    [Fact]
    public void Error_in_the_eyes_is_counted_there()
    {
        using var truth = HeadRenderer.Render(Head, [Camera.Front, Camera.At(180)], 64);
        var map = new ErrorMap(HeadSplit.Test, [0, 180], 1, 64);
        var eyes = (truth.Parts == (byte)HeadPart.LeftEye).logical_and(truth.Alpha.squeeze(1) == 1).unsqueeze(1); // [V, 1, H, W]
        var flipped = where(eyes, -truth.Image(), truth.Image());
        map.Add(0, truth, flipped);
        var totals = map.Totals().ToDictionary(total => total.Area);
        Assert.Equal(1, totals["eyes"].Error, 1e-6);
        Assert.Equal(1, totals.Values.Sum(total => total.Pixels), 1e-9);
        Assert.True(totals["eyes"].Psnr < 30);
        var table = map.Decibels();
        var eyeRow = ErrorMap.Areas.ToList().IndexOf("eyes");
        Assert.True(double.IsNaN(table[eyeRow, 1])); // nobody has eyes behind
        Assert.True(table[0, 0] > 100);
    }

    [Fact]
    public void Worst_heads_come_first()
    {
        using var truth = HeadRenderer.Render(Head, [Camera.Front], 32);
        var map = new ErrorMap(HeadSplit.Test, [0], 3, 32);
        map.Add(0, truth, truth.Image());
        map.Add(1, truth, truth.Image() * 0.5);
        map.Add(2, truth, truth.Image() * 0.8);
        Assert.Equal([1, 2, 0], map.Worst().Select(item => item.Head));
    }

    [Fact]
    public void Outline_is_where_a_pixel_is_covered_partly()
    {
        using var truth = HeadRenderer.Render(Head, [Camera.Front], 32);
        var map = new ErrorMap(HeadSplit.Test, [0], 1, 32);
        map.Add(0, truth, truth.Image());
        var expected = (truth.Alpha > 0).logical_and(truth.Alpha < 1).sum().ToInt64() / 1024.0;
        Assert.Equal(expected, map.Totals().Single(total => total.Area == "outline").Pixels, 1e-9);
    }

    [Fact]
    public void Generator_is_measured_all_round()
    {
        using var head = SmallPopulationHead.Create();
        var map = ErrorMap.Measure(head, HeadSplit.Validation, 2, [0, 90]);
        Assert.Equal((2, 2, 8), (map.HeadErrors.Length, map.YawsDegrees.Count, map.Resolution));
        Assert.All(map.HeadErrors, error => Assert.InRange(error, 0.001, 1));
    }
}
