using Workbench.Cameras;
using Workbench.Occlusion;
using Workbench.Rendering;
using Workbench.Tests.Generator;

namespace Workbench.Tests.Occlusion;

public sealed class OcclusionEstimatorTests : TensorTest
{
    private static readonly PlaneLayout Layout = new(PlaneAxes.PanoHead, 3, 128, 128, 1);

    [Theory]
    [InlineData(0, 3, "xyz xzy yzx")]
    [InlineData(34, 3, "xyz xzy yzx")]
    [InlineData(149, 3, "xyz xzy yzx")]
    [InlineData(34, 1, "xyz xzy yzx")]
    [InlineData(-70, 5, "xyz xzy zxy")]
    public void Every_seen_point_reads_visible_cells_only(double yaw, int slices, string axes)
    {
        var layout = Layout with { Depth = slices, Axes = PlaneAxes.Parse(axes) };
        var scene = Ball.Seen(yaw, 96);
        using var mask = OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, layout);
        using var seen = SeenPoints.Unproject(scene.Camera, scene.Depth, scene.Opacity);
        var points = seen.Points[0].index_select(0, seen.Kept[0].nonzero().flatten()).unsqueeze(0).to(ScalarType.Float32); // [1, M, 3]
        Assert.True(points.shape[1] > 1000);
        Tensor Read(Tensor cells) => TriGridSampler.Sample(new TriGrid(cells.unsqueeze(2), layout.Axes, layout.BoxSize), points);
        Assert.True(Read(mask.Visible).sub(Read(ones_like(mask.Visible))).abs().max().item<float>() < 1e-6);
    }

    [Fact]
    public void Back_of_the_head_stays_occluded_from_the_front()
    {
        var scene = Ball.Seen(0, 96);
        using var mask = OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout);
        var share = mask.VisibleShare(); // [P, D]
        Assert.Equal(0, share[0, 0].item<float>());
        Assert.True(share[0, 2].item<float>() > 0.1);
        using var shared = OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout, new OcclusionConfig { Slices = SliceRule.PerPlane });
        Assert.True(shared.VisibleShare()[0, 0].item<float>() > 0.1);
        Assert.True(shared.Visible.ge(mask.Visible).all().item<bool>());
    }

    [Fact]
    public void Cameras_of_one_head_see_together_and_heads_stay_apart()
    {
        var (front, back) = (Ball.Seen(0, 48), Ball.Seen(180, 48));
        var (cameras, depth, opacity) = (cat([front.Camera, back.Camera]), cat([front.Depth, back.Depth]), cat([front.Opacity, back.Opacity]));
        var raw = new OcclusionConfig { Closing = 0, Dilation = 0 };
        using var together = OcclusionEstimator.Estimate(cameras, depth, opacity, Layout, raw, viewsPerHead: 2);
        using var apart = OcclusionEstimator.Estimate(cameras, depth, opacity, Layout, raw);
        using var first = OcclusionEstimator.Estimate(front.Camera, front.Depth, front.Opacity, Layout, raw);
        Assert.Equal([1, 3, 3, 128, 128], together.Visible.shape);
        Assert.Equal([2, 3, 3, 128, 128], apart.Visible.shape);
        Assert.True(apart.Visible[0].eq(first.Visible[0]).all().item<bool>());
        Assert.True(together.Visible[0].eq(apart.Visible.amax([0])).all().item<bool>());
    }

    [Fact]
    public void First_plane_only_leaves_the_others_visible()
    {
        var scene = Ball.Seen(20, 48);
        using var mask = OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout, new OcclusionConfig { Planes = MaskedPlanes.First });
        Assert.True(mask.Visible[.., 1..].eq(1).all().item<bool>());
        Assert.InRange(mask.Visible[.., 0].mean().item<float>(), 0.01, 0.9);
    }

    [Fact]
    public void Shell_only_adds_cells()
    {
        var scene = Ball.Seen(20, 48);
        using var thin = OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout);
        using var thick = OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout, new OcclusionConfig { ShellThickness = 0.05 });
        Assert.True(thick.Visible.ge(thin.Visible).all().item<bool>());
        Assert.True(thick.Visible.sum().item<float>() > thin.Visible.sum().item<float>());
    }

    [Fact]
    public void Points_that_are_transparent_outside_or_undefined_mark_nothing()
    {
        var scene = Ball.Seen(0, 48);
        foreach (var (depth, opacity) in new[] { (scene.Depth, zeros_like(scene.Opacity)), (full_like(scene.Depth, 9), ones_like(scene.Opacity)), (full_like(scene.Depth, double.NaN), ones_like(scene.Opacity)) })
        {
            using var mask = OcclusionEstimator.Estimate(scene.Camera, depth, opacity, Layout);
            Assert.True(mask.Visible.eq(0).all().item<bool>());
            Assert.Contains("nothing is seen", Assert.Single(mask.Diagnose()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Clamped_points_mark_the_border()
    {
        var scene = Ball.Seen(0, 48);
        using var mask = OcclusionEstimator.Estimate(scene.Camera, full_like(scene.Depth, 0.5), scene.Opacity, Layout, OcclusionConfig.Goae with { BlurThreshold = null, SoftEdge = false });
        Assert.True(mask.Visible[0, 0].sum().item<float>() > 0);
    }

    [Fact]
    public void Mask_is_made_from_the_renders_of_a_head()
    {
        using var head = SmallPanoHead.Create();
        using var grid = head.Synthesize(head.Map(1));
        using var views = head.Render(grid, [Camera.At(0), Camera.At(90)]);
        using var mask = OcclusionEstimator.Estimate(views, grid, new OcclusionConfig { OpacityThreshold = null });
        Assert.Equal(1, mask.Visible.shape[0]);
        Assert.Equal(grid.Features.shape[3..], mask.Visible.shape[2..]);
    }

    [Fact]
    public void Soft_edge_keeps_full_and_empty_masks_as_they_are()
    {
        foreach (var value in new[] { 0f, 1f })
        {
            using var mask = new OcclusionMask(full(new long[] { 1, 3, 3, 32, 32 }, value), new OcclusionConfig());
            using var soft = mask.Soften();
            Assert.True(soft.Visible.eq(value).all().item<bool>());
        }
        using var all = new OcclusionMask(ones([1, 3, 3, 32, 32]), new OcclusionConfig());
        Assert.Contains("everything is seen", Assert.Single(all.Diagnose()), StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_and_misfits_are_refused()
    {
        var scene = Ball.Seen(0, 16);
        Assert.Throws<ArgumentException>(() => OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout, new OcclusionConfig { BlurTaps = 4 }));
        Assert.Throws<ArgumentException>(() => OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout, viewsPerHead: 2));
        Assert.Throws<ArgumentException>(() => OcclusionEstimator.Estimate(scene.Camera, scene.Depth[.., .., ..8], scene.Opacity, Layout));
        Assert.Throws<ArgumentException>(() => OcclusionEstimator.Estimate(scene.Camera, scene.Depth, scene.Opacity, Layout with { Width = 4, Height = 4 }, OcclusionConfig.Goae));
    }
}
