using TorchSharp.Modules;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Teaches a small convolutional network to name parts and fields of procedural heads, so that its features measure how unlike two pictures of heads are.</summary>
/// <remarks>Measures are those of the averaged weights.</remarks>
public sealed class FeatureTraining : ITraining
{
    /// <summary>Name of this training in run folders.</summary>
    public const string TrainingName = "demo-features";

    /// <summary>Intervals that suit it.</summary>
    public static RunSettings Settings { get; } = new()
    {
        Checkpoint = new() { Minutes = 4 }, Sample = Interval.Never, Evaluate = new() { Minutes = 6 }, LogSteps = 20, Keep = 2,
    };

    private static readonly HeadPart[] Large = [HeadPart.Background, HeadPart.Skin, HeadPart.Neck, HeadPart.Cloth, HeadPart.Hair, HeadPart.Hat];

    private readonly SeededRandom _random;
    private readonly HeadFeatureNetwork _network;
    private readonly HeadFeatureNetwork _average;
    private readonly FeatureHeads _heads;
    private readonly FeatureHeads _averageHeads;
    private readonly Adam _optimizer;
    private readonly HeadShotPool _pool;
    private readonly Tensor _classWeights; // [19]

    /// <summary>Makes the networks with the initial weights of the configuration.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public FeatureTraining(FeatureTrainingConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _random = new SeededRandom(config.Seed);
        manual_seed(config.Seed);
        (_network, _average) = (new HeadFeatureNetwork(config.Network), new HeadFeatureNetwork(config.Network));
        (_heads, _averageHeads) = (new FeatureHeads(config.Network), new FeatureHeads(config.Network));
        MovingAverage.Update(_average, _network, 0);
        MovingAverage.Update(_averageHeads, _heads, 0);
        _network.train();
        _average.eval();
        _optimizer = optim.Adam(_network.parameters().Concat(_heads.parameters()), config.Rate, 0.9, 0.99);
        _pool = new HeadShotPool(config.Pool, config.Network.ImageResolution, number => FeatureShots.Of(config.Seed, HeadSplit.Train, number, config.Extras));
        using (NewDisposeScope())
            _classWeights = tensor(Enum.GetValues<HeadPart>().Select(part => Large.Contains(part) ? 1 : (float)config.SmallPartWeight).ToArray()).DetachFromDisposeScope();
    }

    /// <summary>What fixes every step.</summary>
    public FeatureTrainingConfig Config { get; }

    /// <inheritdoc/>
    public long? Length => Config.Steps;

    /// <inheritdoc/>
    public void Describe(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Module("network", _network);
        state.Module("average", _average);
        state.Module("heads", _heads);
        state.Module("average-heads", _averageHeads);
        state.Optimizer("optimizer", _optimizer);
        state.Random("random", _random);
    }

    /// <inheritdoc/>
    public TrainingStep Step(long step)
    {
        using var scope = NewDisposeScope();
        var (_, progress, _) = TrainingPhases.Find([Config], config => config.Steps, step);
        _pool.Extend(Config.FirstPictures + step * Config.NewPictures);
        using var batch = _pool.Draw(Config.Batch, _random);
        var targets = tensor(batch.Numbers.SelectMany(number => FeatureShots.Target(Config.Seed, HeadSplit.Train, number)).ToArray(), [Config.Batch, FeatureShots.Targets]);
        // Left and right are told apart, so that nothing is mirrored.
        using var maps = _network.call(PictureVariety.Apply(batch, Config.Network.ImageResolution, _random, mirror: false));
        var parts = nn.functional.cross_entropy(_heads.Parts(maps), batch.Parts, _classWeights);
        var fields = (_heads.Fields(maps) - targets).square().mean();
        var loss = parts + Config.FieldWeight * fields;
        var rate = TrainingPhases.Rate(Config.Rate, step, progress);
        _optimizer.Descend(loss, rate);
        var decay = MovingAverage.Ramped(Config.AverageDecay, step);
        MovingAverage.Update(_average, _network, decay);
        MovingAverage.Update(_averageHeads, _heads, decay);
        var metrics = Descent.Numbers(loss, ("loss/parts", parts), ("unexplained", fields * 3)); // fields are uniform in −1…1, variance ⅓
        metrics["rate"] = rate;
        return new TrainingStep(metrics, $"step {step} of seed {Config.Seed}");
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate() => Measure(HeadSplit.Validation, Config.EvaluationPictures);

    /// <summary>What the averaged network names on held-out pictures: parts/accuracy over all pixels, parts/iou (mean over the classes that occur), unexplained (share of the fields' variance, all views).</summary>
    /// <param name="split">Which heads.</param>
    /// <param name="pictures">How many.</param>
    public IReadOnlyDictionary<string, double> Measure(HeadSplit split, int pictures)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var classes = _classWeights.shape[0];
        var confusion = zeros([classes * classes], ScalarType.Float64);
        var (error, begin) = (0.0, 0);
        foreach (var numbers in Enumerable.Range(0, pictures).Chunk(32))
        {
            using var step = NewDisposeScope();
            var shots = numbers.Select(number => FeatureShots.Of(Config.Seed, split, number, Config.Extras)).ToList();
            using var truth = HeadRenderer.Render([.. shots.Select(shot => shot.Head)], [.. shots.Select(shot => shot.Camera)], Config.Network.ImageResolution, 2, [.. shots.Select(shot => shot.Details)]);
            using var maps = _average.call(truth.Image());
            var named = _averageHeads.Parts(maps).argmax(1); // [N, H, W]
            var pairs = truth.Parts.to(ScalarType.Int64) * classes + named;
            confusion.add_(pairs.flatten().bincount(null, classes * classes).to(ScalarType.Float64));
            var targets = tensor(numbers.SelectMany(number => FeatureShots.Target(Config.Seed, split, number)).ToArray(), [numbers.Length, FeatureShots.Targets]);
            error += (_averageHeads.Fields(maps) - targets).square().mean().ToDouble() * 3 * numbers.Length;
            begin += numbers.Length;
        }
        var table = confusion.view(classes, classes);
        var (right, present, claimed) = (table.diagonal(), table.sum([1]), table.sum([0]));
        var occurs = present > 0;
        var iou = (right / (present + claimed - right).clamp(min: 1)).masked_select(occurs).mean();
        return new Dictionary<string, double>
        {
            ["parts/accuracy"] = (right.sum() / table.sum()).ToDouble(),
            ["parts/iou"] = iou.ToDouble(),
            ["unexplained"] = error / begin,
        };
    }

    /// <summary>The averaged network with its stages weighed, ready to be used; the caller disposes it.</summary>
    public HeadFeatureNetwork Finish()
    {
        var network = new HeadFeatureNetwork(Config.Network);
        MovingAverage.Update(network, _average, 0);
        network.eval();
        foreach (var parameter in network.parameters())
            parameter.requires_grad = false;
        FeatureMeasures.WeighStages(network);
        return network;
    }

    /// <summary>Frees networks, optimiser and pictures.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _average.Dispose();
        _heads.Dispose();
        _averageHeads.Dispose();
        _pool.Dispose();
        _classWeights.Dispose();
    }
}
