using System.Diagnostics;
using SkiaSharp;
using Workbench.Display;

namespace Workbench.Tests.Display;

public class AnimationTests
{
    private static readonly Picture[] Frames = [.. Enumerable.Range(0, 7).Select(i => Samples.Gradient(61, 43, i))];

    [Fact]
    public void An_animated_webp_has_its_frames_times_and_colours()
    {
        using var folder = Samples.Folder();
        Animation.Save(Frames, folder["a.webp"], 8, quality: 95);
        using var codec = SKCodec.Create(folder["a.webp"]);
        Assert.Equal(7, codec.FrameCount);
        Assert.Equal(-1, codec.RepetitionCount);
        Assert.Equal(875, codec.FrameInfo.Sum(frame => frame.Duration));
        Check(codec, 14);
    }

    [Fact]
    public void Opacity_survives_in_an_animated_webp()
    {
        using var folder = Samples.Folder();
        var clear = Picture.Filled(32, 32, new Colour(250, 10, 10, 0));
        clear.Draw(Picture.Filled(16, 32, new Colour(10, 200, 10)), 16, 0);
        Animation.Save([clear, clear], folder["a.webp"], quality: 100);
        using var codec = SKCodec.Create(folder["a.webp"]);
        var picture = Frame(codec, 1);
        Assert.Equal(0, picture[4, 4].A);
        Assert.Equal(new Colour(10, 200, 10), picture[24, 4]);
    }

    [Fact]
    public void An_animated_gif_has_its_frames_times_and_nearly_its_colours()
    {
        using var folder = Samples.Folder();
        Animation.Save(Frames, folder["a.gif"], 8);
        using var codec = SKCodec.Create(folder["a.gif"]);
        Assert.Equal(7, codec.FrameCount);
        Assert.Equal(-1, codec.RepetitionCount);
        Assert.InRange(codec.FrameInfo.Sum(frame => frame.Duration), 870, 880);
        Check(codec, 48);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(300, 280)]
    public void Gif_compression_is_undone_exactly_at_every_table_size(int width, int height)
    {
        // 256 greys survive quantisation apart from the dither, so noise drives the table through all code widths and resets.
        var random = new Random(3);
        var noise = new Picture(width, height);
        for (var i = 0; i < width * height; i++)
        {
            var grey = (byte)(random.Next(2) * 255);
            noise[i % width, i / width] = new Colour(grey, grey, grey);
        }
        using var folder = Samples.Folder();
        Animation.Save([noise, noise], folder["n.gif"]);
        using var codec = SKCodec.Create(folder["n.gif"]);
        Assert.Equal(2, codec.FrameCount);
        var read = Frame(codec, 1);
        for (var i = 0; i < width * height; i++)
            Assert.InRange(read[i % width, i / width].R - noise[i % width, i / width].R, -8, 8);
    }

    [Fact]
    public void Png_frames_go_into_a_folder()
    {
        using var folder = Samples.Folder();
        Animation.Save(Frames, folder["frames"]);
        Assert.Equal(7, folder.Files.Length);
        Assert.Equal(Frames[3].Pixels.ToArray(), Picture.Load(folder["frames/frame-0003.png"]).Pixels.ToArray());
    }

    [Theory]
    [InlineData("a.webp")]
    [InlineData("a.gif")]
    [InlineData("a.mp4")]
    public void A_cancelled_animation_leaves_the_old_file_and_nothing_else(string name)
    {
        using var folder = Samples.Folder();
        File.WriteAllText(folder[name], "old");
        using var source = new CancellationTokenSource();
        var progress = new Immediate(report =>
        {
            if (report.Step == 2)
                source.Cancel();
        });
        if (name.EndsWith("mp4", StringComparison.Ordinal) && !HasFfmpeg())
            source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Animation.Save(Frames, folder[name], progress: progress, cancellation: source.Token));
        Assert.Equal([name], folder.Files);
        Assert.Equal("old", File.ReadAllText(folder[name]));
    }

    [Fact]
    public void A_film_is_written_by_ffmpeg_or_its_package_is_named()
    {
        using var folder = Samples.Folder();
        var path = folder["a film; touch x $(touch y).mp4"];
        if (HasFfmpeg())
        {
            Animation.Save(Frames, path, 8);
            Assert.Equal("ftyp", System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(path), 4, 4));
            Assert.Single(folder.Files);
        }
        else
            Assert.Contains("apt-get install ffmpeg", Assert.Throws<FfmpegException>(() => Animation.Save(Frames, path, 8)).Message);
    }

    [Fact]
    public void A_missing_or_failing_ffmpeg_is_explained_and_leaves_nothing_behind()
    {
        using var folder = Samples.Folder();
        var program = FfmpegVideo.Program;
        try
        {
            FfmpegVideo.Program = "no-such-program-anywhere";
            var error = Assert.Throws<FfmpegException>(() => Animation.Save(Frames, folder["a.mp4"]));
            Assert.Contains("package 'ffmpeg'", error.Message);
            FfmpegVideo.Program = "false";
            Assert.Contains("ended with code 1", Assert.Throws<FfmpegException>(() => Animation.Save(Frames, folder["a.mp4"])).Message);
            Assert.Empty(folder.Files);
        }
        finally
        {
            FfmpegVideo.Program = program;
        }
    }

    [Fact]
    public void Impossible_requests_are_refused()
    {
        using var folder = Samples.Folder();
        Assert.Throws<ArgumentException>(() => Animation.Save([], folder["a.gif"]));
        Assert.Throws<ArgumentException>(() => Animation.Save([Frames[0], Samples.Gradient(3, 3)], folder["a.gif"]));
        Assert.Throws<ArgumentException>(() => Animation.Save(Frames, folder["a.avi"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Animation.Save(Frames, folder["a.gif"], double.NaN));
    }

    private static bool HasFfmpeg()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", "-version") { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Check(SKCodec codec, int tolerance)
    {
        for (var i = 0; i < Frames.Length; i++)
        {
            var read = Frame(codec, i);
            for (var y = 6; y < 43; y += 10)
                for (var x = 6; x < 61; x += 10)
                {
                    Assert.InRange(read[x, y].R - Frames[i][x, y].R, -tolerance, tolerance);
                    Assert.InRange(read[x, y].G - Frames[i][x, y].G, -tolerance, tolerance);
                    Assert.InRange(read[x, y].B - Frames[i][x, y].B, -tolerance, tolerance);
                }
        }
    }

    private static unsafe Picture Frame(SKCodec codec, int index)
    {
        var picture = new Picture(codec.Info.Width, codec.Info.Height);
        fixed (byte* pixels = picture.Pixels)
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels, new SKCodecOptions(index)));
        return picture;
    }

    private sealed class Immediate(Action<Workbench.Ops.StepReport> action) : IProgress<Workbench.Ops.StepReport>
    {
        public void Report(Workbench.Ops.StepReport value) => action(value);
    }
}
