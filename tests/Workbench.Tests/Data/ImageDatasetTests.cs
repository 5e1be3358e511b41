using System.IO.Compression;
using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Population;

namespace Workbench.Tests.Data;

public sealed class ImageDatasetTests : TensorTest
{
    private static readonly string[] s_two = ["a.png", "b.png"];

    [Fact]
    public void A_written_population_reads_back_with_images_masks_and_labels()
    {
        using var folder = new TemporaryFolder();
        var photos = Enumerable.Range(0, 3).Select(i => HeadPopulation.Photo(HeadSplit.Test, i)).ToArray();
        Assert.Equal(3, HeadFolder.Write(folder.Path, photos, 24));
        using var set = ImageDataset.Open(folder.Path);
        Assert.Equal(["00000/img00000000.png", "00000/img00000001.png", "00000/img00000002.png"], set.Images.Select(image => image.Name));
        Assert.Equal(photos.Select(photo => photo.Label.Label.ToArray()), set.Images.Select(image => image.Camera.Label.ToArray()));
        Assert.Empty(set.Check(24));
        using var views = HeadRenderer.Render([photos[1].Head], [photos[1].Camera], 24, 2, [photos[1].Details]);
        var read = set.Picture(set.Images[1]).ToTensor();
        Assert.True((read - views.Image()).abs().max().item<float>() < 0.01f);
        var mask = set.Mask(set.Images[1])!.ToMask();
        Assert.True((mask - views.Alpha).abs().max().item<float>() < 0.003f);
        var parts = Picture.Load(folder.File("parts/00000/img00000001.png"));
        Assert.Equal(views.Parts[0, 12, 12].item<byte>(), parts[12, 12].R);
        var flipped = set.Picture(set.Images[1].Mirror());
        Assert.Equal(set.Picture(set.Images[1])[2, 20], flipped[21, 20]);
    }

    [Fact]
    public void Archives_read_like_folders()
    {
        using var folder = new TemporaryFolder();
        Make(folder.File("set"), s_two);
        ZipFile.CreateFromDirectory(folder.File("set"), folder.File("set.zip"));
        using var set = ImageDataset.Open(folder.File("set.zip"));
        Assert.Equal(s_two, set.Images.Select(image => image.Name));
        Assert.False(set.HasMasks);
        Assert.Null(set.ReadMask(set.Images[0]));
        Assert.Equal(File.ReadAllBytes(folder.File("set/b.png")), set.ReadImage(set.Images[1]));
    }

    [Fact]
    public void Masks_of_another_folder_match_by_name_without_extension()
    {
        using var folder = new TemporaryFolder();
        Make(folder.File("set"), s_two);
        Directory.CreateDirectory(folder.File("masks"));
        Picture.Filled(8, 8, Colour.White).Save(folder.File("masks/a.jpg"));
        using var set = ImageDataset.Open(folder.File("set"), folder.File("masks"));
        Assert.NotNull(set.ReadMask(set.Images[0]));
        Assert.Contains("b.png: there is no mask", Assert.Single(set.Check()), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_without_a_label_are_listed()
    {
        using var folder = new TemporaryFolder();
        Make(folder.Path, s_two);
        Picture.Filled(8, 8, Colour.White).Save(folder.File("c.png"));
        using var set = ImageDataset.Open(folder.Path);
        Assert.Equal(["c.png"], set.Unlabelled);
    }

    [Fact]
    public void Missing_images_are_named()
    {
        using var folder = new TemporaryFolder();
        Make(folder.Path, s_two);
        File.Delete(folder.File("b.png"));
        var error = Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path));
        Assert.Contains("1 of 2 labelled images are missing: 'b.png'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_sizes_broken_images_and_odd_labels_are_named()
    {
        using var folder = new TemporaryFolder();
        Make(folder.Path, ["a.png", "b.png", "c.png"]);
        Picture.Filled(9, 8, Colour.White).Save(folder.File("b.png"));
        File.WriteAllText(folder.File("c.png"), "nothing");
        using var set = ImageDataset.Open(folder.Path);
        var problems = set.Check();
        Assert.Contains(problems, problem => problem.StartsWith("b.png: the image has 9×8 pixels instead of 8×8", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("c.png: this is no PNG", StringComparison.Ordinal));
        Assert.Single(set.Check(limit: 1));
    }

    [Fact]
    public void Sets_without_images_labels_or_existence_say_so()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no such folder", Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.File("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("no .png", Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message, StringComparison.Ordinal);
        Picture.Filled(8, 8, Colour.White).Save(folder.File("a.png"));
        Assert.Contains("no dataset.json", Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("dataset.json"), "{\"labels\": [[\"a.png\", [1, 2]]]}");
        Assert.Contains("'a.png'", Assert.Throws<LabelFormatException>(() => ImageDataset.Open(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("set.zip"), "no archive");
        Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.File("set.zip")));
    }

    [Fact]
    public void Sizes_are_read_from_heads_of_files_of_every_format()
    {
        foreach (var format in Enum.GetValues<ImageFormat>())
            foreach (var quality in new[] { 80, 100 })
                Assert.Equal(new ImageSize(37, 21), ImageSize.Read(ImageCodec.Current.Encode(Picture.Filled(37, 21, new Colour(10, 200, 30)), format, quality)));
        Assert.Null(ImageSize.Read([]));
        Assert.Null(ImageSize.Read([0xFF, 0xD8, 0xFF, 0xE0, 0, 0]));
    }

    [Fact]
    public void Simultaneous_frames_of_mead_are_found()
    {
        string[] names = ["mead/M003/front/001_0005.png", "mead/M003/left_30/001_0005.png", "mead/M003/right_60/001_0005.png", "mead/M003/left_30/001_0006.png", "mead/W009/front/001_0005.png"];
        var moment = Assert.Single(MeadFrames.Moments(MeadFrames.Parse(names.Select(name => new LabelledImage(name, Camera.Front)))));
        Assert.Equal(("M003", "001", 5), (moment.Front.Subject, moment.Front.Clip, moment.Front.Frame));
        Assert.Equal([-30, 60], moment.Others.Select(frame => frame.AngleDegrees!.Value));
        Assert.Contains("none of MEAD's views", Assert.Throws<FormatException>(() => MeadFrames.Parse([new LabelledImage("M003/behind/001_0005.png", Camera.Front)])).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => MeadFrames.Parse([new LabelledImage("front/0005.png", Camera.Front)]));
    }

    private static void Make(string folder, string[] names)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in names)
            Picture.Filled(8, 8, Colour.White).Save(Path.Combine(folder, name));
        DatasetLabels.Write(Path.Combine(folder, "dataset.json"), names.Select(name => new LabelledImage(name, Camera.Front)));
    }
}
