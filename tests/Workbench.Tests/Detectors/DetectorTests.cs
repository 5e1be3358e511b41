using System.Numerics;
using Workbench.Detectors;
using Workbench.Display;
using Workbench.Photos;

namespace Workbench.Tests.Detectors;

/// <summary>Adapters against tiny networks whose outputs are known: constants, or simple functions of the picture.</summary>
public sealed class DetectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_input_is_written_as_the_layout_asks()
    {
        // The network hands its input back.
        using var network = OnnxNetwork.Open(new OnnxFile().Input("image", 1, 3, 2, 2).Output("same", 1, 3, 2, 2).Node("Identity", ["image"], "same").Save(_folder.File("same.onnx")));
        var picture = Picture.Filled(2, 2, new Colour(255, 0, 51));
        Assert.Equal(new float[] { 51, 51, 51, 51, 0, 0, 0, 0, 255, 255, 255, 255 }, network.Run(ImageInput.Bytes.Write(picture))["same"].Values);
        Assert.Equal(new float[] { 1, 1, 1, 1, 0, 0, 0, 0, 0.2f, 0.2f, 0.2f, 0.2f }, network.Run(ImageInput.Unit.Write(picture))["same"].Values.Select(value => MathF.Round(value, 5)));
        Assert.Equal("'image' float32 [1, 3, 2, 2]", network.ImageInput.ToString());
        Assert.Contains("fails on an input [1, 3, 3, 3]", Assert.Throws<OnnxFormatException>(() => network.Run(ImageInput.Unit.Write(picture.Resize(3, 3)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decoded_faces_are_scaled_back_to_the_photograph()
    {
        var file = new OnnxFile().Input("image", 1, 3, 64, 64).Output("boxes", 2, 4).Output("scores", 2, 1).Output("points", 2, 10)
            .Constant("b", [2, 4], 10, 10, 40, 50, 0, 0, 1, 1).Node("Identity", ["b"], "boxes")
            .Constant("s", [2, 1], 0.9f, 0.1f).Node("Identity", ["s"], "scores")
            .Constant("p", [2, 10], [16, 20, 32, 20, 24, 28, 18, 36, 30, 36, .. new float[10]]).Node("Identity", ["p"], "points")
            .Save(_folder.File("faces.onnx"));
        using var detector = FaceDetector.Open(file);
        // 128×64 pixels fill the input's width: half size.
        var face = Assert.Single(detector.Detect(Picture.Filled(128, 64, Colour.White)));
        Assert.Equal(0.9, face.Score, 5);
        Assert.Equal(new Vector2(31.5f, 39.5f), face.Points.RightEye);
        Assert.Equal(new Vector2(59.5f, 71.5f), face.Points.LeftMouth);
    }

    [Fact]
    public void Faces_of_YuNet_are_decoded_cell_by_cell()
    {
        using var detector = FaceDetector.Open(YuNet(_folder.File("yunet.onnx")));
        var face = Assert.Single(detector.Detect(Picture.Filled(32, 32, Colour.White)));
        // Cell (row 1, column 2) of stride 8, offset (0.5, 0.25): points at (column + i/10, row + 1)·8.
        Assert.Equal(0.8, face.Score, 5);
        Assert.Equal(16 - 0.5f, face.Points.RightEye!.Value.X, 4);
        Assert.Equal(16 - 0.5f, face.Points.RightEye!.Value.Y, 4);
        Assert.Equal(16 + 3.2f - 0.5f, face.Points.LeftMouth!.Value.X, 4);
    }

    [Fact]
    public void Outputs_shorter_than_declared_give_the_faces_they_hold()
    {
        var file = new OnnxFile().Input("input", 1, 3, 32, 32);
        foreach (var (stride, cells) in ((int, int)[])[(8, 16), (16, 4), (32, 1)])
            foreach (var (name, width, held) in ((string, int, int)[])[("cls", 1, cells), ("obj", 1, cells), ("bbox", 4, 1), ("kps", 10, 1)])
                file.Output($"{name}_{stride}", 1, -1, width).Constant($"{name}{stride}", [1, held, width], [.. Enumerable.Repeat(0.9f, held * width)]).Node("Identity", [$"{name}{stride}"], $"{name}_{stride}");
        using var detector = FaceDetector.Open(file.Save(_folder.File("short.onnx")));
        Assert.InRange(detector.Detect(Picture.Filled(32, 32, Colour.White)).Count, 1, 3);
    }

    [Fact]
    public void Inputs_of_absurd_size_are_refused()
    {
        var file = new OnnxFile().Input("image", 1, 3, 100_000, 100_000).Output("same", 1, 3, 100_000, 100_000).Node("Identity", ["image"], "same").Save(_folder.File("vast.onnx"));
        Assert.Contains("4096", Assert.Throws<OnnxFormatException>(() => MattingNetwork.Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_layouts_say_what_the_file_has_and_what_is_expected()
    {
        var file = new OnnxFile().Input("image", 1, 3, 8, 8).Output("same", 1, 3, 8, 8).Node("Identity", ["image"], "same").Save(_folder.File("same.onnx"));
        var error = Assert.Throws<OnnxFormatException>(() => FaceDetector.Open(file));
        Assert.Contains("'same' float32 [1, 3, 8, 8]", error.Message, StringComparison.Ordinal);
        Assert.Contains("YuNet", error.Message, StringComparison.Ordinal);
        Assert.Contains("68", Assert.Throws<OnnxFormatException>(() => LandmarkNetwork.Open(file, new OneFace())).Message, StringComparison.Ordinal);
        Assert.Contains("3 classes", Assert.Throws<OnnxFormatException>(() => MattingNetwork.Open(file)).Message, StringComparison.Ordinal);
        var grey = new OnnxFile().Input("image", 1, 1, 8, 8).Output("same", 1, 1, 8, 8).Node("Identity", ["image"], "same").Save(_folder.File("grey.onnx"));
        Assert.Contains("[1, 3, height, width]", Assert.Throws<OnnxFormatException>(() => MattingNetwork.Open(grey)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 1, 2, 3 }, "no ONNX network")]
    public void Files_that_are_no_networks_are_named(byte[] content, string words)
    {
        File.WriteAllBytes(_folder.File("x.onnx"), content);
        Assert.Contains(words, Assert.Throws<OnnxFormatException>(() => OnnxNetwork.Open(_folder.File("x.onnx"))).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => OnnxNetwork.Open(_folder.File("missing.onnx")));
    }

    [Fact]
    public void Every_truncation_of_a_network_is_refused_in_words()
    {
        var whole = new OnnxFile().Input("image", 1, 3, 8, 8).Output("same", 1, 3, 8, 8).Node("Identity", ["image"], "same").ToArray();
        for (var length = 1; length < whole.Length; length += 5)
        {
            File.WriteAllBytes(_folder.File("cut.onnx"), whole[..length]);
            var error = Record.Exception(() => FaceDetector.Open(_folder.File("cut.onnx")).Dispose());
            Assert.IsType<OnnxFormatException>(error);
        }
    }

    [Fact]
    public void Landmarks_come_back_from_the_crop_to_the_photograph()
    {
        // Every point in the middle of the crop: the middle of the five.
        var file = new OnnxFile().Input("image", 1, 3, 16, 16).Output("landmarks", 1, 136)
            .Constant("c", [1, 136], [.. Enumerable.Repeat(0.5f, 136)]).Node("Identity", ["c"], "landmarks").Save(_folder.File("68.onnx"));
        using var network = LandmarkNetwork.Open(file, new OneFace());
        var face = Assert.Single(network.Detect(Picture.Filled(300, 300, Colour.White)));
        Assert.Equal(68, face.SixtyEight!.Count);
        Assert.All(face.SixtyEight, point => Assert.True(Vector2.Distance(point, new Vector2(130, 130)) < 0.01f, point.ToString()));
    }

    [Fact]
    public void Heat_maps_name_their_highest_cell()
    {
        var maps = new float[68 * 4 * 4];
        for (var k = 0; k < 68; k++)
            maps[k * 16 + 2 * 4 + 1] = 1; // row 2, column 1
        var file = new OnnxFile().Input("image", 1, 3, 16, 16).Output("maps", 1, 68, 4, 4).Constant("c", [1, 68, 4, 4], maps).Node("Identity", ["c"], "maps").Save(_folder.File("maps.onnx"));
        using var network = LandmarkNetwork.Open(file, new OneFace());
        var face = Assert.Single(network.Detect(Picture.Filled(300, 300, Colour.White)));
        // The square around the five points: 60 pixels, widened; cells of a quarter.
        var side = 2.2f * 60;
        Assert.True(Vector2.Distance(face.SixtyEight![0], new Vector2(130 - side / 8, 130 + side / 8)) < 0.1f, face.SixtyEight[0].ToString());
    }

    [Fact]
    public void Opacities_become_masks_of_the_photograph()
    {
        // The mean of the channels of −1…1 is 1 where the picture is white; below 0 it is cut.
        var file = new OnnxFile().Input("image", 1, 3, -1, -1).Output("alpha", 1, 1, -1, -1).Node("ReduceMean", ["image"], "alpha", ("axes", [1]), ("keepdims", [1])).Save(_folder.File("matte.onnx"));
        using var network = MattingNetwork.Open(file);
        var photo = Picture.Filled(100, 60, Colour.Black);
        for (var y = 20; y < 40; y++)
            for (var x = 30; x < 70; x++)
                photo[x, y] = Colour.White;
        var mask = network.Mask(photo);
        Assert.Equal((100, 60), (mask.Width, mask.Height));
        Assert.InRange(mask[50, 30].R, 250, 255);
        Assert.InRange(mask[5, 5].R, 0, 5);
    }

    [Fact]
    public void Parsers_count_all_classes_but_the_background()
    {
        var scores = new float[19 * 2 * 2];
        scores[0] = 1; // background in the first cell
        scores[17 * 4 + 1] = 1; // hair
        scores[1 * 4 + 2] = 1; // skin
        scores[18 * 4 + 3] = 1; // hat
        var file = new OnnxFile().Input("image", 1, 3, 32, 32).Output("classes", 1, 19, 2, 2).Constant("c", [1, 19, 2, 2], scores).Node("Identity", ["c"], "classes").Save(_folder.File("parser.onnx"));
        using var all = MattingNetwork.Open(file);
        var mask = all.Mask(Picture.Filled(2, 2, Colour.White));
        Assert.Equal(new byte[] { 0, 255, 255, 255 }, new[] { mask[0, 0].R, mask[1, 0].R, mask[0, 1].R, mask[1, 1].R });
        using var hair = MattingNetwork.Open(file, classes: [17]);
        Assert.Equal(0, hair.Mask(Picture.Filled(2, 2, Colour.White))[0, 1].R);
        Assert.Throws<ArgumentException>(() => MattingNetwork.Open(file, classes: [19]));
    }

    private static string YuNet(string path)
    {
        var file = new OnnxFile().Input("input", 1, 3, 32, 32);
        foreach (var (stride, cells) in ((int, int)[])[(8, 16), (16, 4), (32, 1)])
        {
            var (score, boxes, points) = (new float[cells], new float[4 * cells], new float[10 * cells]);
            if (stride == 8)
            {
                const int Cell = 1 * 4 + 2;
                score[Cell] = 0.8f;
                (boxes[4 * Cell], boxes[4 * Cell + 1], boxes[4 * Cell + 2], boxes[4 * Cell + 3]) = (0.5f, 0.25f, 0, 0);
                for (var k = 0; k < 5; k++)
                    (points[10 * Cell + 2 * k], points[10 * Cell + 2 * k + 1]) = (k / 10f, 1);
            }
            foreach (var (name, width, values) in ((string, int, float[])[])[("cls", 1, score), ("obj", 1, score), ("bbox", 4, boxes), ("kps", 10, points)])
                file.Output($"{name}_{stride}", 1, cells, width).Constant($"{name}{stride}", [1, cells, width], values).Node("Identity", [$"{name}{stride}"], $"{name}_{stride}");
        }
        return file.Save(path);
    }

    private sealed class OneFace : IFaceLandmarks
    {
        public string Name => "one face";

        public IReadOnlyList<DetectedFace> Detect(Picture photo) => [new DetectedFace(HeadPoints.Parse("100,100 160,100 130,130 110,160 150,160"), 1)];
    }
}
