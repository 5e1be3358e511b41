using Workbench.Cameras;
using Workbench.Data;

namespace Workbench.Tests.Data;

public sealed class PoseBalanceTests
{
    private static readonly double[] Yaws = [0, 30, -60, 100, -120, 175];
    private static readonly IReadOnlyList<LabelledImage> Images = [.. Yaws.Select(yaw => new LabelledImage($"{yaw}.png", Camera.At(yaw)))];

    [Fact]
    public void Without_settings_the_front_comes_first_and_the_back_follows_once() =>
        Assert.Equal(["0.png", "30.png", "-60.png", "100.png", "-120.png", "175.png"], Names(new PoseBalance().Apply(Images)));

    [Fact]
    public void The_back_set_is_repeated_as_a_whole() =>
        Assert.Equal(["0.png", "30.png", "-60.png", "100.png", "-120.png", "175.png", "100.png", "-120.png", "175.png"], Names(new PoseBalance { BackRepeat = 2 }.Apply(Images)));

    [Fact]
    public void Yaw_limits_count_on_both_sides()
    {
        Assert.Equal(["30.png", "-60.png", "100.png"], Names(new PoseBalance { MinYaw = 20, MaxYaw = 110 }.Apply(Images)));
        Assert.Equal(["-120.png", "175.png", "-120.png", "175.png"], Names(new PoseBalance { MinYaw = 110, BackRepeat = 2 }.Apply(Images)));
    }

    [Fact]
    public void Mirroring_doubles_the_set_and_turns_the_yaw()
    {
        var doubled = PoseBalance.WithMirrored(Images);
        Assert.Equal(2 * Images.Count, doubled.Count);
        Assert.False(doubled[1].Mirrored);
        Assert.True(doubled[Images.Count + 1].Mirrored);
        Assert.Equal("30.png", doubled[Images.Count + 1].Name);
        Assert.Equal(-30, doubled[Images.Count + 1].Camera.Angles.YawDegrees, 1e-3);
    }

    [Fact]
    public void Steep_views_are_repeated_by_their_threshold() =>
        Assert.Equal(
            ["0.png", "30.png", "30.png", "-60.png", "-60.png", "-60.png"],
            Names(PoseBalance.Repeat(Images.Take(3), PoseBalance.ByYaw((20, 2), (50, 3)))));

    [Fact]
    public void Impossible_settings_are_all_named()
    {
        Assert.Equal(3, new PoseBalance { MinYaw = 200, MaxYaw = 100, BackRepeat = 0 }.Validate().Count);
        Assert.Throws<InvalidOperationException>(() => new PoseBalance { BackRepeat = 0 }.Apply(Images));
        Assert.Contains("30.png", Assert.Throws<ArgumentException>(() => PoseBalance.Repeat(Images, image => image.Name == "30.png" ? -1 : 1)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(IEnumerable<LabelledImage> images) => images.Select(image => image.Name);
}
