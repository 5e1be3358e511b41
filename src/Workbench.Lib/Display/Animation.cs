namespace Workbench.Display;

/// <summary>Writes frames as one moving picture: animated WebP or GIF, MP4 through ffmpeg, or a folder of PNG files.</summary>
public static class Animation
{
    /// <summary>Writes frames; the file appears when it is complete, and not at all when writing fails or is cancelled.</summary>
    /// <param name="frames">At least one; all of one size.</param>
    /// <param name="path">.webp (small, full colour), .gif (256 colours), .mp4 (needs the program ffmpeg), or a folder for numbered PNG files.</param>
    /// <param name="framesPerSecond">Above 0, at most 100.</param>
    /// <param name="quality">0…100 for WebP and MP4.</param>
    /// <param name="progress">Told after every frame.</param>
    /// <param name="cancellation">Stops between frames.</param>
    /// <exception cref="ArgumentException">Frames of different sizes, none, or an extension that is none of these.</exception>
    /// <exception cref="FfmpegException">ffmpeg is missing or refused; the message says which package to install.</exception>
    public static void Save(IReadOnlyList<Picture> frames, string path, double framesPerSecond = 12, int quality = 85, IProgress<Ops.StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (frames.Count == 0)
            throw new ArgumentException("frames: there must be at least one.", nameof(frames));
        if (!(framesPerSecond is > 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), $"framesPerSecond: expected above 0 and at most 100, got {framesPerSecond}.");
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        foreach (var frame in frames)
            if ((frame.Width, frame.Height) != (frames[0].Width, frames[0].Height))
                throw new ArgumentException($"frames: all need one size; the first has {frames[0].Width}×{frames[0].Height} pixels, another {frame.Width}×{frame.Height}.", nameof(frames));
        void Done(int count)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new Ops.StepReport(count, frames.Count, "writing frames"));
        }
        cancellation.ThrowIfCancellationRequested();
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".webp":
                WholeFile.Write(path, stream => AnimatedWebP.Write(frames, stream, framesPerSecond, quality, Done));
                break;
            case ".gif":
                WholeFile.Write(path, stream => GifWriter.Write(frames, stream, framesPerSecond, Done));
                break;
            case ".mp4":
                FfmpegVideo.Write(frames, path, framesPerSecond, quality, Done, cancellation);
                break;
            case "":
                for (var i = 0; i < frames.Count; i++)
                {
                    frames[i].Save(Path.Combine(path, $"frame-{i:0000}.png"));
                    Done(i + 1);
                }
                break;
            case var other:
                throw new ArgumentException($"path: moving pictures are written as .webp, .gif, .mp4 or into a folder; '{path}' ends in '{other}'.", nameof(path));
        }
    }

    /// <summary>Milliseconds that frame <paramref name="index"/> stays, so that rounding never adds up.</summary>
    internal static int Duration(int index, double framesPerSecond, int unit) =>
        (int)(Math.Round((index + 1) * 1000 / framesPerSecond / unit) - Math.Round(index * 1000 / framesPerSecond / unit)) * unit;
}
