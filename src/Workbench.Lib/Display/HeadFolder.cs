using System.Globalization;
using Workbench.Data;
using Workbench.Population;

namespace Workbench.Display;

/// <summary>Writes photographs of procedural heads as a data set that EG3D, PanoHead and <see cref="ImageDataset"/> read.</summary>
/// <remarks><c>images/00000/img00000000.png</c>, <c>images/dataset.json</c>, <c>seg/00000/img00000000.png</c> (coverage, 0…255) and <c>parts/00000/img00000000.png</c> (grey = class of the 19-class face parser).</remarks>
public static class HeadFolder
{
    private const int Batch = 16;
    private const int FolderSize = 1000;

    /// <summary>Writes a data set. Existing files of the same names are replaced; the label file comes last.</summary>
    /// <param name="folder">Where to; made where there is none.</param>
    /// <param name="photos">The photographs. Labels are those of the photographs, wrong ones too.</param>
    /// <param name="size">Pixels a side.</param>
    /// <param name="background">Grey behind the heads, 0 black … 1 white.</param>
    /// <param name="cancellation">Stops after a batch of sixteen pictures.</param>
    /// <returns>Number of pictures.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; what was written lies there without a label file.</exception>
    public static int Write(string folder, IEnumerable<HeadPhoto> photos, int size, float background = 1, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(photos);
        var labels = new List<LabelledImage>();
        foreach (var batch in photos.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var views = HeadRenderer.Render([.. batch.Select(photo => photo.Head)], [.. batch.Select(photo => photo.Camera)], size, 2, [.. batch.Select(photo => photo.Details)]);
            var pictures = Picture.FromBatch(views.Image(background));
            for (var i = 0; i < batch.Length; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{labels.Count / FolderSize:00000}/img{labels.Count:00000000}.png");
                pictures[i].Save(Place(folder, "images", name));
                GreyPng.SaveMask(Place(folder, "seg", name), views.Alpha[i]);
                GreyPng.SaveMask(Place(folder, "parts", name), views.Parts[i].to(ScalarType.Float32) / 255);
                labels.Add(new LabelledImage(name, batch[i].Label));
            }
        }
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        DatasetLabels.Write(Path.Combine(folder, "images", "dataset.json"), labels);
        return labels.Count;
    }

    private static string Place(string folder, string kind, string name) => Path.Combine(folder, kind, name);
}
