using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Workbench.Display;

/// <summary>The program ffmpeg is missing or could not write a film.</summary>
public sealed class FfmpegException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>Writes films through the program ffmpeg, which reads raw pixels from its standard input.</summary>
internal static class FfmpegVideo
{
    private const int MaximumMessage = 4000;

    /// <summary>The program; tests put another in its place.</summary>
    internal static string Program { get; set; } = "ffmpeg";

    public static void Write(IReadOnlyList<Picture> frames, string path, double framesPerSecond, int quality, Action<int> done, CancellationToken cancellation)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.mp4");
        try
        {
            Run(frames, temporary, framesPerSecond, quality, done, cancellation);
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Run(IReadOnlyList<Picture> frames, string file, double framesPerSecond, int quality, Action<int> done, CancellationToken cancellation)
    {
        using var process = Start(frames[0], file, framesPerSecond, quality);
        var messages = process.StandardError.ReadToEndAsync(CancellationToken.None);
        // A program that stops reading would hold the writer for ever; ending it lets the writer go.
        using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
        try
        {
            var row = new byte[frames[0].Width * frames[0].Height * 3];
            using (var input = process.StandardInput.BaseStream)
                for (var i = 0; i < frames.Count; i++)
                {
                    var pixels = (frames[i].IsOpaque ? frames[i] : frames[i].Over(Colour.White)).Pixels;
                    for (int source = 0, to = 0; source < pixels.Length; source += 4, to += 3)
                        (row[to], row[to + 1], row[to + 2]) = (pixels[source], pixels[source + 1], pixels[source + 2]);
                    input.Write(row);
                    done(i + 1);
                }
        }
        catch (IOException error)
        {
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            throw Refused(process, messages.Result, error);
        }
        finally
        {
            Stop(process, messages);
        }
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw Refused(process, messages.Result, null);
    }

    // After the last frame ffmpeg finishes by itself; on an error or a cancellation it is ended.
    private static void Stop(Process process, Task<string> messages)
    {
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        messages.Wait();
    }

    // Arguments are passed one by one and never through a shell, so a file name is a file name whatever it contains.
    private static Process Start(Picture first, string file, double framesPerSecond, int quality)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = false, UseShellExecute = false };
        var rateFactor = ((int)Math.Round(40 - 0.25 * quality)).ToString(CultureInfo.InvariantCulture); // x264's constant rate factor, 15 best … 40 worst
        foreach (var argument in (string[])
            [
                "-hide_banner", "-loglevel", "error", "-y",
                "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{first.Width}x{first.Height}", "-r", framesPerSecond.ToString(CultureInfo.InvariantCulture), "-i", "pipe:0",
                "-an", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", rateFactor, "-movflags", "+faststart", "-f", "mp4", $"file:{file}",
            ])
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start) ?? throw new FfmpegException("ffmpeg could not be started.");
        }
        catch (Win32Exception error)
        {
            throw new FfmpegException("Writing .mp4 needs the program ffmpeg, which is not installed. Install the package 'ffmpeg' (Debian, Ubuntu: apt-get install ffmpeg), or write .webp, which needs nothing.", error);
        }
    }

    private static FfmpegException Refused(Process process, string messages, Exception? inner) =>
        new($"ffmpeg ended with code {process.ExitCode}: {(messages.Length > MaximumMessage ? messages[..MaximumMessage] : messages).Trim()}", inner);
}
