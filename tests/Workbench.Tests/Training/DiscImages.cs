using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;

namespace Workbench.Tests.Training;

/// <summary>A small data set in the layout of EG3D: discs of another colour and place for every yaw, on grey, 32².</summary>
internal static class DiscImages
{
    public static void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "seg"));
        var labels = new List<LabelledImage>();
        for (var i = 0; i < 8; i++)
        {
            var (image, mask) = (Picture.Filled(32, 32, new Colour(128, 128, 128, 255)), Picture.Filled(32, 32, new Colour(0, 0, 0, 255)));
            for (var y = 0; y < 32; y++)
                for (var x = 0; x < 32; x++)
                    if ((x - 12 - i) * (x - 12 - i) + (y - 16) * (y - 16) < 64)
                        (image[x, y], mask[x, y]) = (new Colour((byte)(30 * i), 200, (byte)(255 - 30 * i), 255), Colour.White);
            image.Save(Path.Combine(folder, $"{i}.png"));
            mask.Save(Path.Combine(folder, "seg", $"{i}.png"));
            labels.Add(new LabelledImage($"{i}.png", Camera.At(-150 + 42 * i)));
        }
        DatasetLabels.Write(Path.Combine(folder, "dataset.json"), labels);
    }
}
