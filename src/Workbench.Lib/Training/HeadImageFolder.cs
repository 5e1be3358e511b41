using System.Runtime.ExceptionServices;
using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>Where photographs of heads lie and which of them are shown how often; defaults are those of the released model.</summary>
public sealed record HeadImageFolderConfig
{
    /// <summary>Folder of the images; names in the labels are relative to it.</summary>
    public string Images { get; init; } = "";

    /// <summary>Folder of the masks, under the names of their images; <c>seg</c> in the image folder unless given.</summary>
    public string? Masks { get; init; }

    /// <summary>Label file; <c>dataset.json</c> in the image folder unless given.</summary>
    public string? Labels { get; init; }

    /// <summary>Show every image mirrored too.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>Poses to keep and to repeat.</summary>
    public PoseBalance Balance { get; init; } = new() { BackRepeat = 4 };
}

/// <summary>Photographs on the disk in the layout of EG3D and PanoHead: images, <c>dataset.json</c>, masks under the same names.</summary>
public sealed class HeadImageFolder : IHeadImages
{
    private const int Shown = 5;

    private readonly IReadOnlyList<LabelledImage> _images;
    private readonly string _folder;
    private readonly string? _masks;
    private readonly int _side;

    /// <summary>Reads the labels and looks whether every file is there; pictures are read when they are asked for.</summary>
    /// <param name="config">Places and selection.</param>
    /// <param name="side">Pixels a side that every image and mask must have.</param>
    /// <param name="masks">Whether masks are read.</param>
    /// <exception cref="ArgumentException">The configuration is bad, nothing is selected, or files are missing; the first are named.</exception>
    /// <exception cref="LabelFormatException">The label file is bad.</exception>
    /// <exception cref="IOException">The label file cannot be read.</exception>
    public HeadImageFolder(HeadImageFolderConfig config, int side, bool masks)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Images.Length == 0 || !Directory.Exists(config.Images))
            throw new ArgumentException($"config: there is no image folder '{config.Images}'; set data.images to a folder with images and a dataset.json.", nameof(config));
        if (config.Balance.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (_folder, _side) = (config.Images, side);
        _masks = masks ? config.Masks ?? Path.Combine(config.Images, "seg") : null;
        var selected = config.Balance.Apply(DatasetLabels.Read(config.Labels ?? Path.Combine(config.Images, "dataset.json")));
        _images = config.Mirror ? PoseBalance.WithMirrored(selected) : selected;
        if (_images.Count == 0)
            throw new ArgumentException($"config: no image of '{config.Images}' has a pose between {config.Balance.MinYaw} and {config.Balance.MaxYaw} degrees.", nameof(config));
        var missing = selected.Select(image => image.Name).Distinct().SelectMany(Files).Where(file => !File.Exists(file)).ToList();
        if (missing.Count > 0)
            throw new ArgumentException($"config: {missing.Count} labelled files are missing, such as {string.Join(", ", missing.Take(Shown))}.", nameof(config));
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
        var (images, masks) = Decode(indices);
        using var scope = NewDisposeScope();
        var image = cat([.. images.Select((picture, i) => Orient(picture.ToTensor(), indices[i]))], 0); // [N, 3, H, H]
        var mask = _masks is null ? null : cat([.. masks.Select((picture, i) => Orient(picture!.ToMask(), indices[i]))], 0); // [N, 1, H, H]
        return new RealHeads(image, mask, Camera.ToTensor([.. indices.Select(index => _images[index].Camera)])).MoveToOuterDisposeScope();
    }

    private (Picture[] Images, Picture?[] Masks) Decode(IReadOnlyList<int> indices)
    {
        var (images, masks) = (new Picture[indices.Count], new Picture?[indices.Count]);
        try
        {
            Parallel.For(0, indices.Count, i =>
            {
                var pictures = Files(_images[indices[i]].Name).Select(Load).ToArray();
                (images[i], masks[i]) = (pictures[0], pictures.Length > 1 ? pictures[1] : null);
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]); // one bad file is enough to say
        }
        return (images, masks);
    }

    private IEnumerable<string> Files(string name)
    {
        yield return Path.Combine(_folder, name);
        if (_masks is not null)
            yield return Path.Combine(_masks, name);
    }

    private Picture Load(string file)
    {
        var picture = Picture.Load(file);
        return picture.Width == _side && picture.Height == _side
            ? picture
            : throw new InvalidDataException($"{file}: the image has {picture.Width}×{picture.Height} pixels instead of {_side}×{_side}; resize the data set, or train another resolution.");
    }

    private Tensor Orient(Tensor picture, int index) => _images[index].Mirrored ? picture.flip(3) : picture;
}
