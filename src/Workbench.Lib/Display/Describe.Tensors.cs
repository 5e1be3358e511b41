namespace Workbench.Display;

public static partial class Describe
{
    private const int MaximumSide = 2048; // larger images are thinned before they are read
    private const int MaximumImages = 16;
    private const int SmallestImage = 4;

    /// <summary>Shows a tensor: shape, type, device, range, mean and what is not finite; as a picture where it is one.</summary>
    /// <remarks>[3, H, W], [1, H, W], and batches of them are pictures; two-dimensional tensors are maps in colours; others show how their values are spread.</remarks>
    internal static Figure Show(Tensor tensor)
    {
        var summary = TensorSummary.Of(tensor);
        if (summary.Unread is not null || summary.Count == 0 || summary.Finite == 0)
            return Figures.Text(summary.ToString(), "Tensor");
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var shape = tensor.shape;
        if (ImageBatch(tensor) is { } images)
            return Images(images, summary);
        if (shape.Length >= 2 && shape[..^2].All(size => size == 1) && shape[^1] >= SmallestImage && shape[^2] >= SmallestImage)
            return Figures.Map(Thin(Real(tensor).reshape(shape[^2], shape[^1])), "Tensor", summary.ToString(), signed: summary.Minimum < 0 && summary.Maximum > 0);
        return summary.Count <= MaximumImages
            ? Figures.Text(string.Join(", ", TensorSummary.Sample(tensor, MaximumImages).Select(value => Html.Number(value, 6))), "Tensor", summary.ToString())
            : Figures.Histogram(tensor, title: "Tensor", caption: summary.ToString());
    }

    /// <summary>True where the last three axes look like an image of one or three channels.</summary>
    internal static bool IsImage(Tensor tensor) => !tensor.IsInvalid && ImageShape(tensor.shape);

    private static bool ImageShape(long[] shape) => shape.Length is 3 or 4 && shape[^3] is 1 or 3 && shape[^1] >= SmallestImage && shape[^2] >= SmallestImage && shape.All(size => size > 0)
        && Math.Max(shape[^1], shape[^2]) <= 16 * Math.Min(shape[^1], shape[^2]);

    private static Tensor? ImageBatch(Tensor tensor)
    {
        if (!ImageShape(tensor.shape))
            return null;
        var batch = tensor.dim() == 3 ? tensor.unsqueeze(0) : tensor; // [N, C, H, W]
        return Real(Thin(batch.slice(0, 0, MaximumImages, 1)));
    }

    private static Figure Images(Tensor images, TensorSummary summary)
    {
        var (scaled, range, words) = Range(images, summary);
        var pictures = Picture.FromBatch(scaled, range);
        var total = summary.Shape.Count == 4 ? summary.Shape[0] : 1;
        var captions = total == 1 ? null : pictures.Select((_, i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var side = pictures.Count > 1 ? 256 : 512;
        var note = total > pictures.Count ? $", the first {pictures.Count} of {total}" : "";
        return Figures.Grid([.. pictures.Select(picture => picture.Within(side))], captions, 0, "Tensor", $"{summary}; shown {words}{note}");
    }

    private static (Tensor Images, PixelRange Range, string Words) Range(Tensor images, TensorSummary summary)
    {
        if (summary.Type == ScalarType.Byte)
            return (images / 255.0, PixelRange.Unit, "as 0…255");
        if (summary.Minimum >= -0.002 && summary.Maximum <= 1.002)
            return (images, PixelRange.Unit, "as 0…1");
        if (summary.Minimum >= -1.6 && summary.Maximum <= 1.6)
            return (images, PixelRange.Signed, "as −1…1");
        var span = Math.Max(summary.Maximum - summary.Minimum, 1e-30);
        return ((images - summary.Minimum) / span, PixelRange.Unit, "stretched to its range");
    }

    private static Tensor Real(Tensor tensor) => (tensor.is_complex() ? tensor.abs() : tensor).detach().to(ScalarType.Float32).cpu();

    private static Tensor Thin(Tensor tensor)
    {
        for (var axis = tensor.dim() - 2; axis < tensor.dim(); axis++)
        {
            var step = (tensor.shape[axis] + MaximumSide - 1) / MaximumSide;
            if (step > 1)
                tensor = tensor.slice(axis, 0, tensor.shape[axis], step);
        }
        return tensor;
    }
}
