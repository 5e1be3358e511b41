using Workbench.Data;

namespace Workbench.Display;

/// <summary>Decoded pictures of data sets.</summary>
public static class DatasetPictures
{
    /// <summary>An image of a data set, flipped where its entry says so.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="image">One of its images.</param>
    /// <exception cref="ImageFormatException">The file is damaged.</exception>
    public static Picture Picture(this ImageDataset set, LabelledImage image)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(image);
        return Upright(ImageCodec.Current.Decode(set.ReadImage(image), image.Name), image);
    }

    /// <summary>The mask of an image, flipped where its entry says so; null where it has none.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="image">One of its images.</param>
    /// <exception cref="ImageFormatException">The file is damaged.</exception>
    public static Picture? Mask(this ImageDataset set, LabelledImage image)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(image);
        return set.ReadMask(image) is { } data ? Upright(ImageCodec.Current.Decode(data, image.Name + " (mask)"), image) : null;
    }

    private static Picture Upright(Picture picture, LabelledImage image)
    {
        if (!image.Mirrored)
            return picture;
        var flipped = new Picture(picture.Width, picture.Height);
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                flipped[x, y] = picture[picture.Width - 1 - x, y];
        return flipped;
    }
}
