using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Population;

namespace Workbench.Tests.Editing;

/// <summary>Views from behind, labelled from true labels of the front.</summary>
public sealed class RearViewRuleTests : TensorTest
{
    private const int Side = 48;

    [Theory]
    [InlineData("bald", 1.0)]
    [InlineData("tonsure", 0.85)]
    [InlineData("afro", 0.93)]
    [InlineData("long", 0.93)]
    [InlineData("ponytail", 0.93)]
    [InlineData("bun", 0.93)]
    public void Hair_behind_the_head_is_found_from_its_front(string style, double least)
    {
        var (found, truth, _) = Label(HeadSpec.Named.First(item => item.Name == style).Head, TrueViews.Ring);
        Assert.InRange(TrueViews.Overlap(found, truth, PartSet.Hair, Enumerable.Range(4, 9)), least, 1);
    }

    [Fact]
    public void Front_views_keep_their_labels_and_rear_views_count_half_where_no_front_view_sees_them()
    {
        var (found, truth, rule) = Label(HeadSpec.SidePart, TrueViews.Ring);
        Assert.True(found.Probabilities[0].eq(truth.Probabilities[0]).all().ToBoolean());
        Assert.Equal(1f, found.Confidence[0].min().item<float>());
        Assert.Equal(0.5f, found.Confidence[3].max().item<float>()); // 67.5°
        Assert.True(found.Confidence[8].eq(0.5).to(ScalarType.Float32).mean().item<float>() > 0.5); // 180°
        Assert.True(rule.HasHair);
        Assert.False(rule.HasHat);
        Assert.Contains(found.Notes, note => note.Problem == EditProblem.RuleInsteadOfLabels && note.Text.StartsWith("9 of 16 views", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_hair_in_front_the_rear_is_skin_and_clothes()
    {
        var (found, _, rule) = Label(HeadSpec.Bald, Camera.Orbit(4));
        Assert.False(rule.HasHair);
        using var hair = found.Of(PartSet.Hair);
        Assert.Equal(0, hair.sum().item<float>());
        using var skin = found.Of(new PartSet("skin", ["skin"]));
        Assert.True(skin[2].mean().item<float>() > 0.05);
        Assert.Contains("no front view shows hair", Assert.Single(found.Notes).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_hair_is_hair_below_the_neck_line_too()
    {
        var (found, _, rule) = Label(HeadSpec.LongStraight, TrueViews.Ring);
        Assert.True(rule.LongHair);
        Assert.InRange(rule.NeckLine, -0.25f, -0.05f);
        using var hair = found.Of(PartSet.Hair);
        Assert.True(hair[8, 0, (Side * 3 / 4).., ..].mean().item<float>() > 0.05, "no hair on the back of long hair");
        Assert.False(Label(HeadSpec.Short, TrueViews.Ring).Rule.LongHair);
    }

    [Fact]
    public void Views_without_a_face_are_refused()
    {
        var error = Assert.Throws<EditException>(() => { Label(HeadSpec.Short, [Camera.At(120), Camera.At(180)]); });
        Assert.Equal(EditProblem.CannotLabel, error.Problem);
        Assert.Contains("none of these 2 views", error.Message, StringComparison.Ordinal);
    }

    private static (PartLabels Found, PartLabels Truth, RearViewRule Rule) Label(HeadSpec head, IReadOnlyList<Camera> cameras)
    {
        var views = TrueViews.Of(head, cameras, Side);
        var truth = new PopulationLabels(head, supersampling: 1).Label(views);
        var result = new ViewLabels(views, PartTable.FaceParser);
        var completion = new RearCompletion(views, result, view => truth.Probabilities.narrow(0, view, 1));
        completion.Run("truth", TestContext.Current.CancellationToken);
        return (result.ToLabels(), truth, completion.Rule);
    }
}
