using Workbench.Cameras;
using Workbench.Metrics;
using Workbench.Occlusion;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Tests.Metrics;

public sealed class OcclusionTruthTests : TensorTest
{
    private static readonly PlaneLayout Layout = new(PlaneAxes.PanoHead, 3, 64, 64, 0.84);

    private static readonly HeadSpec Head = HeadPopulation.Head(HeadSplit.Test, 0);

    [Fact]
    public void Masks_from_true_depth_agree_with_the_truth_by_nine_tenths()
    {
        var total = OcclusionAgreement.None;
        foreach (var yaw in new[] { 0.0, 40, -75 })
        {
            using var scope = NewDisposeScope();
            var camera = Camera.At(yaw, 8);
            var truth = TrueVisibility.Of(Head, [camera], Layout, 16);
            total = total.Plus(OcclusionAgreement.OfCells(Mask([camera]), truth));
        }
        Assert.InRange(total.OcclusionIoU, 0.95, 1);
        Assert.InRange(total.SeenIoU, 0.85, 1);
        foreach (var kind in Enum.GetValues<VisibilityClass>())
            Assert.InRange(total.Share(kind), 0.9, 1);
    }

    [Fact]
    public void Every_truly_seen_point_reads_cells_that_the_truth_calls_seen()
    {
        using var truth = TrueVisibility.Of(Head, [Camera.At(20)], Layout, 16);
        using var perfect = new OcclusionMask(truth.Cells.eq((long)VisibilityClass.Seen).to(ScalarType.Float32).unsqueeze(0), new OcclusionConfig());
        using var share = perfect.At(truth.Points.unsqueeze(0), Layout);
        Assert.True(truth.Points.shape[0] > 10_000);
        Assert.True(share.min().item<float>() > 0.9999f);
        var agreement = OcclusionAgreement.OfCells(perfect, truth);
        Assert.Equal(1, agreement.OcclusionIoU);
        Assert.Equal(1, agreement.SeenIoU);
    }

    [Fact]
    public void Classes_fill_the_box_and_change_as_the_camera_turns()
    {
        using var front = TrueVisibility.Of(Head, [Camera.At(0)], Layout, 24);
        using var both = TrueVisibility.Of(Head, [Camera.At(0), Camera.At(180)], Layout, 24);
        long Count(Tensor classes, VisibilityClass kind) => classes.eq((long)kind).sum().item<long>();
        foreach (var classes in new[] { front.Cells, front.Places, both.Cells })
            Assert.Equal(classes.numel(), Enum.GetValues<VisibilityClass>().Sum(kind => Count(classes, kind)));
        Assert.True(Count(both.Cells, VisibilityClass.Seen) > 1.3 * Count(front.Cells, VisibilityClass.Seen));
        Assert.True(Count(both.Cells, VisibilityClass.Hidden) < 0.7 * Count(front.Cells, VisibilityClass.Hidden));
        Assert.True(Count(front.Places, VisibilityClass.Hidden) > 0 && Count(front.Places, VisibilityClass.Empty) > 0);
        // A frontal camera of 13.4° sees no corner of the box.
        Assert.Equal((byte)VisibilityClass.Outside, front.Places[0, 0, 0].item<byte>());
        // From the front the rearmost slice of the xy plane holds little that is seen: the shoulders and the outline.
        Assert.True(Count(front.Cells[0, 0], VisibilityClass.Seen) < 0.5 * Count(front.Cells[0, 2], VisibilityClass.Seen));
    }

    [Fact]
    public void Scores_count_what_masks_get_right()
    {
        var score = new OcclusionAgreement(new(10, 2), new(20, 15), new(5, 5), new(65, 60));
        Assert.Equal(80.0 / 92, score.OcclusionIoU, 12);
        Assert.Equal(8.0 / 20, score.SeenIoU, 12);
        Assert.Equal(0.8, score.Share(VisibilityClass.Seen), 12);
        Assert.Equal(0.75, score.Share(VisibilityClass.Hidden), 12);
        Assert.True(double.IsNaN(OcclusionAgreement.None.OcclusionIoU));
        Assert.Equal(new ClassAgreement(20, 4), score.Plus(score).Seen);
    }

    [Fact]
    public void Masks_of_several_photographs_join()
    {
        using var front = Mask([Camera.At(0)]);
        using var back = Mask([Camera.At(180)]);
        using var joined = front.Union(back);
        using var together = Mask([Camera.At(0), Camera.At(180)], new OcclusionConfig { Closing = 0, Dilation = 0 });
        Assert.True(joined.Visible.ge(front.Visible).all().item<bool>());
        Assert.True(joined.Visible.ge(together.Visible).all().item<bool>());
    }

    [Fact]
    public void Every_option_is_valid_and_has_a_name_of_its_own()
    {
        Assert.All(OcclusionOption.All, option => Assert.Empty(option.Config.Validate()));
        Assert.Equal(OcclusionOption.All.Count, OcclusionOption.All.Select(option => option.Name).Distinct().Count());
        Assert.NotEmpty(new OcclusionConfig { DepthMultiplier = 0 }.Validate());
    }

    private static OcclusionMask Mask(Camera[] cameras, OcclusionConfig? config = null)
    {
        using var scope = NewDisposeScope();
        var views = HeadRenderer.Render(Head, cameras, 64, supersampling: 0);
        return OcclusionEstimator.Estimate(Camera.ToTensor(cameras), views.Depth, views.Depth.gt(0).to(ScalarType.Float32), Layout, config, cameras.Length).MoveToOuterDisposeScope();
    }
}
