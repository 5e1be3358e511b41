using Workbench.Display;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

public sealed class PrepareVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Astronaut => Path.Combine(FixtureFiles.Repository, "data", "photos", "astronaut.png");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Five_points_of_a_real_photograph_make_an_EG3D_crop()
    {
        var (exit, output) = await WorkbenchCommand.Run("prepare", Astronaut, "--points", "202,101 249,101 224,122 207,145 241,145", "--convention", "eg3d", "--size", "128", "-o", _folder.Path);
        Assert.True(exit == 0, output);
        Assert.Contains("Eg3d", output, StringComparison.Ordinal);
        Assert.Equal(128, Picture.Load(_folder.File("crop.png")).Width);
        Assert.True(File.Exists(_folder.File("dataset.json")) && File.Exists(_folder.File("check.png")));
    }

    [Fact]
    public async Task Bad_input_ends_with_a_sentence()
    {
        await File.WriteAllTextAsync(_folder.File("no.png"), "this is no picture");
        (string[] Arguments, string Words)[] cases =
        [
            ([Astronaut, "--points", "202,101 249,101 224,122 207,145 241,145", "--convention", "eg3d", "-o", _folder.File("no.png")], "is a file. Name a folder"),
            ([_folder.File("no.png"), "--points", "1,2 3,4 5,6 7,8 9,10"], "no PNG, JPEG or WebP"),
            ([Astronaut], "neither points nor a detector"),
            ([Astronaut, "--points", "249,101 202,101 224,122 241,145 207,145", "--convention", "eg3d"], "exchanged"),
            ([Astronaut, "--points", "202,101 249,101 2240,122 207,145 241,145", "--convention", "eg3d"], "outside"),
            ([Astronaut, "--points", "194,115", "--convention", "eg3d"], "must be five"),
            ([Astronaut, "--points", "202,101 249,101 224,122 207,145 241,145", "--convention", "eg3d", "--detector", _folder.File("no.png")], "no ONNX network"),
        ];
        foreach (var (arguments, words) in cases)
        {
            var (exit, output) = await WorkbenchCommand.Run(["prepare", .. arguments, .. arguments.Contains("-o") ? [] : new[] { "-o", _folder.Path }]);
            Assert.NotEqual(0, exit);
            Assert.Contains(words, System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " "), StringComparison.Ordinal);
        }
    }
}
