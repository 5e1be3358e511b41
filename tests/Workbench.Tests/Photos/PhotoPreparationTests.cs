using System.Numerics;
using Workbench.Data;
using Workbench.Display;
using Workbench.Photos;
using Workbench.Tests.Inversion;

namespace Workbench.Tests.Photos;

public sealed class PhotoPreparationTests : TensorTest
{
    private static readonly HeadPoints Face = HeadPoints.Parse("100,100 160,100 130,130 110,160 150,160");

    [Fact]
    public void Five_points_make_a_crop_and_a_camera()
    {
        var prepared = PhotoPreparation.Prepare(Grey(260, 240), new PhotoPreparationOptions { Points = Face, Size = 128 });
        Assert.Equal((128, 128), (prepared.Crop.Width, prepared.Crop.Height));
        Assert.InRange(prepared.Camera.Angles.YawDegrees, -8, 8);
        Assert.Empty(prepared.Camera.Diagnose());
        using var photo = prepared.ToPhoto(64);
        Assert.Equal([1, 3, 64, 64], photo.Image.shape);
        Assert.Contains("crop", prepared.Check().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Conventions_differ_and_are_named()
    {
        var photo = Grey(600, 600);
        var landmarks = new Vector2[68];
        Array.Fill(landmarks, new Vector2(300, 330));
        for (var i = 36; i < 42; i++)
            (landmarks[i], landmarks[i + 6]) = (new Vector2(250, 280), new Vector2(350, 280));
        (landmarks[48], landmarks[54], landmarks[8]) = (new Vector2(265, 385), new Vector2(335, 385), new Vector2(300, 460));
        var pano = PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { SixtyEight = landmarks, Convention = CropConvention.PanoHead });
        var eg3d = PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { Points = HeadPoints.SixtyEight(landmarks), Convention = CropConvention.Eg3d });
        Assert.Equal((CropConvention.PanoHead, CropConvention.Eg3d), (pano.Convention, eg3d.Convention));
        Assert.InRange(pano.Camera.Angles.YawDegrees, -10, 10);
        Assert.InRange(eg3d.Camera.Angles.YawDegrees, -10, 10);
        // EG3D's crops show a face a fifth larger.
        Assert.InRange(eg3d.Transform.Scale / pano.Transform.Scale, 1.05, 1.4);
        using var head = TinyHead.Create();
        var mixed = PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { Points = HeadPoints.SixtyEight(landmarks), Convention = CropConvention.Eg3d }, head);
        Assert.Contains(mixed.Warnings, warning => warning.Contains("EG3D", StringComparison.Ordinal) && warning.Contains("PanoHead", StringComparison.Ordinal));
        Assert.Contains("68", Assert.Throws<ArgumentException>(() => PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { Points = Face, Convention = CropConvention.PanoHead })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BackgroundColour.White, 255)]
    [InlineData(BackgroundColour.Grey, 128)]
    [InlineData(BackgroundColour.Black, 0)]
    public void The_background_becomes_a_colour_in_photographs_and_renders_alike(BackgroundColour colour, int value)
    {
        var photo = Grey(40, 40);
        var mask = Picture.Filled(40, 40, Colour.Black);
        for (var y = 10; y < 30; y++)
            for (var x = 10; x < 30; x++)
                mask[x, y] = Colour.White;
        var over = BackgroundRemoval.Over(photo, mask, colour);
        Assert.Equal(value, over[2, 2].R);
        Assert.Equal(photo[20, 20], over[20, 20]);
        var render = BackgroundRemoval.Over(photo.ToTensor(), mask.ToMask(), colour);
        Assert.Equal(over[2, 2], Picture.FromTensor(render)[2, 2]);
        Assert.Equal(over[20, 20], Picture.FromTensor(render)[20, 20]);
    }

    [Fact]
    public void Masks_that_cannot_be_right_are_explained()
    {
        var photo = Grey(40, 40);
        Assert.Contains("dark everywhere", Assert.Throws<ArgumentException>(() => BackgroundRemoval.Check(Picture.Filled(40, 40, Colour.Black), photo)).Message, StringComparison.Ordinal);
        Assert.Contains("20×40", Assert.Throws<ArgumentException>(() => BackgroundRemoval.Check(Picture.Filled(20, 40, Colour.White), photo)).Message, StringComparison.Ordinal);
        Assert.Contains("bright everywhere", BackgroundRemoval.Check(Picture.Filled(40, 40, Colour.White), photo), StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_without_a_face_or_with_several_are_explained()
    {
        var photo = Grey(260, 240);
        Assert.Contains("neither points nor a detector", Assert.Throws<ArgumentException>(() => PhotoPreparation.Prepare(photo, new())).Message, StringComparison.Ordinal);
        Assert.Contains("no face", Assert.Throws<ArgumentException>(() => PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { Landmarks = new Fixed([]) })).Message, StringComparison.Ordinal);
        var small = HeadPoints.Parse("10,10 16,10 13,13 11,16 15,16");
        var prepared = PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { Landmarks = new Fixed([new(small, 0.9), new(Face, 0.8)]) });
        Assert.Equal(Face, prepared.Points);
        Assert.Contains(prepared.Warnings, warning => warning.Contains("2 faces", StringComparison.Ordinal));
    }

    [Fact]
    public void Heads_at_the_edge_and_small_heads_are_warned_of()
    {
        var prepared = PhotoPreparation.Prepare(Grey(170, 170), new PhotoPreparationOptions { Points = Face, Size = 512 });
        Assert.Contains(prepared.Warnings, warning => warning.Contains("beyond the photograph's edges", StringComparison.Ordinal));
        Assert.Contains(prepared.Warnings, warning => warning.Contains("head is small", StringComparison.Ordinal));
    }

    [Fact]
    public void Saved_files_are_a_data_set_of_one_picture()
    {
        using var folder = new TemporaryFolder();
        var mask = Picture.Filled(260, 240, Colour.Black);
        for (var y = 60; y < 200; y++)
            for (var x = 70; x < 190; x++)
                mask[x, y] = Colour.White;
        var prepared = PhotoPreparation.Prepare(Grey(260, 240), new PhotoPreparationOptions { Points = Face, Mask = mask, Size = 64 });
        Assert.Equal(["crop.png", "mask.png", "dataset.json", "check.png"], prepared.Save(folder.Path).Select(Path.GetFileName));
        var label = Assert.Single(DatasetLabels.Read(folder.File("dataset.json")));
        Assert.Equal(prepared.Camera.Label.ToArray(), label.Camera.Label.ToArray());
        Assert.Equal(prepared.Crop.Pixels.ToArray(), Picture.Load(folder.File("crop.png")).Pixels.ToArray());
    }

    [Fact]
    public void Transparent_photographs_lie_over_white()
    {
        var photo = Picture.Filled(260, 240, new Colour(10, 20, 30, 0));
        Assert.Equal(Colour.White, PhotoPreparation.Prepare(photo, new PhotoPreparationOptions { Points = Face, Size = 64 }).Crop[30, 30]);
    }

    [Fact]
    public void The_picker_shows_the_photograph_and_names_its_points()
    {
        var figure = PointPicking.Pick(Grey(30, 20));
        Assert.Contains("<option>right-eye</option>", figure.Html, StringComparison.Ordinal);
        Assert.Contains("textarea", figure.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", figure.Html, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Figures.PointPicker(Grey(3, 3), ["<b>"]));
    }

    [Fact]
    public void Photographs_of_four_inks_are_read()
    {
        var red = ImageCodec.Current.Decode(InkJpeg.Red, "cmyk")[3, 3];
        Assert.True(red.R > 200 && red.G < 60 && red.B < 60, red.ToString());
    }

    private static Picture Grey(int width, int height) => Picture.Filled(width, height, new Colour(120, 120, 120));

    private sealed class Fixed(IReadOnlyList<DetectedFace> faces) : IFaceLandmarks
    {
        public string Name => "the detector";

        public IReadOnlyList<DetectedFace> Detect(Picture photo) => faces;
    }
}
