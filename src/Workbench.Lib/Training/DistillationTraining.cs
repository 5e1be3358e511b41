using TorchSharp.Modules;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Teaches a PanoHead generator to make the procedural heads, phase after phase.</summary>
/// <remarks>
/// Pictures of the averaged weights are what samples and measures show. During training the decoder's raw density carries the factor
/// <see cref="DistillationConfig.DensityGain"/>, which <see cref="Finish"/> folds into the weights.
/// </remarks>
public sealed partial class DistillationTraining : ITraining
{
    /// <summary>Name of this training in run folders.</summary>
    public const string TrainingName = "distillation";

    /// <summary>Intervals that suit it.</summary>
    public static RunSettings Settings { get; } = new()
    {
        Checkpoint = new() { Minutes = 3 }, Sample = new() { Minutes = 12 }, Evaluate = new() { Minutes = 12 }, LogSteps = 10, Keep = 4, BestBy = "psnr-dense",
    };

    private readonly SeededRandom _random;
    private readonly PanoHeadNetwork _network;
    private readonly PanoHeadNetwork _average;
    private readonly Linear _readout;
    private readonly Adam _mappingOptimizer;
    private readonly Adam _fieldOptimizer;
    private readonly Adam _refinerOptimizer;
    private readonly Tensor _order;
    private readonly Dictionary<Adam, double[]> _factors = [];
    private DistillationPhase _seen = new() { Kind = DistillationKind.Mapping, Steps = 0 }; // the last step's

    /// <summary>Makes the networks with the initial weights of the configuration.</summary>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    public DistillationTraining(DistillationConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        Config = config;
        _random = new SeededRandom(config.Seed);
        manual_seed(config.Seed);
        _network = new PanoHeadNetwork(config.Generator);
        _average = new PanoHeadNetwork(config.Generator);
        _readout = nn.Linear(config.Generator.StyleWidth, HeadSpec.FieldNames.Count);
        if (config.Start is { } file)
            Load(file);
        else
            Initialize();
        MovingAverage.Update(_average, _network, 0);
        _network.train();
        _average.eval();
        using (NewDisposeScope())
            _order = TriGridGather.Order(config.Generator.PlaneAxes.Count, config.Generator.PlaneFeatures, config.Generator.PlaneDepth).DetachFromDisposeScope();
        var mapping = 1 / config.Generator.Mapping.LearningRateMultiplier; // stored weights are so much larger than those in effect
        _mappingOptimizer = Optimizer((Layers(), mapping), (_network.Mapping.named_parameters().Where(item => !IsLayer(item.name)).Select(item => item.parameter), 1), (_readout.parameters(), 1));
        _fieldOptimizer = Optimizer(
            (Layers(), mapping * config.MappingRate), (_network.Mapping.named_parameters().Where(item => !IsLayer(item.name)).Select(item => item.parameter), config.MappingRate),
            (_network.Backbone.parameters().Concat(_network.Decoder.parameters()).Concat(_network.RawColours!.parameters()), 1));
        _refinerOptimizer = Optimizer((_network.SuperResolution.parameters(), 1));

        IEnumerable<Parameter> Layers() => _network.Mapping.named_parameters().Where(item => IsLayer(item.name)).Select(item => item.parameter);
        static bool IsLayer(string name) => name.StartsWith("fc", StringComparison.Ordinal);
    }

    /// <summary>What fixes every step.</summary>
    public DistillationConfig Config { get; }

    /// <summary>The trained networks, whose raw density lacks the factor <see cref="DistillationConfig.DensityGain"/>.</summary>
    internal PanoHeadNetwork Network => _network;

    /// <summary>The average of <see cref="Network"/>.</summary>
    internal PanoHeadNetwork Averaged => _average;

    /// <inheritdoc/>
    public long? Length => Config.Phases.Sum(phase => phase.Steps);

    /// <inheritdoc/>
    public void Describe(TrainingState state)
    {
        state.Module("network", _network);
        state.Module("average", _average);
        state.Module("readout", _readout);
        state.Optimizer("mapping-optimizer", _mappingOptimizer);
        state.Optimizer("field-optimizer", _fieldOptimizer);
        state.Optimizer("refiner-optimizer", _refinerOptimizer);
        state.Random("random", _random);
    }

    /// <inheritdoc/>
    public TrainingStep Step(long step)
    {
        var (phase, progress, first) = TrainingPhases.Find(Config.Phases, item => item.Steps, step);
        _seen = phase;
        var rate = TrainingPhases.HalfCosine(phase.RateFrom, phase.RateTo, progress);
        rate *= Math.Min(1, (step - first + 1) / 50.0); // every phase starts gently
        var metrics = phase.Kind switch
        {
            DistillationKind.Mapping => StepMapping(phase, rate),
            DistillationKind.Field => StepField(phase, rate),
            DistillationKind.Pictures => StepPictures(phase, rate),
            _ => StepRefiner(phase, rate, step - first),
        };
        Average(phase.Kind, MovingAverage.Ramped(Config.AverageDecay, step));
        metrics["rate"] = rate;
        return new TrainingStep(metrics, $"step {step} of seed {Config.Seed}");
    }

    /// <summary>The averaged generator with everything folded in, ready to be used; the caller disposes it.</summary>
    public PanoHead Finish(string name = "demo-panohead")
    {
        var network = new PanoHeadNetwork(Config.Generator);
        MovingAverage.Update(network, _average, 0);
        ScaleDensity(network, Config.DensityGain);
        return new PanoHead(network, name);
    }

    /// <summary>Frees the networks and optimisers.</summary>
    public void Dispose()
    {
        foreach (var optimizer in _factors.Keys)
            optimizer.Dispose();
        foreach (var exercise in _pool)
            exercise.Dispose();
        _frozen?.Dispose();
        _network.Dispose();
        _average.Dispose();
        _readout.Dispose();
        _order.Dispose();
    }

    private Dictionary<string, double> StepMapping(DistillationPhase phase, double rate)
    {
        using var batch = DistillationBatch.Draw(phase.Heads, Config with { MixingProbability = 0 }, _random);
        var fields = tensor(batch.Heads.SelectMany(head => head.NormalizedValues()).ToArray(), [phase.Heads, HeadSpec.FieldNames.Count]);
        var w = _network.Map(batch.ZGeometry, batch.Condition, updateAverage: true)[.., 0];
        var loss = (_readout.forward(w) - fields).square().mean();
        Descend(_mappingOptimizer, loss, rate);
        return new() { ["loss/unexplained"] = 3 * loss.ToDouble() }; // fields are uniform in −1…1, variance ⅓
    }

    private Dictionary<string, double> StepField(DistillationPhase phase, double rate)
    {
        using var batch = DistillationBatch.Draw(phase.Heads, Config, _random);
        using var rays = DistillationRays.Draw(batch.Heads, phase.Rays, phase.Samples, Config.Generator, _random, phase.OutlineShare);
        return StepField(batch, rays, phase, rate);
    }

    /// <summary>One step on given heads and rays.</summary>
    internal Dictionary<string, double> StepField(DistillationBatch batch, DistillationRays rays, DistillationPhase phase, double rate)
    {
        var styles = Styles(batch);
        var planes = TrainableSynthesis.Synthesize(_network.Backbone, styles, _order, phase.PlaneResolution); // [N, P·D·C, R, R]
        var (loss, parts) = DistillationLoss.Rays(_network, styles, Read(planes, rays.Points), rays, Config with { DepthWeight = phase.DepthWeight ?? Config.DepthWeight }, phase.PointWeight);
        Descend(_fieldOptimizer, loss, rate);
        return Descent.Numbers(loss, parts);
    }

    // While the super-resolution learns to refine the averaged generator, that stands still.
    private void Average(DistillationKind kind, double decay)
    {
        if (kind == DistillationKind.SuperResolution)
            MovingAverage.Update(_average.SuperResolution, _network.SuperResolution, decay);
        else
            MovingAverage.Update(_average, _network, decay);
    }

    private Tensor Styles(DistillationBatch batch)
    {
        var count = batch.Heads.Count;
        var ws = _network.Map(cat([batch.ZGeometry, batch.ZAppearance]), cat([batch.Condition, batch.Condition]), updateAverage: true); // [2N, L, K]
        return cat([ws[..count, ..Config.MixingLayer], ws[count.., Config.MixingLayer..]], 1); // [N, L, K]
    }

    private void Descend(Adam optimizer, Tensor loss, double rate)
    {
        optimizer.zero_grad();
        loss.backward();
        var factors = _factors[optimizer];
        var groups = optimizer.ParamGroups.ToList();
        for (var i = 0; i < groups.Count; i++)
            groups[i].LearningRate = rate * factors[i];
        optimizer.step();
    }

    private Adam Optimizer(params (IEnumerable<Parameter> Parameters, double Factor)[] groups)
    {
        var optimizer = optim.Adam(groups.Select(group => new Adam.ParamGroup(group.Parameters, new Adam.Options { LearningRate = 0.01, beta1 = 0.9, beta2 = 0.99, eps = 1e-8 })), 0.01, 0.9, 0.99, 1e-8);
        _factors[optimizer] = [.. groups.Select(group => group.Factor)];
        return optimizer;
    }

    // Empty space is white and transparent, the finest block adds nothing yet, and the camera is never moved.
    private void Initialize()
    {
        using var grad = no_grad();
        _network.RawColours!.Bias.fill_(1);
        foreach (var parameter in _network.CameraMapping.parameters())
            parameter.zero_();
        foreach (var block in _network.Backbone.Blocks.Where(block => block.Config.Resolution > 32))
            block.ToRgb!.Weight.zero_();
        foreach (var (name, buffer) in _network.named_buffers())
            if (name.EndsWith("noise_const", StringComparison.Ordinal))
                buffer.zero_();
        using var scope = NewDisposeScope();
        _network.Decoder.Output.Bias![0] = -0.3;
    }

    private void Load(string file)
    {
        using var scope = NewDisposeScope();
        using var start = PanoHead.Load(file);
        MovingAverage.Update(_network, start.Network, 0);
        ScaleDensity(_network, 1 / Config.DensityGain);
    }

    private static void ScaleDensity(PanoHeadNetwork network, double factor)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        network.Decoder.Output.Weight[0].mul_(factor);
        network.Decoder.Output.Bias![0].mul_(factor);
    }
}
