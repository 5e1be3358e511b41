using System.Security.Cryptography;
using System.Text;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Training;

/// <summary>What a run may find in its folder.</summary>
public enum RunMode
{
    /// <summary>Begins where there is no run, goes on where there is one.</summary>
    BeginOrResume,

    /// <summary>Begins; a folder with a run is refused.</summary>
    Begin,

    /// <summary>Goes on; a folder without a run is refused.</summary>
    Resume,
}

/// <summary>One training on the disk: <c>config.json</c>, <c>environment.json</c>, <c>metrics.jsonl</c>, TensorBoard events, <c>samples/</c>, <c>checkpoints/</c>.</summary>
/// <remarks>The folder is locked while the run is open, so that no two processes train into it. Dispose it to release the lock.</remarks>
public sealed class TrainingRun : IDisposable
{
    private const string ConfigName = "config.json";
    private const string LockName = "run.lock";

    private readonly FileStream _lock;

    private TrainingRun(string folder, string name, string configHash, FileStream held) => (Folder, Name, ConfigHash, _lock) = (folder, name, configHash, held);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Name of the training.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of <c>config.json</c>.</summary>
    public string ConfigHash { get; }

    /// <summary>The clock of budgets, intervals and records.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Begins a run or goes on with one.</summary>
    /// <param name="folder">The run's folder; made when it is missing.</param>
    /// <param name="name">Name of the training.</param>
    /// <param name="config">What fixes every step; kept in <c>config.json</c>.</param>
    /// <param name="mode">What may be found.</param>
    /// <exception cref="ArgumentException">The folder holds a run with another configuration, one that must not be there, or none that must; every different value is listed.</exception>
    /// <exception cref="IOException">Another process trains in this folder, or the disk fails.</exception>
    public static TrainingRun Open<TConfig>(string folder, string name, TConfig config, RunMode mode = RunMode.BeginOrResume)
        where TConfig : class
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(config);
        var full = Path.GetFullPath(folder);
        var path = Path.Combine(full, ConfigName);
        if (mode == RunMode.Resume && !File.Exists(path))
            throw new ArgumentException($"There is no run in '{folder}': it has no {ConfigName}. Leave out resuming to begin one.", nameof(folder));
        Directory.CreateDirectory(full);
        var held = Lock(full);
        try
        {
            if (!File.Exists(path))
                AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigJson.Write(config))));
            else if (mode == RunMode.Begin)
                throw new ArgumentException($"'{folder}' already holds a run. Resume it, or choose another folder.", nameof(folder));
            else if (ConfigJson.Differences(ConfigJson.ReadFile<TConfig>(path), config) is { Count: > 0 } differences)
                throw new ArgumentException($"The run in '{folder}' has another configuration ({string.Join("; ", differences)}). Resume it with its own, or begin a new run in another folder.", nameof(config));
            return new TrainingRun(full, name, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The configuration of the run in a folder; null where there is no run.</summary>
    /// <exception cref="ConfigFormatException">The file is no configuration of this kind.</exception>
    public static TConfig? ReadConfig<TConfig>(string folder)
        where TConfig : class
    {
        var path = Path.Combine(folder, ConfigName);
        return File.Exists(path) ? ConfigJson.ReadFile<TConfig>(path) : null;
    }

    /// <summary>Trains until the budget is spent or the token asks to stop, from the newest whole checkpoint on where there is one.</summary>
    /// <param name="training">A fresh training, built from the run's configuration.</param>
    /// <param name="settings">Budget and intervals; defaults when null.</param>
    /// <param name="progress">Takes a <see cref="Display.FigureReport"/> a step, with the loss curves as its figure.</param>
    /// <param name="cancellation">Ends the sitting after the present step; the state is saved.</param>
    /// <exception cref="TrainingDivergedException">A metric or the state is not finite; <c>failure.json</c> names the batch.</exception>
    /// <exception cref="CheckpointFormatException">There are checkpoints, but none is whole and fits.</exception>
    public TrainingOutcome Train(ITraining training, RunSettings? settings = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        settings ??= new RunSettings();
        if (settings.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("settings: " + string.Join(' ', problems), nameof(settings));
        using var sitting = new TrainingSitting(this, training, settings, progress, Clock);
        return sitting.Run(cancellation);
    }

    /// <summary>Releases the folder.</summary>
    public void Dispose() => _lock.Dispose();

    // The lock goes with the process, however it ends; the file stays.
    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new IOException($"Another process trains in '{folder}', or its disk fails: {error.Message}", error);
        }
    }
}
