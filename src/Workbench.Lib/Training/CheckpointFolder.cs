using System.Globalization;
using System.Text;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>The checkpoints of one run: <c>step-000000020.safetensors</c>, and <c>latest.json</c> that names the newest one with its SHA-256.</summary>
/// <remarks>
/// A checkpoint is written beside its place, flushed, read back and compared with its checksum, renamed, and the folder flushed; then <c>latest.json</c> follows in
/// the same way; only then older ones go. A process that is killed at any moment leaves at least the checkpoint before.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string LatestName = "latest.json";
    private const string Prefix = "step-";
    private const string Extension = ".safetensors";

    private readonly int _keep;

    /// <summary>Opens or makes the folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="keep">How many checkpoints stay, at least 1.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public CheckpointFolder(string path, int keep = 3)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        (Path, _keep) = (System.IO.Path.GetFullPath(path), keep);
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Stands between the writer and the disk.</summary>
    internal Func<Stream, Stream>? Intercept { get; init; }

    /// <summary>All checkpoint files, newest first, whether they are whole or not.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Path, Prefix + "*" + Extension).Where(file => StepOf(file) >= 0).OrderByDescending(StepOf)];

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="state">What to keep.</param>
    /// <param name="header">Origin.</param>
    /// <param name="protect">A file that pruning leaves alone, such as the best one; null for none.</param>
    /// <returns>The file and its checksum.</returns>
    /// <exception cref="NonFiniteStateException">The state holds NaN or infinite values; nothing was written.</exception>
    /// <exception cref="IOException">The disk is full or fails; the checkpoints before are intact.</exception>
    public (string File, string Checksum) Save(TrainingState state, CheckpointHeader header, string? protect = null)
    {
        using var scope = NewDisposeScope();
        var content = new StateWriter();
        foreach (var part in state.Parts)
            part.Save(content);
        if (content.FindNonFinite() is { Count: > 0 } names)
            throw new NonFiniteStateException(header.Step, names);
        var file = FileOf(header.Step);
        var (checksum, hash, bytes) = ("", "", 0L);
        AtomicFile.Write(
            file,
            stream => checksum = TrainingCheckpoint.Write(Intercept?.Invoke(stream) ?? stream, content, header),
            stream =>
            {
                bytes = stream.Length;
                (var found, hash) = TrainingCheckpoint.Verify(stream, file);
                if (found != checksum)
                    throw new IOException($"{file}: the disk holds another checkpoint than was written; nothing was replaced, check the file system.");
            });
        WriteLatest(new LatestCheckpoint { File = System.IO.Path.GetFileName(file), Step = header.Step, Sha256 = hash, Bytes = bytes });
        foreach (var old in Files().Where(other => other != file && other != protect).Skip(_keep - 1))
            File.Delete(old);
        return (file, checksum);
    }

    /// <summary>Finds the newest checkpoint that is whole.</summary>
    /// <param name="remarks">Takes one sentence for every newer file that is not.</param>
    /// <returns>The file; null where there is none.</returns>
    public string? FindNewest(ICollection<string>? remarks = null)
    {
        var files = Files().ToList();
        if (ReadLatest(remarks) is { } latest)
        {
            var named = System.IO.Path.Combine(Path, latest.File);
            if (files.Remove(named))
                files.Insert(0, named);
            else
                remarks?.Add($"{LatestName} names {latest.File}, which is not there.");
        }
        foreach (var file in files)
            try
            {
                TrainingCheckpoint.ReadHeader(file);
                return file;
            }
            catch (CheckpointFormatException error)
            {
                remarks?.Add(error.Message);
            }
        return null;
    }

    /// <summary>Loads a checkpoint into a training.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="state">What takes it.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged or does not fit.</exception>
    public static CheckpointHeader Load(string file, TrainingState state) => TrainingCheckpoint.Load(file, state);

    /// <summary>Where the checkpoint after a number of steps lies, if there is one.</summary>
    internal string FileOf(long step) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:000000000}{Extension}"));

    /// <summary>Removes what killed writers left. The caller holds the run's lock.</summary>
    internal int RemoveLeftovers() => AtomicFile.RemoveLeftovers(Path);

    private static long StepOf(string file) =>
        long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1;

    private void WriteLatest(LatestCheckpoint latest) =>
        AtomicFile.Write(System.IO.Path.Combine(Path, LatestName), stream => stream.Write(Encoding.UTF8.GetBytes(ConfigJson.Write(latest))));

    private LatestCheckpoint? ReadLatest(ICollection<string>? remarks)
    {
        var path = System.IO.Path.Combine(Path, LatestName);
        if (!File.Exists(path))
            return null;
        try
        {
            return ConfigJson.ReadFile<LatestCheckpoint>(path);
        }
        catch (ConfigFormatException error)
        {
            remarks?.Add(error.Message);
            return null;
        }
    }

    /// <summary>The content of <c>latest.json</c>.</summary>
    private sealed record LatestCheckpoint
    {
        public required string File { get; init; }

        public required long Step { get; init; }

        public required string Sha256 { get; init; }

        public required long Bytes { get; init; }
    }
}
