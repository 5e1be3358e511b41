using Workbench.Ops;

namespace Workbench.Training;

/// <summary>What a person asks of a training.</summary>
public sealed record TrainingRequest
{
    /// <summary>Folder of the run.</summary>
    public required string Folder { get; init; }

    /// <summary>Configuration file; null takes the preset, or the run's own where it is resumed.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Preset; null takes the first.</summary>
    public string? Preset { get; init; }

    /// <summary>Values to change, <c>name=value</c>.</summary>
    public IReadOnlyList<string> Assignments { get; init; } = [];

    /// <summary>What the folder may hold.</summary>
    public RunMode Mode { get; init; } = RunMode.Begin;

    /// <summary>Budget and intervals; the recipe's own when null.</summary>
    public RunSettings? Settings { get; init; }

    /// <summary>Device, as <see cref="ComputeDevice.Choose"/> reads it.</summary>
    public string Device { get; init; } = "auto";
}

/// <summary>Writes the weights file of a run and its model card.</summary>
/// <param name="run">Folder of the run.</param>
/// <param name="path">The safetensors file.</param>
/// <param name="heads">Held-out heads to measure; 0 writes no card, null takes what suits the training.</param>
/// <returns>The measures.</returns>
public delegate IReadOnlyDictionary<string, double> ExportOfRun(string run, string path, int? heads);

/// <summary>A training that can be asked for by name.</summary>
public sealed class TrainingRecipe
{
    private readonly Func<TrainingRequest, IProgress<StepReport>?, CancellationToken, TrainingOutcome> _train;
    private readonly Func<TrainingRequest, string> _resolve;

    private TrainingRecipe(string name, string summary, RunSettings settings, IReadOnlyList<string> presets, Func<TrainingRequest, string> resolve, Func<TrainingRequest, IProgress<StepReport>?, CancellationToken, TrainingOutcome> train, ExportOfRun? export) =>
        (Name, Summary, Settings, Presets, _resolve, _train, Export) = (name, summary, settings, presets, resolve, train, export);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it trains, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>Budget and intervals that suit it.</summary>
    public RunSettings Settings { get; }

    /// <summary>Names of its presets; the first is the default.</summary>
    public IReadOnlyList<string> Presets { get; }

    /// <summary>Writes what a run of it trained; null where the run does so by itself.</summary>
    internal ExportOfRun? Export { get; }

    /// <summary>Makes a recipe.</summary>
    /// <param name="name">Its name, lower case with dashes.</param>
    /// <param name="summary">What it trains, in one sentence.</param>
    /// <param name="presets">Configurations by name, at least one; the first is the default.</param>
    /// <param name="create">Builds a fresh training on a device; throws <see cref="ArgumentException"/> with every problem of a bad configuration.</param>
    /// <param name="settings">Budget and intervals that suit it; the general ones when null.</param>
    /// <param name="export">Writes what a run trained, for <see cref="Trainings.Export"/>; null where there is nothing to write.</param>
    public static TrainingRecipe Of<TConfig>(
        string name, string summary, IReadOnlyList<KeyValuePair<string, TConfig>> presets, Func<TConfig, Device, ITraining> create, RunSettings? settings = null, ExportOfRun? export = null)
        where TConfig : class
    {
        ArgumentNullException.ThrowIfNull(presets);
        ArgumentOutOfRangeException.ThrowIfZero(presets.Count);
        return new TrainingRecipe(name, summary, settings ?? new RunSettings(), [.. presets.Select(preset => preset.Key)], request => ConfigJson.Write(Config(request)), Train, export);

        TConfig Config(TrainingRequest request)
        {
            var start = request.ConfigFile is { } file ? ConfigJson.ReadFile<TConfig>(file)
                : request.Preset is null && request.Mode != RunMode.Begin && TrainingRun.ReadConfig<TConfig>(request.Folder) is { } own ? own
                : Preset(request.Preset);
            return ConfigJson.With(start, request.Assignments);
        }

        TConfig Preset(string? wanted)
        {
            if (wanted is null)
                return presets[0].Value;
            foreach (var (key, config) in presets)
                if (key == wanted)
                    return config;
            throw new ArgumentException($"'{name}' has no preset '{wanted}'; there are {string.Join(", ", presets.Select(preset => preset.Key))}.", nameof(wanted));
        }

        TrainingOutcome Train(TrainingRequest request, IProgress<StepReport>? progress, CancellationToken cancellation)
        {
            var config = Config(request);
            var device = ComputeDevice.Choose(request.Device);
            // Built first: a configuration that is refused must not leave a run behind.
            using var training = create(config, device);
            using var run = TrainingRun.Open(request.Folder, name, config, request.Mode);
            return run.Train(training, request.Settings ?? settings, progress, cancellation);
        }
    }

    /// <summary>The configuration that a request means, as JSON.</summary>
    /// <exception cref="ConfigFormatException">A file or an assignment holds unknown names or values.</exception>
    public string Resolve(TrainingRequest request) => _resolve(request);

    /// <summary>Trains.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">As in <see cref="TrainingRun.Train"/>.</param>
    /// <param name="cancellation">Ends the sitting after the present step; the state is saved.</param>
    public TrainingOutcome Train(TrainingRequest request, IProgress<StepReport>? progress = null, CancellationToken cancellation = default) => _train(request, progress, cancellation);
}
