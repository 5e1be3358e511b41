using Workbench.Cameras;
using Workbench.Display;
using Workbench.Editing;

namespace Workbench.Tests.Display;

public sealed class PaintedMasksTests : TensorTest
{
    [Fact]
    public void Every_part_has_a_colour_of_its_own() => Assert.Equal(PartTable.FaceParser.Count, PartColours.Of(PartTable.FaceParser).Distinct().Count());

    [Fact]
    public void Unknown_colours_are_named_with_their_place_and_the_nearest_part()
    {
        var picture = Picture.Filled(16, 16, PartColours.Of("hair"));
        picture[5, 3] = new Colour(201, 31, 30);
        var error = Assert.Throws<EditException>(() => PaintedMasks.Read(picture, "mask.png", Camera.Front));
        Assert.Equal(EditProblem.CannotLabel, error.Problem);
        Assert.Contains("mask.png has colours that stand for no part. #c91f1e on 1 pixels, first at column 5, row 3 (nearest is hair #c81e1e).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_not_square_or_empty_is_refused()
    {
        Assert.Contains("16×8 pixels", Assert.Throws<EditException>(() => PaintedMasks.Read(new Picture(16, 8), "wide.png", Camera.Front)).Message, StringComparison.Ordinal);
        Assert.Contains("nothing is painted", Assert.Throws<EditException>(() => PaintedMasks.Read(new Picture(8, 8), "empty.png", Camera.Front)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Black_and_white_needs_one_part()
    {
        var picture = Picture.Filled(8, 8, Colour.Black);
        picture[1, 0] = Colour.White;
        using var hair = PaintedMasks.Read(picture, "mask.png", Camera.Front, PartSet.Hair);
        Assert.Equal(17, hair.OnlyPart);
        Assert.Equal(17, (int)hair.Classes[0, 1].item<byte>());
        Assert.Equal(17, hair.Classes.sum().item<long>());
        Assert.Contains("say which part is white", Assert.Throws<EditException>(() => PaintedMasks.Read(picture, "mask.png", Camera.Front)).Message, StringComparison.Ordinal);
        Assert.Contains("eyes is 2 parts", Assert.Throws<EditException>(() => PaintedMasks.Read(picture, "mask.png", Camera.Front, PartSet.Eyes)).Message, StringComparison.Ordinal);
        picture[2, 0] = new Colour(128, 128, 128);
        Assert.Contains("#808080 on 1 pixels", Assert.Throws<EditException>(() => PaintedMasks.Read(picture, "mask.png", Camera.Front, PartSet.Hair)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grey_levels_are_class_numbers_in_the_order_of_their_table()
    {
        var picture = Picture.Filled(4, 4, new Colour(13, 13, 13));
        using var plain = PaintedMasks.Read(picture, "map.png", Camera.Front);
        Assert.Equal(13, (int)plain.Classes[0, 0].item<byte>());
        Assert.Equal("lower lip", plain.Parts.Names[13]);
        using var other = PaintedMasks.Read(picture, "map.png", Camera.Front, classes: PartTable.CelebAMaskHq);
        Assert.Equal("hair", other.Parts.Names[13]);
        Assert.Equal(PartTable.FaceParser.Names.Order(), PartTable.CelebAMaskHq.Names.Order());
    }

    [Fact]
    public void Opacity_is_confidence()
    {
        var picture = Picture.Filled(4, 4, PartColours.Of("nose") with { A = 51 });
        using var view = PaintedMasks.Read(picture, "mask.png", Camera.Front);
        Assert.Equal(0.2, view.Confidence[2, 2].item<float>(), 1e-6);
    }

    [Fact]
    public void Labels_are_not_saved_where_colours_change()
    {
        using var labels = PartLabels.FromClasses(zeros(1, 4, 4, dtype: ScalarType.Byte), PartTable.FaceParser, 4);
        Assert.Contains(".png", Assert.Throws<ArgumentException>(() => PaintedMasks.Save(labels, 0, "mask.jpg")).Message, StringComparison.Ordinal);
    }
}
