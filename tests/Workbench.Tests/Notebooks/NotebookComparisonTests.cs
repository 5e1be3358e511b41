using System.Text.Json.Nodes;
using SkiaSharp;
using Workbench.Notebooks.Documents;

namespace Workbench.Tests.Notebooks;

public sealed class NotebookComparisonTests
{
    [Theory]
    [InlineData("loss 1.0000 after 10 steps", "loss 1.0005 after 10 steps", null)]
    [InlineData("loss 1.0", "loss 1.1", "1.0 became 1.1: off by 0.1, allowed 0.001")]
    [InlineData("a  b\n\n", "a b", null)]
    [InlineData("1e-3", "0.001", null)]
    [InlineData("[1, 2]", "[1, 2, 3]", "\"]\" became \",\"")]
    [InlineData("one\ntwo", "one", "line 2: missing: \"two\"")]
    [InlineData("cat", "dog", "line 1: expected \"cat\", got \"dog\"")]
    [InlineData("NaN", "NaN", null)]
    [InlineData("x", "x y", "more text from \"y\"")]
    public void Text_is_compared_word_by_word_and_numbers_under_tolerances(string expected, string actual, string? reason)
    {
        var found = TextComparison.FirstDifference(expected, actual, new ComparisonTolerances());
        if (reason is null) Assert.Null(found);
        else Assert.Contains(reason, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_name_the_cell_and_the_output()
    {
        var expected = TestNotebooks.Of(Showing("1", Text("2.0")), Showing("2", Text("same")), Showing("3"), Tagged("4", Text("12:31")));
        var actual = TestNotebooks.Of(Showing("1", Text("3.0")), Showing("2", Text("same"), Text("new")), Showing("3", Text("not compared")), Showing("4", Text("12:32")));
        for (var i = 0; i < 4; i++) actual.Cells[i].Id = expected.Cells[i].Id = "cell" + i;
        var report = NotebookComparison.Compare(expected, actual);
        Assert.Equal(2, report.Compared);
        Assert.Equal(["cell 1 (cell0), output 1, text/plain: line 1: expected \"2.0\", got \"3.0\" (2.0 became 3.0: off by 1, allowed 0.002)", "cell 2 (cell1), output 2, text/plain: not expected"], report.Differences.Select(item => item.ToString()));
        actual.Cells.RemoveAt(1);
        Assert.Contains(NotebookComparison.Compare(expected, actual).Differences, item => item.Reason == "the cell did not run");
    }

    [Fact]
    public void Pictures_are_compared_by_their_noise()
    {
        var plain = Png(0);
        Assert.Empty(Compare(plain, Png(0)));
        Assert.Empty(Compare(plain, Png(2)));
        Assert.Contains("PSNR", Assert.Single(Compare(plain, Png(60))).Reason, StringComparison.Ordinal);
        Assert.Contains("8 × 8 became 4 × 8", Assert.Single(Compare(plain, Png(0, width: 4))).Reason, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Single(Compare(plain, Convert.ToBase64String([1, 2, 3, 4]))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Unpremul)]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Opaque)]
    [InlineData(SKColorType.Gray8, SKAlphaType.Opaque)]
    public void Decoded_pixels_are_those_of_another_decoder_and_repacking_keeps_them(SKColorType colour, SKAlphaType alpha)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(37, 23, colour, alpha));
        for (var y = 0; y < 23; y++)
            for (var x = 0; x < 37; x++) bitmap.SetPixel(x, y, new SKColor((byte)(x * 7), (byte)(y * 11), (byte)((x * y) & 0xFF), (byte)(128 + x)));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var png = data.ToArray();
        foreach (var bytes in (byte[][])[png, PngPixels.Repack(png)])
        {
            var pixels = PngPixels.Decode(bytes);
            using var other = SKBitmap.Decode(bytes, new SKImageInfo(37, 23, SKColorType.Rgba8888, SKAlphaType.Unpremul));
            Assert.Equal(other.GetPixelSpan().ToArray(), pixels.Rgba);
            Assert.True(bytes.Length <= png.Length);
        }
    }

    [Fact]
    public void Damaged_pictures_give_the_documented_exception()
    {
        var png = Convert.FromBase64String(Png(5));
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var damaged = png.ToArray();
            if (i % 2 == 0) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            else damaged = damaged[..random.Next(damaged.Length)];
            if (Record.Exception(() => PngPixels.Decode(damaged)) is { } error) Assert.IsType<InvalidDataException>(error);
        }
    }

    [Fact]
    public void Kept_outputs_lose_colours_random_ids_and_what_is_too_large()
    {
        var cell = Showing("1", Text("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 and 3F2504E0-4F89-11D3-9A0C-0305E82C3301"), Text(new string('x', 500)));
        cell.Outputs.Add(new StreamOutput { Name = "stdout", Text = "\u001b[31mred\u001b[0m\n" });
        cell.Outputs.Add(new DisplayOutput { Data = new JsonObject { ["image/png"] = Png(0), ["text/html"] = new string('y', 500) } });
        var clean = NotebookCleaner.Clean(TestNotebooks.Of(cell), new CleanOptions { KeepOutputs = true, MaxBytes = 400 });
        var outputs = clean.Cells[0].Outputs;
        Assert.Equal("id 00000000-0000-0000-0000-000000000001 and 00000000-0000-0000-0000-000000000001", ((DisplayOutput)outputs[0]).Text("text/plain"));
        Assert.Equal("[text/plain of 500 characters left out]", ((DisplayOutput)outputs[1]).Text("text/plain"));
        Assert.Equal("red\n", ((StreamOutput)outputs[2]).Text);
        Assert.Equal(["image/png"], ((DisplayOutput)outputs[3]).Data.Select(item => item.Key));
        Assert.Equal(clean.ToJson(), NotebookCleaner.Clean(clean, new CleanOptions { KeepOutputs = true, MaxBytes = 400 }).ToJson());
    }

    [Fact]
    public async Task A_notebook_that_is_run_again_equals_its_own_outputs()
    {
        var document = TestNotebooks.Of(TestNotebooks.Code("Console.WriteLine(1.0 / 3); display(new[] { 1, 2 }); 5"), TestNotebooks.Code("throw new Exception(\"x\");", "raises-exception"));
        var first = await NotebookRunner.RunAsync(document, token: TestContext.Current.CancellationToken);
        var second = await NotebookRunner.RunAsync(first.Document, token: TestContext.Current.CancellationToken);
        var report = NotebookComparison.Compare(first.Document, second.Document);
        Assert.Equal(4, report.Compared);
        Assert.Empty(report.Differences);
    }

    private static IReadOnlyList<OutputDifference> Compare(string expected, string actual)
    {
        var (a, b) = (TestNotebooks.Of(Showing("1", Picture(expected))), TestNotebooks.Of(Showing("1", Picture(actual))));
        b.Cells[0].Id = a.Cells[0].Id;
        return NotebookComparison.Compare(a, b).Differences;
    }

    private static NotebookCell Showing(string source, params DisplayOutput[] outputs)
    {
        var cell = TestNotebooks.Code(source);
        foreach (var output in outputs) cell.Outputs.Add(output);
        return cell;
    }

    private static NotebookCell Tagged(string source, DisplayOutput output)
    {
        var cell = TestNotebooks.Code(source, NotebookComparison.SkipTag);
        cell.Outputs.Add(output);
        return cell;
    }

    private static DisplayOutput Text(string text) => new() { Data = new JsonObject { ["text/plain"] = text } };

    private static DisplayOutput Picture(string base64) => new() { Data = new JsonObject { ["image/png"] = base64, ["text/plain"] = "words" } };

    private static string Png(int noise, int width = 8)
    {
        using var bitmap = new SKBitmap(width, 8);
        for (var y = 0; y < 8; y++)
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, new SKColor((byte)(100 + (noise * ((x + y) % 2))), 100, 100));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(data.ToArray());
    }
}
