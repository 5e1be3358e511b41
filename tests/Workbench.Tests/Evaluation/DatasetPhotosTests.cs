using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Evaluation;

namespace Workbench.Tests.Evaluation;

public sealed class DatasetPhotosTests : TensorTest
{
    [Fact]
    public void Photographs_of_a_folder_come_square_with_camera_and_mask()
    {
        using var folder = new TemporaryFolder();
        Write(folder, masked: true);
        using var dataset = ImageDataset.Open(folder.Path);
        var photos = new DatasetPhotos(dataset, "mine");
        Assert.Equal(2, photos.Count);
        Assert.Equal("mine", photos.Name);
        using var loaded = photos.Load(1, 16);
        Assert.Equal([1, 3, 16, 16], loaded.Photo.Image.shape);
        Assert.Equal([1, 1, 16, 16], loaded.Photo.Mask!.shape);
        Assert.Null(loaded.TrueViews);
        Assert.Equal("b.png", loaded.Photo.Name);
        Assert.Equal(Camera.At(30).Label.ToArray(), loaded.Photo.Camera.Label.ToArray());
        using var half = loaded.Photo.Mask.mean();
        Assert.InRange(half.ToDouble(), 0.4, 0.6);
    }

    [Fact]
    public void Only_as_many_as_asked_for_are_there()
    {
        using var folder = new TemporaryFolder();
        Write(folder, masked: false);
        using var dataset = ImageDataset.Open(folder.Path);
        var photos = new DatasetPhotos(dataset, "mine", 1);
        Assert.Equal(1, photos.Count);
        using var loaded = photos.Load(0, 8);
        Assert.Null(loaded.Photo.Mask);
        Assert.Throws<ArgumentOutOfRangeException>(() => photos.Load(1, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => photos.Load(-1, 8));
    }

    [Fact]
    public void Masks_that_hide_everything_or_have_another_size_and_specks_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Write(folder, masked: true);
        Picture.Filled(24, 20, new Colour(0, 0, 0)).Save(folder.File("seg/a.png"));
        Expect("dark everywhere");
        Picture.Filled(12, 10, Colour.White).Save(folder.File("seg/a.png"));
        Expect("12×10 pixels");
        Picture.Filled(1, 1, Colour.White).Save(folder.File("a.png"));
        Expect("too few to show a head");

        void Expect(string words)
        {
            using var dataset = ImageDataset.Open(folder.Path);
            var error = Assert.Throws<DatasetException>(() => new DatasetPhotos(dataset, "mine").Load(0, 16));
            Assert.Contains("a.png: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }
    }

    // Two pictures of 24 × 20 pixels; masks keep the left half.
    private static void Write(TemporaryFolder folder, bool masked)
    {
        var labels = new List<string>();
        foreach (var (name, yaw) in new[] { ("a.png", 0.0), ("b.png", 30.0) })
        {
            Picture.Filled(24, 20, new Colour(200, 120, 40)).Save(folder.File(name));
            var numbers = string.Join(", ", Camera.At(yaw).Label.ToArray().Select(number => number.ToString("r", System.Globalization.CultureInfo.InvariantCulture)));
            labels.Add($"[\"{name}\", [{numbers}]]");
            if (!masked)
                continue;
            Directory.CreateDirectory(folder.File("seg"));
            var mask = Picture.Filled(24, 20, new Colour(0, 0, 0));
            mask.Draw(Picture.Filled(12, 20, Colour.White), 0, 0);
            mask.Save(Path.Combine(folder.File("seg"), name));
        }
        File.WriteAllText(folder.File("dataset.json"), $"{{\"labels\": [{string.Join(", ", labels)}]}}");
    }
}
