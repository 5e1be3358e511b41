using System.Numerics;
using Workbench.Photos;

namespace Workbench.Tests.Photos;

public sealed class HeadPointsTests
{
    private static readonly HeadPoints Face = HeadPoints.Parse("100,100 160,100 130,130 110,160 150,160");

    [Fact]
    public void Points_are_read_back_as_they_were_written()
    {
        var points = Face with { Chin = new Vector2(130.25f, 190), Box = new HeadRectangle(60, 20, 200, 195) };
        Assert.Equal(points, HeadPoints.Parse(points.ToString()));
        Assert.True(Face.HasFive);
        Assert.Equal(5, Face.Known.Count);
    }

    [Theory]
    [InlineData("", "no points")]
    [InlineData("1,2 3,4", "without names")]
    [InlineData("nose=1,2 3,4", "has no name")]
    [InlineData("noze=1,2", "'noze'")]
    [InlineData("nose=1", "two numbers")]
    [InlineData("nose=1,x", "no number")]
    [InlineData("nose=1,nan", "no number")]
    [InlineData("nose=1,2 nose=3,4", "twice")]
    [InlineData("box=1,2,3", "four numbers")]
    public void Text_that_is_no_points_is_named(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => HeadPoints.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Good_points_have_no_problem()
    {
        Assert.Empty(PointChecks.Problems(Face, 300, 300));
        Assert.Empty(PointChecks.Problems(HeadPoints.Around(10, 10, 100, 120), 300, 300));
    }

    [Theory]
    [InlineData("160,100 100,100 130,130 150,160 110,160", "exchanged")]
    [InlineData("100,100 160,100 130,130 150,160 110,160", "opposite directions")]
    [InlineData("100,100 160,100 130,130 110,160 950,160", "outside")]
    [InlineData("100,100 100,100 130,130 110,160 150,160", "same pixel")]
    [InlineData("nose=100,100 chin=100,140", "at least three")]
    [InlineData("box=10,10,10,20", "empty")]
    [InlineData("box=1000,1000,1100,1200", "outside")]
    public void Impossible_points_are_explained(string text, string words) =>
        Assert.Contains(PointChecks.Problems(HeadPoints.Parse(text), 300, 300), problem => problem.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void Sixty_eight_landmarks_become_points()
    {
        var all = Enumerable.Range(0, 68).Select(i => new Vector2(i, 2 * i)).ToArray();
        var points = HeadPoints.SixtyEight(all);
        Assert.Equal(new Vector2(38.5f, 77), points.RightEye);
        Assert.Equal(new Vector2(30, 60), points.Nose);
        Assert.Contains("68", Assert.Throws<ArgumentException>(() => HeadPoints.SixtyEight(all[..5])).Message, StringComparison.Ordinal);
    }
}
