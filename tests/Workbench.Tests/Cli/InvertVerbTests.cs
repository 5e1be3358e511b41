using Workbench.Display;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

public sealed class InvertVerbTests : IDisposable
{
    private const string LeftHanded = "-1,0,0,0, 0,-1,0,0, 0,0,-1,2.7, 0,0,0,1, 4.2647,0,0.5, 0,4.2647,0.5, 0,0,1";

    private readonly TemporaryFolder _folder = new();

    private static string Encoder => Path.Combine(FixtureFiles.Repository, "data", "demo-encoder-1.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bad_input_ends_with_a_sentence_and_leaves_nothing()
    {
        new Picture(1, 1).Save(_folder.File("dot.png"));
        new Picture(64, 64).Over(new Colour(200, 200, 200)).Save(_folder.File("head.png"));
        await File.WriteAllTextAsync(_folder.File("dataset.json"), $$"""{"labels": [["head.png", [{{LeftHanded}}]]]}""");
        (string[] Arguments, string Words)[] cases =
        [
            ([_folder.File("dot.png")], "at least 16"),
            ([_folder.File("head.png"), "--labels", _folder.File("dataset.json")], "left-handed"),
            ([_folder.File("head.png"), "-o", _folder.File("dot.png")], "is a file. Name a folder"),
        ];
        foreach (var (arguments, words) in cases)
        {
            var (exit, output) = await WorkbenchCommand.Run(["invert", .. arguments, "--encoder", Encoder, .. arguments.Contains("-o") ? [] : new[] { "-o", _folder.File("out") }]);
            Assert.NotEqual(0, exit);
            Assert.Contains(words, System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " "), StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder.File("out")));
        }
    }

    [Fact]
    public async Task A_picture_without_dark_pixels_is_taken()
    {
        new Picture(64, 64).Over(new Colour(200, 200, 200)).Save(_folder.File("bright.png"));
        var (exit, output) = await WorkbenchCommand.Run("invert", _folder.File("bright.png"), "--encoder", Encoder, "-o", _folder.File("out"));
        Assert.True(exit == 0, output);
    }
}
