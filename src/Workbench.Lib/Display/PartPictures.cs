using Workbench.Editing;
using Workbench.Rendering;

namespace Workbench.Display;

/// <summary>Pictures of part labels.</summary>
public static class PartPictures
{
    /// <summary>The labels of a view, every pixel in the colour of the part that most of it shows; one pixel a pixel.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="view">Which view.</param>
    public static Picture Labels(PartLabels labels, long view)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (view < 0 || view >= labels.Count)
            throw new ArgumentOutOfRangeException(nameof(view), view, $"There are views 0…{labels.Count - 1}.");
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var colours = PartColours.Of(labels.Parts);
        var classes = labels.Probabilities[view].argmax(0).cpu(); // [r, r]
        var picture = new Picture((int)classes.shape[1], (int)classes.shape[0]);
        var numbers = classes.contiguous().data<long>().ToArray();
        for (var i = 0; i < numbers.Length; i++)
            picture[i % picture.Width, i / picture.Width] = colours[(int)numbers[i]];
        return picture;
    }

    /// <summary>The labels of a view laid over its picture; doubtful ones are faint.</summary>
    /// <param name="views">The views.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="view">Which view.</param>
    /// <param name="opacity">Opacity of labels that count fully.</param>
    public static Picture Over(RenderedViews views, PartLabels labels, long view, double opacity = 0.55)
    {
        ArgumentNullException.ThrowIfNull(views);
        var layer = Labels(labels, view);
        using var scope = NewDisposeScope();
        var confidence = labels.Confidence[view].cpu().contiguous().data<float>().ToArray();
        for (var i = 0; i < confidence.Length; i++)
        {
            var colour = layer[i % layer.Width, i / layer.Width];
            layer[i % layer.Width, i / layer.Width] = colour.WithOpacity(colour == Colour.Black ? 0 : opacity * Math.Clamp(confidence[i], 0, 1));
        }
        var picture = Picture.FromTensor(views.Image[view]).Over(Colour.White);
        picture.Draw(layer.Width < picture.Width && picture.Width % layer.Width == 0 ? layer.Magnify(picture.Width / layer.Width) : layer.Resize(picture.Width, picture.Height), 0, 0);
        return picture;
    }

    /// <summary>A mask laid over a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="mask">0…1, [H, W], or more axes of size 1 before; scaled to the picture.</param>
    /// <param name="colour">Colour of the mask; red unless given.</param>
    /// <param name="opacity">Opacity where the mask is 1.</param>
    public static Picture Masked(Picture picture, Tensor mask, Colour? colour = null, double opacity = 0.55)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Figures.MaskPicture(picture, Plane.Read(mask, nameof(mask)), colour ?? new Colour(230, 30, 50), opacity);
    }

    /// <summary>One slice of a plane of cells as it lies in the world: up is up, and from the side the face looks to the right.</summary>
    /// <param name="cells">0…1, [P, D, H, W].</param>
    /// <param name="axes">What the planes read.</param>
    /// <param name="plane">Which plane.</param>
    /// <param name="slice">Which slice.</param>
    /// <param name="scale">Pixels a side for every cell.</param>
    public static Picture Cells(Tensor cells, PlaneAxes axes, int plane, int slice, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(axes);
        Ops.Shape.Check(cells, "P D H W", [("P", axes.Count)]);
        const int Up = 1;
        using var scope = NewDisposeScope();
        var (width, height, _) = axes[plane];
        var one = cells[plane, slice]; // [H, W]
        if (width == Up)
            (one, height) = (one.transpose(0, 1), Up);
        if (height == Up)
            one = one.flip(0); // rows of planes run along +y, those of pictures down
        return Picture.FromTensor(one.unsqueeze(0), PixelRange.Unit).Magnify(scale);
    }
}
