using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Tests.Cameras;

public sealed class CameraOverlayTests
{
    [Fact]
    public void From_the_front_x_points_right_y_up_and_z_at_the_viewer()
    {
        var axes = CameraOverlay.Axes(Camera.Front, 0.25f).ToDictionary(line => line.Part);
        Assert.True(axes[OverlayPart.AxisX].To.X > 0.8f);
        Assert.True(axes[OverlayPart.AxisY].To.Y < 0.2f);
        Assert.Equal(new Vector2(0.5f, 0.5f), axes[OverlayPart.AxisZ].To);
        Assert.All(axes.Values, line => Assert.Equal(new Vector2(0.5f, 0.5f), line.From));
    }

    [Fact]
    public void A_box_has_twelve_edges_of_which_four_lie_before_the_face()
    {
        var lines = CameraOverlay.HeadBox(Camera.At(30, 10));
        Assert.Equal(12, lines.Count);
        Assert.Equal(4, lines.Count(line => line.Part == OverlayPart.BoxFront));
    }

    [Fact]
    public void The_front_of_the_box_is_larger_from_the_front_and_smaller_from_behind()
    {
        Assert.True(Width(Camera.Front, OverlayPart.BoxFront) > Width(Camera.Front, OverlayPart.Box));
        Assert.True(Width(Camera.At(180), OverlayPart.BoxFront) < Width(Camera.At(180), OverlayPart.Box));

        static float Width(Camera camera, OverlayPart part) => CameraOverlay.HeadBox(camera).Where(line => line.Part == part).Max(line => MathF.Abs(line.To.X - line.From.X));
    }

    [Fact]
    public void Lines_are_cut_before_the_camera_and_dropped_behind_it()
    {
        var inside = CameraOverlay.HeadBox(Camera.At(0, 0, 0.1), 1);
        Assert.Equal(8, inside.Count); // the four edges of the front side lie behind the camera
        Assert.All(inside, line => Assert.True(float.IsFinite(line.From.X) && float.IsFinite(line.To.Y)));
        Assert.Empty(CameraOverlay.Axes(Camera.FromCameraToWorld(Camera.Front.ToCameraToWorld(CameraConvention.OpenGl), Intrinsics.Standard)));
    }
}
