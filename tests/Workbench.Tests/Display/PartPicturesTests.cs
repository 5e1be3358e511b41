using Workbench.Display;
using Workbench.Editing;
using Workbench.Rendering;

namespace Workbench.Tests.Display;

public sealed class PartPicturesTests : TensorTest
{
    [Fact]
    public void Cells_are_shown_with_up_above_and_the_face_to_the_right()
    {
        var cells = zeros(3, 1, 4, 4);
        cells[0, 0, 3, 0] = 1f; // x least, y most
        cells[2, 0, 3, 3] = 1f; // y most, z most
        Assert.Equal(Colour.White, PartPictures.Cells(cells, PlaneAxes.PanoHead, 0, 0, 1)[0, 0]);
        Assert.Equal(Colour.White, PartPictures.Cells(cells, PlaneAxes.PanoHead, 2, 0, 1)[3, 0]);
        Assert.Equal(8, PartPictures.Cells(cells, PlaneAxes.PanoHead, 1, 0).Width);
    }

    [Fact]
    public void Labels_take_the_colour_of_the_part_that_most_of_a_pixel_shows()
    {
        using var labels = PartLabels.FromClasses(tensor(new byte[] { 17, 17, 1, 1, 17, 1, 1, 1, 0, 0, 17, 17, 0, 0, 17, 17 }, [1, 4, 4]), PartTable.FaceParser, 2);
        var picture = PartPictures.Labels(labels, 0);
        Assert.Equal((2, 2), (picture.Width, picture.Height));
        Assert.Equal(PartColours.Of("hair"), picture[0, 0]);
        Assert.Equal(PartColours.Of("skin"), picture[1, 0]);
        Assert.Equal(Colour.Black, picture[0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => PartPictures.Labels(labels, 1));
    }
}
