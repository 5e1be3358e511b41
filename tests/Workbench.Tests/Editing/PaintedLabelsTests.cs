using Workbench.Cameras;
using Workbench.Display;
using Workbench.Editing;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Tests.Editing;

public sealed class PaintedLabelsTests : TensorTest
{
    private const int Side = 32;
    private static readonly Camera[] s_cameras = [Camera.At(0), Camera.At(45), Camera.At(90), Camera.At(180)];

    [Fact]
    public void A_saved_and_loaded_mask_says_what_was_saved()
    {
        var (_, truth, found) = Painted();
        Assert.True(found.Probabilities[0].argmax(0).eq(truth.Probabilities[0].argmax(0)).all().ToBoolean());
        Assert.Equal(1, found.Confidence[0].min().item<float>());
    }

    [Fact]
    public void Painted_labels_reach_the_views_that_show_the_same_points_and_count_nothing_elsewhere()
    {
        var (views, truth, found) = Painted();
        var seen = found.Confidence[1, 0].gt(0);
        Assert.True(seen.sum().item<long>() > 100);
        var right = found.Probabilities[1].argmax(0).eq(truth.Probabilities[1].argmax(0)).logical_and(seen).sum().item<long>() / (double)seen.sum().item<long>();
        Assert.InRange(right, 0.8, 1);
        Assert.True(found.Confidence[3].sum().item<float>() < 0.2 * views.Mask[3].sum().item<float>()); // of the back the front shows the rim alone
    }

    [Fact]
    public void Over_another_source_only_what_is_painted_changes()
    {
        var (views, truth) = Head();
        var picture = new Picture(Side, Side); // transparent
        for (var x = 0; x < Side; x++)
            picture[x, 0] = PartColours.Of("hat");
        using var painted = PaintedMasks.Read(picture, "hat", s_cameras[1]);
        var found = new PaintedLabels([painted], new PopulationLabels(HeadSpec.Bob)).Label(views, TestContext.Current.CancellationToken);
        Assert.True(found.Probabilities[1, 18, 0].eq(1).all().ToBoolean());
        Assert.True(found.Probabilities[1, .., 1..].eq(truth.Probabilities[1, .., 1..]).all().ToBoolean());
        foreach (var view in new[] { 0, 2, 3 })
            Assert.True(found.Probabilities[view].eq(truth.Probabilities[view]).all().ToBoolean());
    }

    [Fact]
    public void A_mask_of_one_part_leaves_the_others_their_shares()
    {
        var (views, truth) = Head();
        using var painted = PaintedMasks.Read(Picture.Filled(Side, Side, Colour.Black), "no hair", s_cameras[0], PartSet.Hair);
        var found = new PaintedLabels([painted], new PopulationLabels(HeadSpec.Bob)).Label(views, TestContext.Current.CancellationToken);
        using var hair = found.Of(PartSet.Hair);
        Assert.Equal(0, hair[0].sum().item<float>());
        using var skin = truth.Of(PartSet.Face);
        Assert.True(found.Of(PartSet.Face)[0].ge(skin[0] - 1e-5).all().ToBoolean());
        Assert.True((found.Probabilities.sum(1) - 1).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Masks_for_other_poses_and_too_small_masks_are_named()
    {
        var (views, _) = Head();
        using var other = PaintedMasks.Read(Picture.Filled(Side, Side, PartColours.Of("hair")), "left.png", Camera.At(-45));
        var error = Assert.Throws<EditException>(() => new PaintedLabels([other]).Label(views));
        Assert.Contains("left.png is painted for yaw -45° elevation 0°, which is none of the views (yaw 0° elevation 0°, yaw 45°", error.Message, StringComparison.Ordinal);
        using var small = PaintedMasks.Read(Picture.Filled(8, 8, PartColours.Of("hair")), "small.png", s_cameras[0]);
        Assert.Contains("small.png has 8² pixels, fewer than the views (32²)", Assert.Throws<EditException>(() => new PaintedLabels([small]).Label(views)).Message, StringComparison.Ordinal);
        Assert.Contains("same pose", Assert.Throws<ArgumentException>(() => new PaintedLabels([small, small])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => new PaintedLabels([])).Message, StringComparison.Ordinal);
        Assert.Contains("do not know", Assert.Throws<ArgumentException>(() => new PaintedLabels([small], new ColourLabels())).Message, StringComparison.Ordinal);
    }

    // Labels of a front mask that was saved and loaded.
    private static (RenderedViews Views, PartLabels Truth, PartLabels Found) Painted()
    {
        using var folder = new TemporaryFolder();
        var (views, truth) = Head();
        PaintedMasks.Save(truth, 0, folder.File("front.png"));
        using var painted = PaintedMasks.Load(folder.File("front.png"), s_cameras[0]);
        return (views, truth, new PaintedLabels([painted]).Label(views, TestContext.Current.CancellationToken));
    }

    private static (RenderedViews Views, PartLabels Truth) Head()
    {
        var views = TrueViews.Of(HeadSpec.Bob, s_cameras, Side);
        return (views, new PopulationLabels(HeadSpec.Bob).Label(views));
    }
}
