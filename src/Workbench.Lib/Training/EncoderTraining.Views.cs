using Workbench.Cameras;
using Workbench.Display;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <content>What the encoder makes of photographs that it never sees in training.</content>
public sealed partial class EncoderTraining
{
    private const int SheetPhotos = 5;

    private static readonly (double Yaw, string Name)[] Sides = [(0, "front"), (90, "side"), (-90, "side"), (180, "back")];

    /// <inheritdoc/>
    public IReadOnlyList<TrainingSample> Samples()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var side = Generator.Config.ImageResolution;
        if (HeldOutCount == 0)
            return [];
        var photos = Enumerable.Range(0, Math.Min(SheetPhotos, HeldOutCount)).Select(i => HeldOutPhoto(i, side, HeadSplit.Validation).Photo).ToArray();
        var sheet = Picture.Filled(6 * side, photos.Length * side, Colour.White);
        for (var row = 0; row < photos.Length; row++)
        {
            using var one = NewDisposeScope();
            var heads = Result.Encode(Generator, [photos[row]]);
            Tensor[] cells =
            [
                photos[row].Image, heads.Reconstruct(Generator, initial: true).Image, heads.Reconstruct(Generator).Image,
                .. Generator.Render(heads.Grid, [Camera.At(90), Camera.At(180), Camera.At(270)]).Image.split(1),
            ];
            for (var column = 0; column < cells.Length; column++)
                sheet.Draw(Picture.FromBatch(RefinementPictures.Sized(cells[column], side))[0], column * side, row * side);
        }
        return [new TrainingSample("photo, code, refined, left, back, right", sheet)];
    }

    /// <inheritdoc/>
    /// <remarks>Empty without held-out photographs. psnr/code and psnr/input: the photograph against its render before and after refinement; psnr/front, side and back: renders against true pictures, where there are such. Raw pictures, colours 0…1, errors pooled.</remarks>
    public IReadOnlyDictionary<string, double> Evaluate() => Measure(HeadSplit.Validation, Config.EvaluationPhotos);

    /// <summary>Measures on photographs of a split; those of a folder are its held-out ones.</summary>
    internal IReadOnlyDictionary<string, double> Measure(HeadSplit split, int photos)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (side, sums) = (_encoder.Config.ImageResolution, new Dictionary<string, (double Sum, int Count)>());
        for (var i = 0; i < Math.Min(photos, HeldOutCount); i++)
        {
            using var one = NewDisposeScope();
            var (photo, truth) = HeldOutPhoto(i, side, split);
            var heads = Result.Encode(Generator, [photo]);
            Add("psnr/code", _encoder.Compared(Generator, heads.Initial with { Latents = heads.Grid.Latents }, [photo.Camera]), photo.Image);
            Add("psnr/input", _encoder.Compared(Generator, heads.Grid, [photo.Camera]), photo.Image);
            if (truth is null)
                continue;
            Camera[] cameras = [.. Sides.Select(view => Camera.At(view.Yaw))];
            var expected = HeadRenderer.Render([.. cameras.Select(_ => truth.Head)], cameras, side, details: [.. cameras.Select(_ => truth.Details)]).Image((float)_encoder.Config.Backdrop.Grey);
            for (var view = 0; view < cameras.Length; view++)
                Add("psnr/" + Sides[view].Name, _encoder.Compared(Generator, heads.Grid, [cameras[view]]), expected[view..(view + 1)]);
        }
        return sums.ToDictionary(pair => pair.Key, pair => -10 * Math.Log10(Math.Max(pair.Value.Sum / pair.Value.Count, 1e-12)));

        void Add(string name, Tensor image, Tensor target)
        {
            var error = ((image.clamp(-1, 1) - RefinementPictures.Sized(target, side)) / 2).square().mean().ToDouble();
            var (sum, count) = sums.GetValueOrDefault(name);
            sums[name] = (sum + error, count + 1);
        }
    }

    /// <summary>Photographs that are never trained on.</summary>
    internal int HeldOutCount => _folder?.HeldOut.Count ?? int.MaxValue;

    // A photograph that is not trained on, and the head it shows where that is known.
    private (Photo Photo, HeadPhoto? Truth) HeldOutPhoto(int index, int side, HeadSplit split)
    {
        if (_folder is not null)
        {
            var labelled = _folder.HeldOut[index];
            return (new Photo(_folder.Read(labelled), labelled.Camera, name: labelled.Name, range: ImageRange.Signed), null);
        }
        var truth = PopulationPictures.Photo(Config.Data, split, index);
        using var rendered = HeadRenderer.Render([truth.Head], [truth.Camera], side, details: [truth.Details]);
        return (new Photo(rendered.Image((float)_encoder.Config.Backdrop.Grey), truth.Label, name: $"photo {index}", range: ImageRange.Signed), truth);
    }
}
