using TorchSharp.Modules;
using Workbench.Encoders;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Teaches a small face recognition network to tell procedural persons apart, whatever their hair, light and pose.</summary>
/// <remarks>The loss is ArcFace's, and beside it the person's fields are named from the embedding. Measures are those of the averaged weights.</remarks>
public sealed class IdentityTraining : ITraining
{
    /// <summary>Name of this training in run folders.</summary>
    public const string TrainingName = "demo-identity";

    /// <summary>Intervals that suit it.</summary>
    public static RunSettings Settings => FeatureTraining.Settings;

    // The person's fields in the order of HeadSpec.NormalizedValues.
    private static readonly int[] Fields = [.. HeadSpec.IdentityFields.Select(name => HeadSpec.FieldNames.ToList().IndexOf(name))];

    private readonly SeededRandom _random;
    private readonly ArcFaceNetwork _network;
    private readonly ArcFaceNetwork _average;
    private readonly AngularMargin _margin;
    private readonly Linear _readout;
    private readonly Adam _optimizer;
    private readonly HeadShotPool _pool;
    private readonly Tensor _persons; // fields of every person, [J, F]

    /// <summary>Makes the networks with the initial weights of the configuration.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public IdentityTraining(IdentityTrainingConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _random = new SeededRandom(config.Seed);
        manual_seed(config.Seed);
        using (NewDisposeScope())
            _persons = tensor(Enumerable.Range(0, config.Persons).SelectMany(person => Values(HeadPopulation.Head(HeadSplit.Train, person))).ToArray(), [config.Persons, Fields.Length]).DetachFromDisposeScope();
        _network = new ArcFaceNetwork(config.Network);
        _average = new ArcFaceNetwork(config.Network);
        _margin = new AngularMargin(config.Persons, config.Network.EmbeddingWidth, _persons) { Scale = config.Scale };
        _readout = nn.Linear(config.Network.EmbeddingWidth, Fields.Length);
        MovingAverage.Update(_average, _network, 0);
        _network.train();
        _average.eval();
        _optimizer = optim.Adam(_network.parameters().Concat(_margin.parameters()).Concat(_readout.parameters()), config.Rate, 0.9, 0.99);
        _pool = new HeadShotPool(config.Pool, config.Network.ImageResolution + 2 * IdentityShots.Border, number => IdentityShots.Training(config, number));
    }

    /// <summary>What fixes every step.</summary>
    public IdentityTrainingConfig Config { get; }

    /// <summary>The average of the trained network.</summary>
    internal ArcFaceNetwork Averaged => _average;

    /// <inheritdoc/>
    public long? Length => Config.Steps;

    /// <inheritdoc/>
    public void Describe(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Module("network", _network);
        state.Module("average", _average);
        state.Module("margin", _margin);
        state.Module("readout", _readout);
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
        var persons = tensor(batch.Numbers.Select(number => number % Config.Persons).ToArray()); // [N]
        _margin.Margin = Config.Margin * Math.Clamp(2 * progress - 0.4, 0, 1);
        var embeddings = _network.call(PictureVariety.Apply(batch, Config.Network.ImageResolution, _random)); // [N, K]
        var classes = _margin.call(embeddings, persons);
        var fields = (_readout.call(embeddings * Math.Sqrt(Config.Network.EmbeddingWidth)) - _persons.index_select(0, persons)).square().mean();
        var loss = classes + Config.FieldWeight * fields;
        var rate = TrainingPhases.Rate(Config.Rate, step, progress);
        _optimizer.Descend(loss, rate);
        MovingAverage.Update(_average, _network, MovingAverage.Ramped(Config.AverageDecay, step));
        var metrics = Descent.Numbers(loss, ("loss/persons", classes), ("unexplained", fields * 3)); // fields are uniform in −1…1, variance ⅓
        metrics["rate"] = rate;
        return new TrainingStep(metrics, $"step {step} of seed {Config.Seed}");
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Evaluate()
    {
        using var identity = Finish();
        return IdentityMeasures.Measure(identity, HeadSplit.Validation, Config.EvaluationPersons);
    }

    /// <summary>The averaged network, ready to be used; the caller disposes it.</summary>
    public IdentityLoss Finish()
    {
        var network = new ArcFaceNetwork(Config.Network);
        MovingAverage.Update(network, _average, 0);
        return IdentityLoss.Demo(network);
    }

    /// <summary>Frees networks, optimiser and pictures.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _average.Dispose();
        _margin.Dispose();
        _readout.Dispose();
        _pool.Dispose();
        _persons.Dispose();
    }

    private static IEnumerable<float> Values(HeadSpec head)
    {
        var values = head.NormalizedValues();
        return Fields.Select(field => values[field]);
    }
}
