using Workbench.Cameras;
using Workbench.Display;

namespace Workbench.Tests.Display;

public sealed class CameraPicturesTests
{
    [Fact]
    public void Axes_start_in_the_middle_and_keep_their_colours()
    {
        var picture = Picture.Filled(200, 200, Colour.White).WithOverlay(Camera.Front);
        // Seen from the front +x points right (red) and +y up (green).
        Assert.True(IsRed(picture[150, 100]), picture[150, 100].ToString());
        Assert.True(IsGreen(picture[100, 50]), picture[100, 50].ToString());
        Assert.Equal(Colour.White, picture[75, 75]);
    }

    [Fact]
    public void From_behind_x_points_left()
    {
        var picture = Picture.Filled(200, 200, Colour.White).WithOverlay(Camera.At(180));
        Assert.True(IsRed(picture[50, 100]), picture[50, 100].ToString());
        Assert.Equal(Colour.White, picture[150, 100]);
    }

    // Lines are smoothed, so a pixel may be half white.
    private static bool IsRed(Colour colour) => colour.R > colour.G + 40 && colour.R > colour.B + 40;

    private static bool IsGreen(Colour colour) => colour.G > colour.R + 40 && colour.G > colour.B + 40;
}
