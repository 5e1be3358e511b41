using System.Numerics;
using Workbench.Display;

namespace Workbench.Detectors;

/// <summary>A photograph scaled into a network's input, at the top left, the rest black.</summary>
/// <param name="Picture">The input.</param>
/// <param name="Scale">Pixels of the input for one of the photograph.</param>
internal sealed record Letterbox(Picture Picture, double Scale)
{
    /// <summary>Fits a photograph into an input of a fixed size, or of a multiple of 32 near a side of 640 where any is taken.</summary>
    public static Letterbox Of(Picture photo, OnnxPort input)
    {
        const int Free = 640;
        const int Step = 32;
        var (height, width) = (input.Shape[2], input.Shape[3]);
        var scale = Math.Min((width > 0 ? width : Free) / (double)photo.Width, (height > 0 ? height : Free) / (double)photo.Height);
        var small = photo.Resize(Math.Max(1, (int)Math.Round(photo.Width * scale)), Math.Max(1, (int)Math.Round(photo.Height * scale)));
        var canvas = Picture.Filled(
            width > 0 ? width : (small.Width + Step - 1) / Step * Step,
            height > 0 ? height : (small.Height + Step - 1) / Step * Step, Colour.Black);
        canvas.Draw(small, 0, 0);
        return new Letterbox(canvas, scale);
    }

    /// <summary>A place of the input, measured from its edge, as a pixel of the photograph, measured from the middle of the first one.</summary>
    public Vector2 ToPhoto(double x, double y) => new((float)(x / Scale - 0.5), (float)(y / Scale - 0.5));
}
