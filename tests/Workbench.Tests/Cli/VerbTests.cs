using SkiaSharp;
using Workbench.Geometry;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Cli;

public sealed class VerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Checkpoint => FixtureFiles.All().Where(file => file.EndsWith(".pkl", StringComparison.Ordinal)).Select(FixtureFiles.Full).First();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_finds_a_working_back_end()
    {
        var (exit, output) = await WorkbenchCommand.Run("doctor");
        Assert.Equal(0, exit);
        Assert.Contains("libtorch 2.10", output, StringComparison.Ordinal);
        Assert.Contains("threads", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_lists_the_files_of_published_weights()
    {
        var (exit, output) = await WorkbenchCommand.Run("doctor", "--models");
        Assert.Equal(0, exit);
        Assert.Contains("licence", output, StringComparison.Ordinal);
        (exit, output) = await WorkbenchCommand.Run("doctor", "--models", "--readme");
        Assert.Equal(0, exit);
        Assert.Contains("| `model_ir_se50.pth` | identity loss and ID metric", output, StringComparison.Ordinal);
        Assert.Equal(2, (await WorkbenchCommand.Run("doctor", "--readme")).ExitCode);
    }

    [Fact]
    public async Task Inspect_shows_networks_options_and_tensors()
    {
        var (exit, output) = await WorkbenchCommand.Run("inspect", Checkpoint);
        Assert.Equal(0, exit);
        Assert.Contains("TriPlaneGenerator", output, StringComparison.Ordinal);
        Assert.Contains("planeDepth", output, StringComparison.Ordinal);
        Assert.Contains("backbone.synthesis.b4.const", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orbit_is_written_as_frames_sheet_animation_and_page()
    {
        var (exit, output) = await WorkbenchCommand.Run("render", "--checkpoint", Checkpoint, "--yaw", "0:360:90", "--resolution", "16", "--output", _folder.Path);
        Assert.True(exit == 0, output);
        Assert.Equal(4, Directory.GetFiles(_folder.Path, "view-*.png").Length);
        using var codec = SKCodec.Create(_folder.File("orbit.webp"));
        Assert.Equal(4, codec.FrameCount);
        using var sheet = SKBitmap.Decode(_folder.File("sheet.png"));
        Assert.True(sheet.Width > 4 * 100);
        Assert.Contains("<img", await File.ReadAllTextAsync(_folder.File("orbit.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Views_side_by_side_make_one_picture()
    {
        var file = _folder.File("views.png");
        var (exit, output) = await WorkbenchCommand.Run("render", "--checkpoint", Checkpoint, "--yaw", "0:360:90", "--resolution", "16", "--output", file);
        Assert.True(exit == 0, output);
        using var picture = SKBitmap.Decode(file);
        Assert.True(picture.Width > 3 * picture.Height);
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_converted_checkpoint_renders_the_same_picture()
    {
        var converted = _folder.File("small.safetensors");
        var (exit, output) = await WorkbenchCommand.Run("convert", Checkpoint, converted);
        Assert.True(exit == 0, output);
        foreach (var (name, file) in new[] { ("pickle", Checkpoint), ("safetensors", converted) })
            Assert.Equal(0, (await WorkbenchCommand.Run("render", "--checkpoint", file, "--yaw", "40", "--resolution", "16", "--output", _folder.File(name))).ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(_folder.File("pickle/view-000.png")), await File.ReadAllBytesAsync(_folder.File("safetensors/view-000.png")));
    }

    [Fact]
    public async Task A_mesh_is_closed_and_coloured()
    {
        var file = _folder.File("head.glb");
        var (exit, output) = await WorkbenchCommand.Run("mesh", "--checkpoint", Checkpoint, "--resolution", "32", "--level", "5", "--output", file);
        Assert.True(exit == 0, output);
        var mesh = GlbReader.Read(file);
        Assert.True(mesh.IsClosed);
        Assert.Equal(mesh.Vertices.Length, mesh.Colours.Length);
    }

    [Fact]
    public async Task Inversion_writes_the_code_and_a_sheet()
    {
        var photo = Path.Combine(FixtureFiles.Repository, "data", "photos", "astronaut.png");
        var (exit, output) = await WorkbenchCommand.Run("invert", photo, "--checkpoint", Checkpoint, "--steps", "2", "--tuning-steps", "2", "--method", "pti", "--output", _folder.Path);
        Assert.True(exit == 0, output);
        foreach (var file in new[] { "latents.safetensors", "tuned.safetensors", "sheet.png" })
            Assert.True(File.Exists(_folder.File(file)), file);
    }

    [Fact]
    public async Task An_interrupted_inversion_keeps_the_best_so_far()
    {
        var photo = Path.Combine(FixtureFiles.Repository, "data", "photos", "astronaut.png");
        var (exit, output) = await WorkbenchCommand.Interrupt("inverting", "invert", photo, "--checkpoint", Checkpoint, "--steps", "5000", "--output", _folder.Path);
        Assert.Equal(130, exit);
        // Before the first step there is nothing to keep; after it the code is written.
        Assert.True(File.Exists(_folder.File("latents.safetensors")) || output.Contains("Cancelled.", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task An_interrupted_rendering_leaves_no_half_written_files()
    {
        var (exit, output) = await WorkbenchCommand.Interrupt("rendering", "render", "--checkpoint", Checkpoint, "--yaw", "0:3600:1", "--resolution", "128", "--output", _folder.File("views"));
        Assert.Equal(130, exit);
        Assert.Contains("Cancelled.", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("views")));
    }

    [Fact]
    public async Task The_viewer_says_where_it_is_and_ends_with_the_command()
    {
        var (exit, output) = await WorkbenchCommand.Interrupt("http://127.0.0.1:", "view", "--weights", Checkpoint, "--no-open");
        Assert.True(exit == 0, output);
        Assert.Matches("http://127\\.0\\.0\\.1:[0-9]+/[A-Za-z0-9_-]{43}/", output);
        Assert.Contains("stopped", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("view --port 70000 --no-open", 2, "65535")]
    [InlineData("view --truncation 9 --no-open", 2, "1.5")]
    [InlineData("render --yaw sideways", 2, "'sideways' is no angle")]
    [InlineData("render --checkpoint missing.pkl", 1, "missing.pkl")]
    [InlineData("render --checkpoint README.md", 1, "README.md")]
    [InlineData("render --seed -1", 2, "0…4294967295")]
    [InlineData("mesh --output head.stl", 2, ".glb, .ply, .obj or .mrc")]
    [InlineData("inspect LICENSE", 1, "LICENSE")]
    [InlineData("run missing.ipynb", 1, "missing.ipynb")]
    [InlineData("run -p seed", 2, "name=value")]
    [InlineData("run -p seed=many", 1, "seed")]
    public async Task Wrong_input_is_named_and_leaves_without_a_stack_trace(string command, int code, string words)
    {
        var (exit, output) = await WorkbenchCommand.Run([.. command.Split(' '), .. command.StartsWith("run", StringComparison.Ordinal) ? ["--output", _folder.Path] : Array.Empty<string>()]);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Equal(code, exit);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }
}
