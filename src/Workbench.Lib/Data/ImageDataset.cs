using Workbench.Cameras;

namespace Workbench.Data;

/// <summary>Labelled images on the disk, with masks where there are some: a folder or a zip archive in the layout of EG3D and PanoHead.</summary>
/// <remarks>
/// Understood are <c>images/… + seg/…</c> side by side (as this library writes), a folder of images beside <c>dataset.json</c> (FFHQ, LPFF and CelebA-HQ preparations, MEAD frames), and archives of either.
/// Masks match images by their names without extension. Pictures are handed out as the bytes of their files; <c>DatasetPictures</c> decodes them. Reading is safe from several threads.
/// </remarks>
public sealed class ImageDataset : IDisposable
{
    private const string LabelFile = "dataset.json";
    private static readonly string[] s_imageExtensions = [".png", ".jpg", ".jpeg", ".webp"];

    private readonly FileTree _images;
    private readonly string _imageRoot;
    private readonly FileTree? _masks;
    private readonly Dictionary<string, string> _maskOf;

    private ImageDataset(FileTree images, string imageRoot, IReadOnlyList<LabelledImage> labelled, IReadOnlyList<string> unlabelled, FileTree? masks, Dictionary<string, string> maskOf)
    {
        (_images, _imageRoot, _masks, _maskOf) = (images, imageRoot, masks, maskOf);
        (Images, Unlabelled) = (labelled, unlabelled);
    }

    /// <summary>The images with labels, sorted by name.</summary>
    public IReadOnlyList<LabelledImage> Images { get; }

    /// <summary>Names of images for which there is no label; they are not used.</summary>
    public IReadOnlyList<string> Unlabelled { get; }

    /// <summary>Whether there are masks.</summary>
    public bool HasMasks => _maskOf.Count > 0;

    /// <summary>Opens a data set. Files are looked for, not decoded; see <see cref="Check"/>.</summary>
    /// <param name="path">A folder or a .zip file.</param>
    /// <param name="masks">A folder or .zip file of masks; null looks for <c>seg/</c> in the set.</param>
    /// <param name="labels">A label file elsewhere; null takes <c>dataset.json</c> of the set.</param>
    /// <exception cref="DatasetException">There are no images or labels, or labels name images that are missing.</exception>
    /// <exception cref="LabelFormatException">The label file is wrong.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public static ImageDataset Open(string path, string? masks = null, string? labels = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var tree = FileTree.Open(path);
        FileTree? maskTree = null;
        try
        {
            var root = tree.Names.Any(name => name.StartsWith("images/", StringComparison.Ordinal)) ? "images/" : "";
            var files = tree.Names
                .Where(name => name.StartsWith(root, StringComparison.Ordinal) && IsImage(name))
                .Select(name => name[root.Length..])
                .Where(name => root.Length > 0 || !(name.StartsWith("seg/", StringComparison.Ordinal) || name.StartsWith("parts/", StringComparison.Ordinal)))
                .ToHashSet(StringComparer.Ordinal);
            if (files.Count == 0)
                throw new DatasetException(path, ["there are no .png, .jpg or .webp images."]);
            var labelled = ReadLabels(path, tree, root, labels);
            CheckMissing(path, labelled, files);
            if (masks is not null)
                maskTree = FileTree.Open(masks);
            var maskOf = FindMasks(maskTree ?? tree, masks is null ? "seg/" : "");
            var known = labelled.Select(image => image.Name).ToHashSet(StringComparer.Ordinal);
            return new ImageDataset(tree, root, labelled, [.. files.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)], maskTree, maskOf);
        }
        catch
        {
            tree.Dispose();
            maskTree?.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of an image file.</summary>
    /// <param name="image">An image of this set; <see cref="LabelledImage.Mirrored"/> is for who decodes it.</param>
    /// <exception cref="DatasetException">The file cannot be unpacked.</exception>
    public byte[] ReadImage(LabelledImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _images.Read(_imageRoot + image.Name);
    }

    /// <summary>Whether an image has a mask.</summary>
    /// <param name="image">An image of this set.</param>
    public bool HasMask(LabelledImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _maskOf.ContainsKey(Stem(image.Name));
    }

    /// <summary>The bytes of an image's mask file; null where it has none.</summary>
    /// <param name="image">An image of this set.</param>
    public byte[]? ReadMask(LabelledImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _maskOf.TryGetValue(Stem(image.Name), out var mask) ? (_masks ?? _images).Read(mask) : null;
    }

    /// <summary>Looks at every file's head and at every label: what is wrong or unusual, one sentence a problem, beginning with the image's name.</summary>
    /// <param name="resolution">Pixels a side that images must have; null takes that of the first image.</param>
    /// <param name="limit">Stops after so many sentences.</param>
    public IReadOnlyList<string> Check(int? resolution = null, int limit = 20)
    {
        var problems = new List<string>();
        foreach (var image in Images)
        {
            if (problems.Count >= limit)
                break;
            CheckSize(image.Name, ReadImage(image), ref resolution, problems);
            if (HasMasks && ReadMask(image) is null)
                problems.Add($"{image.Name}: there is no mask of this name, though other images have one.");
            else if (ReadMask(image) is { } mask)
                CheckSize($"{image.Name} (mask)", mask, ref resolution, problems);
            problems.AddRange(image.Camera.Diagnose().Select(problem => $"{image.Name}: {problem}"));
        }
        return problems.Count <= limit ? problems : problems[..limit];
    }

    /// <summary>Closes the archives.</summary>
    public void Dispose()
    {
        _images.Dispose();
        _masks?.Dispose();
    }

    private static IReadOnlyList<LabelledImage> ReadLabels(string path, FileTree tree, string root, string? labels)
    {
        if (labels is not null)
            return DatasetLabels.Read(labels);
        var name = tree.Contains(root + LabelFile) ? root + LabelFile : LabelFile;
        if (!tree.Contains(name))
            throw new DatasetException(path, [$"there is no {LabelFile} beside the images: write the cameras with the pose estimation of the data preparation, or name a label file."]);
        return DatasetLabels.Parse(tree.Read(name), $"{path}/{name}");
    }

    private static void CheckMissing(string path, IReadOnlyList<LabelledImage> labelled, HashSet<string> files)
    {
        const int Shown = 5;
        var missing = labelled.Where(image => !files.Contains(image.Name)).Select(image => image.Name).ToList();
        if (missing.Count == 0)
            return;
        var names = string.Join(", ", missing.Take(Shown).Select(name => $"'{name}'")) + (missing.Count > Shown ? ", …" : "");
        throw new DatasetException(path, [$"{missing.Count} of {labelled.Count} labelled images are missing: {names}. Fetch them again, or take their labels out of {LabelFile}."]);
    }

    private static Dictionary<string, string> FindMasks(FileTree tree, string root)
    {
        var masks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in tree.Names)
            if (name.StartsWith(root, StringComparison.Ordinal) && IsImage(name) && !masks.TryAdd(Stem(name[root.Length..]), name))
                throw new DatasetException(tree.Path, [$"'{name}' and '{masks[Stem(name[root.Length..])]}' are masks of one image; keep one."]);
        return masks;
    }

    private static void CheckSize(string name, byte[] data, ref int? resolution, List<string> problems)
    {
        if (ImageSize.Read(data) is not { } size)
        {
            problems.Add($"{name}: this is no PNG, JPEG or WebP image, or it is cut off.");
            return;
        }
        resolution ??= size.Width;
        if (size.Width != resolution || size.Height != resolution)
            problems.Add($"{name}: the image has {size.Width}×{size.Height} pixels instead of {resolution}×{resolution}.");
    }

    private static bool IsImage(string name) => s_imageExtensions.Contains(Path.GetExtension(name).ToLowerInvariant());

    private static string Stem(string name) => name[..^Path.GetExtension(name).Length];
}
