using System.Text;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Metrics;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Weights;

namespace Workbench.Evaluation;

/// <summary>Measures inverters on a set of photographs, into a folder: reconstruction, novel views by sector, distance between sets, time.</summary>
/// <remarks>
/// A run that was stopped goes on where it was: every few photographs the results are on the disk, and further inverters can join a finished folder. Results of other settings, photographs or networks are refused.
/// The distance between sets (FID) compares novel views of the inverted heads with the generator's own heads (truncated, same cameras); its floor is the distance of two halves of those. Where the truth is known it
/// also compares with true pictures of the same heads by the same cameras: other persons then add nothing to the distance.
/// <code>
/// var report = InverterEvaluation.Run(head, inverters, new PopulationPhotos(HeadSplit.Test, 100), "runs/eval", networks: networks);
/// display(report.Table());
/// </code>
/// </remarks>
public static class InverterEvaluation
{
    private const string TaskFile = "evaluation.json";
    private const string IdentityFile = "inverter.txt";
    private const string ReferenceFolder = "reference";
    private const string TruthFolder = "truth";

    /// <summary>Measures inverters.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="inverters">What is measured.</param>
    /// <param name="photos">The photographs.</param>
    /// <param name="folder">Receives the results; made where it is missing.</param>
    /// <param name="config">The protocol.</param>
    /// <param name="networks">Distances and features; L2 and PSNR alone unless given.</param>
    /// <param name="progress">Told after every photograph.</param>
    /// <param name="cancellation">Stops between photographs and inside inverters; complete files of results stay.</param>
    /// <exception cref="ArgumentException">The folder holds results of another task; the message says what differs.</exception>
    public static EvaluationReport Run(PanoHead head, IReadOnlyList<NamedInverter> inverters, IEvaluationPhotos photos, string folder, EvaluationConfig? config = null, EvaluationNetworks? networks = null, IProgress<StepReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        NamedInverter.Check(inverters);
        ArgumentOutOfRangeException.ThrowIfZero(photos.Count, nameof(photos));
        (config, networks) = (config ?? new EvaluationConfig(), networks ?? EvaluationNetworks.None);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        if (inverters.FirstOrDefault(item => NamedInverter.FileName(item.Name) is ReferenceFolder or TruthFolder) is { } taken)
            throw new ArgumentException($"inverters: the name '{taken.Name}' is taken by what all are compared with; give it another.", nameof(inverters));
        Claim(folder, new EvaluationTask { Generator = head.Name, Weights = Fingerprint(head), Photos = photos.Name, Count = photos.Count, Networks = networks.Names(), SetMetric = config.SetViews > 0 ? networks.Features?.Metric : null, Config = config });
        var cameras = SetCameras(config, photos.Count, head.Config.CameraRadius);
        var total = (long)photos.Count * inverters.Count;
        var done = 0L;
        if (networks.Features is { } features && config.SetViews > 0)
        {
            Gather(features, Shards(folder, ReferenceFolder, photos.Count, config), config, cameras, Own, cancellation);
            Gather(features, Shards(folder, TruthFolder, photos.Count, config), config, cameras, Truth, cancellation);
        }
        foreach (var inverter in inverters)
        {
            var shards = Shards(folder, inverter.Name, photos.Count, config);
            Claim(shards.Folder, inverter);
            foreach (var shard in shards.All)
            {
                if (!shards.Has(shard))
                    Measure(head, inverter, photos, shards, shard, config, networks, cameras, () => progress?.Report(new StepReport(++done, total, inverter.Name)), cancellation);
                else
                    progress?.Report(new StepReport(done += shards.Range(shard).Count, total, inverter.Name));
            }
        }
        var report = EvaluationReport.Read(folder, [.. inverters.Select(item => item.Name)]);
        report.Save(folder);
        return report;

        // The generator's own head of a number, and the true head of a photograph where it is known.
        Tensor? Own(int i, IReadOnlyList<Camera> seen) => head.Render(head.Synthesize(head.Map(config.Seed + (long)i, config.Truncation)), seen, cancellation: cancellation).Image;

        Tensor? Truth(int i, IReadOnlyList<Camera> seen)
        {
            using var photo = photos.Load(i, head.Config.ImageResolution);
            return photo.TrueViews?.Invoke(seen, head.Config.ImageResolution).to(head.Device);
        }
    }

    internal static EvaluationShards Shards(string folder, string name, int photos, EvaluationConfig config) => new(Path.Combine(folder, NamedInverter.FileName(name)), photos, config.ShardSize);

    internal static EvaluationShards ReferenceShards(string folder, EvaluationTask task) => Shards(folder, ReferenceFolder, task.Count, task.Config);

    internal static EvaluationShards TruthShards(string folder, EvaluationTask task) => Shards(folder, TruthFolder, task.Count, task.Config);

    internal static EvaluationTask ReadTask(string folder) => ConfigJson.ReadFile<EvaluationTask>(Path.Combine(folder, TaskFile));

    private static void Claim(string folder, EvaluationTask task)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, TaskFile);
        if (!File.Exists(file))
        {
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigJson.Write(task))));
            return;
        }
        var differences = ConfigJson.Differences(ReadTask(folder), task);
        if (differences.Count > 0)
            throw new ArgumentException($"folder: '{folder}' holds results of another evaluation ({string.Join("; ", differences)}). Name another folder, or repeat the settings.", nameof(folder));
    }

    private static void Claim(string folder, NamedInverter inverter)
    {
        if (inverter.Identity is not { } identity)
            return;
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, IdentityFile);
        if (!File.Exists(file))
            AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(identity)));
        else if (File.ReadAllText(file) != identity)
            throw new ArgumentException($"inverters: '{folder}' holds results of another '{inverter.Name}' than this one. Give this one another name, or name another folder.", nameof(inverter));
    }

    private static string Fingerprint(PanoHead head)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (sum, count) = (0.0, 0L);
        foreach (var weight in head.Network.parameters())
        {
            using var magnitude = weight.abs().sum(ScalarType.Float64);
            (sum, count) = (sum + magnitude.ToDouble(), count + weight.numel());
        }
        return (sum / count).ToString("0.#####e0", System.Globalization.CultureInfo.InvariantCulture);
    }

    // Yaws cover the turn evenly over all pictures, in an order that has nothing to do with the photographs'.
    private static IReadOnlyList<Camera> SetCameras(EvaluationConfig config, int photos, double radius)
    {
        var count = photos * config.SetViews;
        var order = Enumerable.Range(0, count).ToArray();
        var stream = new NumpyRandom((uint)config.Seed);
        var keys = order.Select(_ => stream.NextNormal()).ToArray();
        Array.Sort(keys, order);
        return [.. order.Select(i => Camera.At(-180 + 360 * (i + 0.5) / count, 0, radius))];
    }

    private static void Gather(PictureFeatures features, EvaluationShards shards, EvaluationConfig config, IReadOnlyList<Camera> cameras, Func<int, IReadOnlyList<Camera>, Tensor?> show, CancellationToken cancellation)
    {
        foreach (var shard in shards.All.Where(shard => !shards.Has(shard)))
        {
            using var grad = no_grad();
            using var scope = NewDisposeScope();
            var (first, count) = shards.Range(shard);
            var rows = new List<Tensor>();
            for (var i = first; i < first + count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                if (show(i, [.. cameras.Skip(i * config.SetViews).Take(config.SetViews)]) is { } pictures)
                    rows.Add(features.Read(pictures.clamp(-1, 1)).cpu().MoveToOuterDisposeScope());
            }
            shards.Write(shard, [], rows.Count == 0 ? null : cat(rows));
        }
    }

    private static void Measure(PanoHead head, NamedInverter inverter, IEvaluationPhotos photos, EvaluationShards shards, int shard, EvaluationConfig config, EvaluationNetworks networks, IReadOnlyList<Camera> cameras, Action tell, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (first, count) = shards.Range(shard);
        var (scores, rows) = (new List<PhotoScore>(), new List<Tensor>());
        for (var i = first; i < first + count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            using var photo = photos.Load(i, head.Config.ImageResolution);
            try
            {
                var trial = InversionTrial.Run(head, inverter, photo, config.Trial, networks, [.. cameras.Skip(i * config.SetViews).Take(config.SetViews)], cancellation);
                if (i < config.Shown)
                    EvaluationPictures.Write(shards.Folder, i, trial, photo, config.Trial, head.Config);
                scores.Add(trial.Score);
                if (trial.Features is { } features)
                    rows.Add(features.MoveToOuterDisposeScope());
            }
            catch (InvalidOperationException error)
            {
                // One photograph that diverges must not cost the others their numbers; the report counts it.
                scores.Add(new PhotoScore { Photo = photo.Photo.Name, YawDegrees = InversionTrial.Yaw(photo.Photo.Camera), Problem = error.Message });
            }
            tell();
        }
        shards.Write(shard, scores, rows.Count == 0 ? null : cat(rows));
    }
}
