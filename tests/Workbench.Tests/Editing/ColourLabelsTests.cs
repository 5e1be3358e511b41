using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Population;

namespace Workbench.Tests.Editing;

public sealed class ColourLabelsTests : TensorTest
{
    [Theory]
    [InlineData("afro", 0.8)]
    [InlineData("bob", 0.8)]
    [InlineData("side part", 0.6)]
    public void Hair_unlike_skin_is_found_by_its_colour_all_round(string style, double least)
    {
        var head = HeadSpec.Named.First(item => item.Name == style).Head;
        var views = TrueViews.Of(head, TrueViews.Ring, 48);
        var truth = new PopulationLabels(head, supersampling: 1).Label(views);
        var found = new ColourLabels().Label(views, TestContext.Current.CancellationToken);
        Assert.InRange(TrueViews.Overlap(found, truth, PartSet.Hair, Enumerable.Range(0, 16)), least, 1);
        Assert.Contains(found.Notes, note => note.Problem == EditProblem.Approximate);
    }

    [Fact]
    public void Parts_that_colours_cannot_tell_are_refused_by_name()
    {
        var views = TrueViews.Of(HeadSpec.Afro, [Camera.Front], 32);
        var found = new ColourLabels().Label(views, TestContext.Current.CancellationToken);
        Assert.Contains("'left eye'", Assert.Throws<EditException>(() => found.Of(PartSet.Eyes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_without_a_face_are_refused()
    {
        var views = TrueViews.Of(HeadSpec.Afro, [Camera.At(180)], 32);
        Assert.Equal(EditProblem.CannotLabel, Assert.Throws<EditException>(() => new ColourLabels().Label(views)).Problem);
    }

    [Fact]
    public void Colours_become_those_of_CIE_Lab()
    {
        var white = CieLab.Of(new(1, 1, 1));
        Assert.Equal(100, white.X, 0.01);
        Assert.Equal(0, white.Y, 0.02);
        var red = CieLab.Of(new(1, 0, 0)); // 53.24, 80.09, 67.20
        Assert.Equal(53.24, red.X, 0.02);
        Assert.Equal(80.09, red.Y, 0.05);
        Assert.Equal(67.20, red.Z, 0.05);
    }
}
