using System.Globalization;
using Workbench.Cameras;
using Workbench.Discriminators;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Ops;

namespace Workbench.Training;

/// <summary>PanoHead's own adversarial training: generator and discriminator in turn, each with its lazy regulariser, and an averaged generator (PanoHead §3, EG3D §4, StyleGAN2).</summary>
/// <remarks>
/// One step: generator loss, every few steps the density penalty, discriminator loss, every few steps R1; each phase draws fresh codes and labels and steps its own optimiser.
/// Augmentation is mirroring only, as for the released model: the published augmentation pipeline knows no masks.
/// </remarks>
public sealed class PanoHeadTraining : ITraining
{
    private const string Labels = "labels";
    private const int NamesShown = 4;

    private static readonly double[] SampleYaws = [0, 60, 120, 180];

    private readonly PanoHeadTrainingConfig _config;
    private readonly Device _device;
    private readonly IHeadImages _data;
    private readonly HeadImageFolder? _owned;
    private readonly PanoHeadNetwork _generator;
    private readonly PanoHeadDiscriminator _discriminator;
    private readonly PanoHead _average;
    private readonly PanoHeadObjective _objective;
    private readonly TorchSharp.Modules.Adam _generatorAdam;
    private readonly TorchSharp.Modules.Adam _discriminatorAdam;
    private readonly SeededRandom _random;
    private readonly DataOrder _order;
    private readonly Tensor _cameras;
    private long _images;

    /// <summary>Builds networks and optimisers.</summary>
    /// <param name="config">Everything that fixes a step.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="data">Real heads; the folder of the configuration when null.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself or the data; every problem is listed.</exception>
    public PanoHeadTraining(PanoHeadTrainingConfig config, Device? device = null, IHeadImages? data = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (_config, _device, _random) = (config, device ?? CPU, RandomSource.Seeded(config.Seed));
        _owned = data is null ? new HeadImageFolder(config.Data, config.Discriminator.Resolution, config.Discriminator.Mask != MaskRoute.None) : null;
        _data = data ?? _owned!;
        _order = new DataOrder(_data.Count, config.Seed);
        manual_seed(config.Seed);
        _generator = CreateGenerator(config);
        if (_generator.Config.ImageResolution != config.Discriminator.Resolution)
            throw new ArgumentException($"config: the generator of '{config.Start}' makes images of {_generator.Config.ImageResolution}²; set discriminator.resolution to it.", nameof(config));
        _discriminator = new PanoHeadDiscriminator(config.Discriminator);
        _average = new PanoHead(new PanoHeadNetwork(_generator.Config), "average");
        MovingAverage.Update(_average.Network, _generator, 0);
        _generator.to(_device).train();
        _discriminator.to(_device).train();
        _average.Network.to(_device);
        Require(_average.Network, false);
        // Penalties taken now and then share the optimiser, whose memory is shortened in proportion.
        _generatorAdam = (Penalized && config.GeneratorInterval is { } interval ? config.GeneratorAdam.Lazy(interval) : config.GeneratorAdam).Create(_generator.parameters());
        _discriminatorAdam = config.DiscriminatorAdam.Lazy(config.DiscriminatorInterval).Create(_discriminator.parameters());
        _objective = new PanoHeadObjective(_generator, _discriminator, config.Objective);
        _cameras = _data.Cameras().DetachFromDisposeScope();
    }

    /// <summary>The averaged generator, which is what the training is for.</summary>
    public PanoHead Average => _average;

    /// <summary>Real images shown to the discriminator so far.</summary>
    public long ImagesSeen => _images;

    private bool Penalized => _config.Objective.DensityWeight > 0 || _config.Objective.DensityPenalty != DensityPenalty.Smooth;

    /// <inheritdoc/>
    public void Describe(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Module("generator", _generator);
        state.Module("discriminator", _discriminator);
        state.Module("average", _average.Network);
        state.Optimizer("generator-adam", _generatorAdam);
        state.Optimizer("discriminator-adam", _discriminatorAdam);
        state.Random("random", _random);
        state.Number("images", () => _images, value => _images = value);
        state.Number("position", () => _order.Position, value => _order.Position = value);
    }

    /// <inheritdoc/>
    public TrainingStep Step(long step)
    {
        using var scope = NewDisposeScope();
        var state = _config.Objective.At(_images);
        var position = _order.Position;
        var indices = _order.Next(_config.Batch);
        var real = Move(_data.Read(indices));
        var metrics = new Dictionary<string, double>();

        Turn(toGenerator: true);
        if (Penalized && _config.GeneratorInterval is null)
            Phase(_generator, _generatorAdam, 1, metrics, Generate, Penalize);
        else
            Phase(_generator, _generatorAdam, 1, metrics, Generate);
        if (Penalized && _config.GeneratorInterval is { } interval && step % interval == 0)
            Phase(_generator, _generatorAdam, interval, metrics, Penalize);
        Turn(toGenerator: false);
        Phase(_discriminator, _discriminatorAdam, 1, metrics, Judge);
        if (step % _config.DiscriminatorInterval == 0)
            Phase(_discriminator, _discriminatorAdam, _config.DiscriminatorInterval, metrics, Regularize);

        MovingAverage.Update(_average.Network, _generator, MovingAverage.Decay(_config.Batch, _images, _config.AverageHalfLife, _config.Start is null ? _config.AverageRampUp : null));
        _images += _config.Batch;
        (metrics["schedule/blur"], metrics["schedule/resolution"], metrics["images"]) = (state.BlurSigma, state.Resolution, _images);
        return new TrainingStep(metrics, Name(position, indices));

        PhaseLoss Generate(int part)
        {
            var (z, cameras) = Draw();
            return _objective.GeneratorMain(z, cameras, state, _random);
        }

        PhaseLoss Penalize(int part)
        {
            var (z, cameras) = Draw();
            return _objective.GeneratorRegularization(z, cameras, state, _random);
        }

        PhaseLoss Judge(int part)
        {
            var (z, cameras) = Draw();
            return _objective.DiscriminatorMain(z, cameras, Part(real, part), state, _random);
        }

        PhaseLoss Regularize(int part) => _objective.DiscriminatorRegularization(Part(real, part), state, _random);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainingSample> Samples()
    {
        const int heads = 4;
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var network = _average.Network;
        var codes = RandomSource.Seeded(_config.Seed).Normal("samples", heads, network.Config.LatentWidth).to(_device); // the same heads every time
        var front = Camera.At(0, radius: network.Config.CameraRadius).ToTensor().to(_device);
        var settings = new SynthesisSettings { NeuralResolution = _config.Objective.At(_images).Resolution };
        var samples = new List<TrainingSample>();
        for (var head = 0; head < heads; head++)
        {
            var ws = network.Map(codes[head..(head + 1)], front);
            foreach (var yaw in SampleYaws)
            {
                using var view = NewDisposeScope();
                var camera = Camera.At(yaw, radius: network.Config.CameraRadius).ToTensor().to(_device);
                samples.Add(new($"head {head + 1}, yaw {yaw:0}°", Picture.FromTensor(network.Synthesis(ws, camera, settings).Image)));
            }
        }
        return samples;
    }

    /// <inheritdoc/>
    public void Export(string folder) => _average.Save(Path.Combine(folder, "generator.safetensors"), string.Create(CultureInfo.InvariantCulture, $"adversarial training, {_images} images"));

    /// <summary>Frees networks and optimisers.</summary>
    public void Dispose()
    {
        _generatorAdam.Dispose();
        _discriminatorAdam.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
        _average.Dispose();
        _cameras.Dispose();
        _owned?.Dispose();
    }

    private static PanoHeadNetwork CreateGenerator(PanoHeadTrainingConfig config)
    {
        if (config.Start is null)
            return new PanoHeadNetwork(config.Generator);
        using var start = PanoHead.Load(config.Start);
        var network = new PanoHeadNetwork(start.Config);
        MovingAverage.Update(network, start.Network, 0);
        return network;
    }

    private void Phase(nn.Module module, TorchSharp.Modules.Adam adam, double weight, Dictionary<string, double> metrics, params ReadOnlySpan<Func<int, PhaseLoss>> losses)
    {
        var parameters = module.parameters().ToList();
        // Dropped, not zeroed: a parameter that a phase does not reach is not stepped.
        foreach (var parameter in parameters)
            parameter.grad = null;
        foreach (var loss in losses)
            foreach (var (name, value) in GradientAccumulation.Add(_config.BatchParts, loss, weight))
                metrics[name] = value;
        metrics["gradient/replaced"] = metrics.GetValueOrDefault("gradient/replaced") + Gradients.Sanitize(parameters);
        adam.step();
    }

    /// <summary>Codes of one part of the batch, and labels drawn from the data with equal chances.</summary>
    private (Tensor Z, Tensor Cameras) Draw()
    {
        var count = _config.Batch / _config.BatchParts;
        var z = _random.Normal(RandomSource.Latent, count, _generator.Config.LatentWidth).to(_device);
        var picks = (_random.Uniform(Labels, count).to(ScalarType.Float64) * _data.Count).to(ScalarType.Int64).clamp_max(_data.Count - 1); // [n]
        return (z, _cameras.index_select(0, picks).to(_device));
    }

    private RealHeads Move(RealHeads heads) => new(heads.Image.to(_device), heads.Mask?.to(_device), heads.Cameras.to(_device));

    private RealHeads Part(RealHeads real, int part)
    {
        var (first, count) = GradientAccumulation.Range(_config.Batch, _config.BatchParts, part);
        return new(real.Image.narrow(0, first, count), real.Mask?.narrow(0, first, count), real.Cameras.narrow(0, first, count));
    }

    private void Turn(bool toGenerator)
    {
        Require(_generator, toGenerator);
        Require(_discriminator, !toGenerator);
    }

    private static void Require(nn.Module module, bool gradients)
    {
        foreach (var parameter in module.parameters())
            parameter.requires_grad_(gradients);
    }

    private string Name(long position, IReadOnlyList<int> indices) =>
        $"images {position}…{position + indices.Count - 1} of the order: {string.Join(", ", indices.Take(NamesShown).Select(_data.NameOf))}{(indices.Count > NamesShown ? ", …" : "")}";
}
