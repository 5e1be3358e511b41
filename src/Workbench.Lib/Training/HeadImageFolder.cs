using System.Runtime.ExceptionServices;
using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>Where photographs of heads lie and which of them are shown how often; defaults are those of the released model.</summary>
public sealed record HeadImageFolderConfig
{
    /// <summary>Folder or zip archive in one of the layouts of <see cref="ImageDataset"/>; names in the labels are relative to its images.</summary>
    public string Images { get; init; } = "";

    /// <summary>Folder or zip archive of the masks, under the names of their images; <c>seg</c> in the data set unless given.</summary>
    public string? Masks { get; init; }

    /// <summary>Label file; <c>dataset.json</c> of the data set unless given.</summary>
    public string? Labels { get; init; }

    /// <summary>Show every image mirrored too.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>Poses to keep and to repeat.</summary>
    public PoseBalance Balance { get; init; } = new() { BackRepeat = 4 };
}

/// <summary>Photographs on the disk that a training shows: an <see cref="ImageDataset"/>, its balance of poses, every picture decoded at one size.</summary>
public sealed class HeadImageFolder : IHeadImages, IDisposable
{
    private const int Shown = 5;

    private readonly ImageDataset _set;
    private readonly IReadOnlyList<LabelledImage> _images;
    private readonly bool _masks;
    private readonly int _side;

    /// <summary>Reads the labels and looks whether every file is there; pictures are read when they are asked for.</summary>
    /// <param name="config">Places and selection.</param>
    /// <param name="side">Pixels a side that every image and mask must have.</param>
    /// <param name="masks">Whether masks are read.</param>
    /// <exception cref="ArgumentException">The configuration is bad, nothing is selected, or masks are missing; the first are named.</exception>
    /// <exception cref="DatasetException">There are no images or labels, or labels name images that are missing.</exception>
    /// <exception cref="LabelFormatException">The label file is bad.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public HeadImageFolder(HeadImageFolderConfig config, int side, bool masks)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!Path.Exists(config.Images))
            throw new ArgumentException($"config: there is no data set '{config.Images}'; set data.images to a folder (or zip archive) with images and a dataset.json.", nameof(config));
        if (config.Balance.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (_side, _masks) = (side, masks);
        _set = ImageDataset.Open(config.Images, masks ? config.Masks : null, config.Labels);
        try
        {
            var selected = config.Balance.Apply(_set.Images);
            _images = config.Mirror ? PoseBalance.WithMirrored(selected) : selected;
            if (_images.Count == 0)
                throw new ArgumentException($"config: no image of '{config.Images}' has a pose between {config.Balance.MinYaw} and {config.Balance.MaxYaw} degrees.", nameof(config));
            var bare = masks ? selected.Where(image => !_set.HasMask(image)).Select(image => image.Name).Distinct().ToList() : [];
            if (bare.Count > 0)
                throw new ArgumentException($"config: {bare.Count} images of '{config.Images}' have no mask, such as {string.Join(", ", bare.Take(Shown))}. Masks lie in '{config.Masks ?? "seg"}' under the names of their images.", nameof(config));
        }
        catch
        {
            _set.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <inheritdoc/>
    public Tensor Cameras() => Camera.ToTensor([.. _images.Select(image => image.Camera)]);

    /// <inheritdoc/>
    public string NameOf(int index) => _images[index].Mirrored ? _images[index].Name + " mirrored" : _images[index].Name;

    /// <inheritdoc/>
    /// <exception cref="ImageFormatException">A file is no image.</exception>
    /// <exception cref="InvalidDataException">An image has another size.</exception>
    public RealHeads Read(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var (images, masks) = (new Picture[indices.Count], new Picture[indices.Count]);
        try
        {
            Parallel.For(0, indices.Count, i =>
            {
                var image = _images[indices[i]];
                images[i] = Sized(_set.Picture(image), image.Name);
                if (_masks)
                    masks[i] = Sized(_set.Mask(image)!, image.Name + " (mask)");
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]); // one bad file is enough to say
        }
        using var scope = NewDisposeScope();
        var image = cat([.. images.Select(picture => picture.ToTensor())], 0); // [N, 3, H, H]
        var mask = _masks ? cat([.. masks.Select(picture => picture.ToMask())], 0) : null; // [N, 1, H, H]
        return new RealHeads(image, mask, Camera.ToTensor([.. indices.Select(index => _images[index].Camera)])).MoveToOuterDisposeScope();
    }

    /// <summary>Closes archives.</summary>
    public void Dispose() => _set.Dispose();

    private Picture Sized(Picture picture, string name) => picture.Width == _side && picture.Height == _side
        ? picture
        : throw new InvalidDataException($"{name}: the image has {picture.Width}×{picture.Height} pixels instead of {_side}×{_side}; resize the data set, or train another resolution.");
}
