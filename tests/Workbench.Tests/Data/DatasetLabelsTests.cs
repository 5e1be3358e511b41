using System.Text;
using CsCheck;
using Workbench.Cameras;
using Workbench.Data;

namespace Workbench.Tests.Data;

public sealed class DatasetLabelsTests : IDisposable
{
    private const string Numbers = "1,0,0,0, 0,-1,0,0, 0,0,-1,2.7, 0,0,0,1, 4.2647,0,0.5, 0,4.2647,0.5, 0,0,1";

    private readonly string _folder = Directory.CreateTempSubdirectory("labels").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Numbers_and_strings_read_alike_and_names_come_out_sorted()
    {
        var strings = string.Join(",", Numbers.Split(',').Select(number => $"\"{number.Trim()}\""));
        var images = Parse($$"""{"labels": [["00000/b.png", [{{Numbers}}]], ["00000/a.png", [{{strings}}]], ["00000/B.png", [{{Numbers}}]]], "fnames": ["x"]}""");
        Assert.Equal(["00000/B.png", "00000/a.png", "00000/b.png"], images.Select(image => image.Name));
        Assert.All(images, image => Assert.Equal(Camera.Front.Label.ToArray(), image.Camera.Label.ToArray()));
    }

    [Fact]
    public void A_left_handed_label_is_refused_with_the_name_of_its_image()
    {
        var error = Assert.Throws<LabelFormatException>(() => Parse($$"""{"labels": [["00000/a.png", [-{{Numbers}}]]]}"""));
        Assert.Contains("00000/a.png", error.Message, StringComparison.Ordinal);
        Assert.Contains("left-handed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_survive_writing_and_reading_bit_for_bit() =>
        Gen.Select(Gen.Double[-180, 180], Gen.Double[-80, 80]).Select((yaw, pitch) => Camera.At(yaw, pitch)).Array[0, 20].Sample(cameras =>
        {
            var path = Path.Combine(_folder, "dataset.json");
            DatasetLabels.Write(path, cameras.Select((camera, i) => new LabelledImage($"00000/img{i:00000000} \"é\".png", camera)).Reverse());
            var read = DatasetLabels.Read(path);
            Assert.Equal(cameras.Select(camera => camera.Label.ToArray()), read.Select(image => image.Camera.Label.ToArray()));
            Assert.Single(Directory.GetFiles(_folder));
        }, iter: 20, threads: 1);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{\"labels\": [", "not JSON")]
    [InlineData("[]", "no \"labels\"")]
    [InlineData("{\"label\": []}", "no \"labels\"")]
    [InlineData("{\"labels\": null}", "without cameras")]
    [InlineData("{\"labels\": {}}", "instead of a list")]
    [InlineData("{\"labels\": [3]}", "entry 0")]
    [InlineData("{\"labels\": [[\"a.png\"]]}", "entry 0")]
    [InlineData("{\"labels\": [[5, []]]}", "entry 0")]
    [InlineData("{\"labels\": [[\"a.png\", [1,2]]]}", "'a.png'", "2 numbers")]
    [InlineData("{\"labels\": [[\"a.png\", [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]]]}", "'a.png'", "intrinsics are missing")]
    [InlineData("{\"labels\": [[\"\\ud800\", [@]]]}", "entry 0", "Unicode")]
    [InlineData("{\"labels\": [[\"\", [@]]]}", "empty")]
    [InlineData("{\"labels\": [[\"../a.png\", [@]]]}", "inside the image folder")]
    [InlineData("{\"labels\": [[\"a/../../b.png\", [@]]]}", "inside the image folder")]
    [InlineData("{\"labels\": [[\"/etc/a.png\", [@]]]}", "absolute")]
    [InlineData("{\"labels\": [[\"C:/a.png\", [@]]]}", "absolute")]
    [InlineData("{\"labels\": [[\"a\\\\b.png\", [@]]]}", "backslash")]
    [InlineData("{\"labels\": [[\"a\\u0000.png\", [@]]]}", "control")]
    [InlineData("{\"labels\": [[\"a.png\", [@]], [\"a.png\", [@]]]}", "'a.png'", "two labels")]
    public void Bad_files_are_refused_in_words(string json, params string[] words)
    {
        var error = Assert.Throws<LabelFormatException>(() => Parse(json.Replace("@", Numbers, StringComparison.Ordinal)));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.Contains("dataset.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("1e999")]
    [InlineData("\"4,2647\"")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"\"")]
    public void A_number_that_is_none_names_its_image_and_place(string number)
    {
        var error = Assert.Throws<LabelFormatException>(() => Parse($$"""{"labels": [["00000/x.png", [{{Numbers.Replace("2.7", number, StringComparison.Ordinal)}}]]]}"""));
        Assert.Equal("'00000/x.png'", error.Entry);
        Assert.Contains("number 11", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_not_a_crash() =>
        Assert.Throws<LabelFormatException>(() => Parse(new string('[', 100_000)));

    [Fact]
    public void Damaged_text_never_gives_another_exception()
    {
        var good = Encoding.UTF8.GetBytes($$"""{"labels": [["00000/x.png", [{{Numbers}}]]]}""");
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            var damaged = good.ToArray();
            damaged[position] = value;
            try
            {
                Assert.Single(DatasetLabels.Parse(damaged, "dataset.json"));
            }
            catch (LabelFormatException error)
            {
                Assert.StartsWith("dataset.json", error.Message, StringComparison.Ordinal);
            }
        }, iter: 2000);
    }

    [Fact]
    public void Entries_that_have_no_place_in_a_file_are_not_written()
    {
        var path = Path.Combine(_folder, "dataset.json");
        var image = new LabelledImage("a.png", Camera.Front);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => DatasetLabels.Write(path, [image, image])).Message, StringComparison.Ordinal);
        Assert.Contains("mirrored", Assert.Throws<ArgumentException>(() => DatasetLabels.Write(path, [image.Mirror()])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DatasetLabels.Write(path, [image with { Name = "../a.png" }]));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Unusual_labels_are_told_with_their_images_up_to_a_limit()
    {
        var pixels = Camera.Front.WithIntrinsics(new Intrinsics(2183, 2183, 256, 256));
        LabelledImage[] images = [new("good.png", Camera.Front), new("a.png", pixels), new("b.png", pixels)];
        Assert.Equal(["a.png", "b.png"], DatasetLabels.Diagnose(images).Select(problem => problem.Split(':')[0]));
        Assert.Single(DatasetLabels.Diagnose(images, 1));
    }

    private static IReadOnlyList<LabelledImage> Parse(string json) => DatasetLabels.Parse(Encoding.UTF8.GetBytes(json), "dataset.json");
}
