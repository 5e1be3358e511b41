using System.Globalization;
using Workbench.Display;
using Workbench.Generator;

namespace Workbench.Evaluation;

/// <summary>Strips of pictures on the disk: the photograph or truth, and the inverted head, all round.</summary>
internal static class EvaluationPictures
{
    private const int Largest = 192;

    /// <summary>Writes the strips of a photograph.</summary>
    public static void Write(string folder, int index, InversionTrial trial, EvaluationPhoto photo, TrialConfig config, PanoHeadConfig generator)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder);
        var side = Math.Min(Largest, generator.ImageResolution);
        var photograph = trial.Photograph.Resize(side, side);
        IReadOnlyList<Picture> truth = photo.TrueViews is { } views ? [photograph, .. Picture.FromBatch(views(config.Cameras(generator.CameraRadius), side))] : [photograph];
        Strip([.. truth.Select(picture => picture.Resize(side, side))]).Save(Name(folder, index, "truth"));
        Strip([.. new[] { trial.Reconstruction }.Concat(trial.Views).Select(picture => picture.Resize(side, side))]).Save(Name(folder, index, "made"));
    }

    /// <summary>Sheets of all photographs that have strips: the truth above the inverters.</summary>
    public static IReadOnlyList<Figure> Sheets(IReadOnlyList<(string Name, string Folder)> inverters, int shown)
    {
        var sheets = new List<Figure>();
        for (var i = 0; i < shown; i++)
        {
            var present = inverters.Where(item => File.Exists(Name(item.Folder, i, "made"))).ToArray();
            if (present.Length == 0)
                continue;
            var strips = present.Select(item => Picture.Load(Name(item.Folder, i, "made"))).Prepend(Picture.Load(Name(present[0].Folder, i, "truth"))).ToArray();
            sheets.Add(Figures.Grid(strips, ["photograph, truth all round", .. present.Select(item => item.Name)], 1, string.Create(CultureInfo.InvariantCulture, $"Photograph {i}"), "as photographed, then all round from the front"));
        }
        return sheets;
    }

    private static Picture Strip(IReadOnlyList<Picture> pictures)
    {
        const int Gap = 2;
        var sheet = Picture.Filled(pictures.Sum(picture => picture.Width + Gap) - Gap, pictures[0].Height, Colour.White);
        for (var i = 0; i < pictures.Count; i++)
            sheet.Draw(pictures[i], i * (pictures[0].Width + Gap), 0);
        return sheet;
    }

    private static string Name(string folder, int index, string kind) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"photo-{index:0000}-{kind}.png"));
}
