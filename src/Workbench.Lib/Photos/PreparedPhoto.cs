using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Inversion;

namespace Workbench.Photos;

/// <summary>A photograph ready for inversion: crop, mask and camera that belong together, and how they came about.</summary>
/// <param name="Crop">The head, over a plain colour if the background was removed.</param>
/// <param name="Mask">Bright where the head is, as large as the crop; null when unknown.</param>
/// <param name="Camera">The camera of the crop.</param>
/// <param name="Transform">Which part of the photograph the crop shows.</param>
/// <param name="Convention">The convention of crop and camera.</param>
/// <param name="Points">The points that it was made of, in the photograph.</param>
/// <param name="Warnings">What the user should look at, one sentence or two each.</param>
public sealed record PreparedPhoto(Picture Crop, Picture? Mask, Camera Camera, CropTransform Transform, CropConvention Convention, HeadPoints Points, IReadOnlyList<string> Warnings)
{
    private static readonly Colour Mark = new(255, 60, 200);

    /// <summary>What reports call it.</summary>
    public string Name { get; init; } = "photo";

    /// <summary>The average-like head that the refinement compared with, as the camera sees it; null without refinement.</summary>
    public Picture? Guess { get; init; }

    /// <summary>Every yaw that the refinement tried; empty without refinement.</summary>
    public IReadOnlyList<YawStart> Starts { get; init; } = [];

    /// <summary>Angle around the head as <see cref="Camera.At"/> takes it: 0 sees the face, +90 the person's left.</summary>
    public double YawDegrees => Math.Atan2(Camera.Position.X, Camera.Position.Z) * 180 / Math.PI;

    /// <summary>Elevation as <see cref="Camera.At"/> takes it.</summary>
    public double PitchDegrees => Math.Asin(Math.Clamp(Camera.Position.Y / Camera.Position.Length(), -1, 1)) * 180 / Math.PI;

    /// <summary>The photograph for an inverter, resized to the generator's pictures.</summary>
    /// <param name="side">Pixels a side.</param>
    /// <param name="masked">Whether only the head counts (<see cref="Photo.Mask"/>); otherwise the removed background is part of the target.</param>
    public Photo ToPhoto(int side, bool masked = false)
    {
        using var scope = NewDisposeScope();
        var image = Crop.Resize(side, side).ToTensor();
        var mask = masked && Mask is not null ? Mask.Resize(side, side).ToMask() : null;
        return Ops.TensorRecordScopes.MoveToOuterDisposeScope(new Photo(image, Camera, mask, Name, ImageRange.Signed));
    }

    /// <summary>The visual check: the crop, the camera's axes and head box over it, the given points, the mask, and the head that the pose was found with. If the box does not sit on the head, the camera is wrong.</summary>
    public Figure Check()
    {
        var pictures = new List<Picture> { Crop, WithPoints(Crop.WithOverlay(Camera)) };
        var captions = new List<string> { "crop", "axes, head box, points" };
        if (Mask is not null)
        {
            pictures.Add(Mask);
            captions.Add("mask");
        }
        if (Guess is not null)
        {
            pictures.Add(Guess.Resize(Crop.Width, Crop.Height));
            captions.Add("head of this pose");
        }
        return Figures.Grid(pictures, captions, title: Name, caption: string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Convention} crop, yaw {YawDegrees:0.#}°, pitch {PitchDegrees:0.#}°"));
    }

    /// <summary>Writes <c>crop.png</c>, <c>mask.png</c> where there is one, <c>dataset.json</c> with the camera, and <c>check.png</c>.</summary>
    /// <param name="folder">Made if missing; files of the same names are replaced.</param>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        void Write(string name, Action<string> write)
        {
            var path = Path.Combine(folder, name);
            write(path);
            files.Add(path);
        }

        Write("crop.png", path => Crop.Save(path));
        if (Mask is not null)
            Write("mask.png", path => Mask.Save(path));
        Write("dataset.json", path => DatasetLabels.Write(path, [new LabelledImage("crop.png", Camera)]));
        Write("check.png", path => Check().Save(path));
        return files;
    }

    // Little crosses.
    private Picture WithPoints(Picture picture)
    {
        var arm = Math.Max(2, picture.Width / 80);
        foreach (var (_, place) in Points.Known)
        {
            var at = Transform.ToCrop(place);
            var (x, y) = ((int)Math.Clamp(at.X, -1e6f, 1e6f), (int)Math.Clamp(at.Y, -1e6f, 1e6f));
            for (var i = -arm; i <= arm; i++)
            {
                Put(picture, x + i, y);
                Put(picture, x, y + i);
            }
        }
        return picture;
    }

    private static void Put(Picture picture, int x, int y)
    {
        if (x >= 0 && y >= 0 && x < picture.Width && y < picture.Height)
            picture[x, y] = Mark;
    }
}
