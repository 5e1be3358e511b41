using Workbench.Cameras;

namespace Workbench.Display;

/// <summary>What a camera label claims, drawn over its picture.</summary>
public static class CameraPictures
{
    private static readonly Colour Red = new(230, 60, 60);
    private static readonly Colour Green = new(60, 190, 80);
    private static readonly Colour Blue = new(70, 110, 240);
    private static readonly Colour Box = new(250, 200, 60);
    private static readonly Colour Back = new(160, 140, 90);

    /// <summary>The picture with the world's axes (x red, y green, z blue) and a box of head size; the side before the face is bright.</summary>
    /// <param name="picture">A picture.</param>
    /// <param name="camera">Its camera.</param>
    public static Picture WithOverlay(this Picture picture, Camera camera)
    {
        using var canvas = new Canvas(picture.Width, picture.Height);
        canvas.Draw(picture, 0, 0);
        var width = Math.Max(1f, picture.Width / 160f);
        foreach (var line in CameraOverlay.HeadBox(camera).Concat(CameraOverlay.Axes(camera)))
            canvas.Line(line.From.X * picture.Width, line.From.Y * picture.Height, line.To.X * picture.Width, line.To.Y * picture.Height, Tint(line.Part), width);
        return canvas.ToPicture();
    }

    private static Colour Tint(OverlayPart part) => part switch
    {
        OverlayPart.AxisX => Red,
        OverlayPart.AxisY => Green,
        OverlayPart.AxisZ => Blue,
        OverlayPart.BoxFront => Box,
        _ => Back,
    };
}
