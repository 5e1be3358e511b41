using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Photos;
using Workbench.Population;

namespace Workbench.Evaluation;

/// <summary>A photograph of a set, and how the head truly looks from elsewhere, where that is known.</summary>
/// <param name="Photo">The photograph; background white.</param>
/// <param name="TrueViews">Cameras to true pictures, [V, 3, H, H], −1…1, of a given side; null for real photographs.</param>
public sealed record EvaluationPhoto(Photo Photo, Func<IReadOnlyList<Camera>, int, Tensor>? TrueViews) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Photo.Image, Photo.Mask];
}

/// <summary>Photographs that inverters are measured on.</summary>
public interface IEvaluationPhotos
{
    /// <summary>What reports call the set; other photographs have another name.</summary>
    string Name { get; }

    /// <summary>Number of photographs.</summary>
    int Count { get; }

    /// <summary>One photograph.</summary>
    /// <param name="index">0…<see cref="Count"/> − 1.</param>
    /// <param name="side">Pixels a side.</param>
    EvaluationPhoto Load(int index, int side);
}

/// <summary>The photo population: heads that the generator never saw exactly, with extras that it does not know, and the truth behind them.</summary>
/// <param name="split">Which heads.</param>
/// <param name="count">How many, one photograph each.</param>
/// <param name="extras">How often extras occur; null takes the usual ones.</param>
public sealed class PopulationPhotos(HeadSplit split, int count, PhotoExtras? extras = null) : IEvaluationPhotos
{
    /// <inheritdoc/>
    public string Name => $"photo population, {split}" + (extras is null ? "" : $", {ConfigJson.Write(extras).ReplaceLineEndings(" ")}");

    /// <inheritdoc/>
    public int Count { get; } = count > 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "An evaluation needs at least one photograph.");

    /// <inheritdoc/>
    public EvaluationPhoto Load(int index, int side)
    {
        var taken = HeadPopulation.Photo(split, index, extras: extras);
        using var scope = NewDisposeScope();
        var image = Views([taken.Camera], side);
        var photo = new Photo(image, taken.Label, name: $"{split.ToString().ToLowerInvariant()}-{index:00000}", range: ImageRange.Signed);
        return new EvaluationPhoto(photo, Views).MoveToOuterDisposeScope();

        Tensor Views(IReadOnlyList<Camera> cameras, int pixels)
        {
            using var step = NewDisposeScope();
            var heads = Enumerable.Repeat(taken.Head, cameras.Count).ToArray();
            return HeadRenderer.Render(heads, cameras, pixels, details: [.. heads.Select(_ => taken.Details)]).Image().MoveToOuterDisposeScope();
        }
    }
}

/// <summary>Photographs on the disk; nothing is known behind them.</summary>
/// <param name="dataset">Labelled images; masks, where there are some, put the rest in white. Stays the caller's.</param>
/// <param name="name">What reports call the set.</param>
/// <param name="count">How many, from the first; all unless given.</param>
public sealed class DatasetPhotos(ImageDataset dataset, string name, int? count = null) : IEvaluationPhotos
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Count => Math.Min(dataset.Images.Count, count ?? int.MaxValue);

    /// <inheritdoc/>
    /// <exception cref="DatasetException">A picture is too small, or its mask has another size or is dark everywhere.</exception>
    public EvaluationPhoto Load(int index, int side)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var labelled = dataset.Images[index];
        using var scope = NewDisposeScope();
        var picture = dataset.Picture(labelled);
        var cover = dataset.Mask(labelled);
        try
        {
            if (Math.Min(picture.Width, picture.Height) < Photo.FewestPixels)
                throw new ArgumentException($"{picture.Width}×{picture.Height} pixels are too few to show a head, each side needs {Photo.FewestPixels}. Take a larger copy.");
            if (cover is not null)
                BackgroundRemoval.Check(cover, picture);
        }
        catch (ArgumentException error)
        {
            throw new DatasetException(name, [$"{labelled.Name}: {Sentence(error)}"]);
        }
        var image = picture.CentreSquare().Resize(side, side).ToTensor();
        var mask = cover?.CentreSquare().Resize(side, side).ToMask();
        return new EvaluationPhoto(new Photo(image, labelled.Camera, mask, labelled.Name, ImageRange.Signed), null).MoveToOuterDisposeScope();
    }

    // Without the name of a parameter, which means nothing in a data set.
    private static string Sentence(ArgumentException error) => error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);
}
