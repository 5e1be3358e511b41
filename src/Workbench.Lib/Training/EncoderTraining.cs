using TorchSharp.Modules;
using Workbench.Cameras;
using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Rendering;
using Workbench.Training.Optimizers;

namespace Workbench.Training;

/// <summary>Trains an encoder of photographs into the tri-grid of a frozen generator: E1 by reconstruction, E2 with a discriminator on what the photograph does not see (dual-encoder paper §3).</summary>
/// <remarks>
/// One step, in order: (1) the reader of codes: encode, render, losses, perhaps the adversarial term on the planes of the code; (2) the refinement on detached outputs of the reader; (3) the discriminator, synthesised
/// planes against detached encoded ones under one mask; (4) now and then R1 on synthesised planes.
/// </remarks>
public sealed partial class EncoderTraining : ITraining
{
    /// <summary>Name of this training in run folders.</summary>
    public const string TrainingName = "dual-encoder";

    /// <summary>Intervals that suit it.</summary>
    public static RunSettings Settings { get; } = new()
    {
        Checkpoint = new() { Minutes = 5 }, Sample = new() { Minutes = 10 }, Evaluate = new() { Minutes = 10 }, LogSteps = 10, Keep = 3,
    };

    private const string BatchStream = "batch";
    private const string SourceStream = "source";
    private const string MirrorStream = "mirror";

    private readonly FrozenGenerator _generator;
    private readonly TriGridEncoder _encoder;
    private readonly TriGridEncoder? _average;
    private readonly EncoderLosses _losses;
    private readonly Adversary? _adversary;
    private readonly Ranger _codesOptimizer;
    private readonly Ranger? _planesOptimizer;
    private readonly SeededRandom _random;
    private readonly IEncoderPictures _photos;
    private readonly PicturePool? _synthetic;
    private readonly FolderPictures? _folder;
    private readonly Device _device;

    /// <summary>Builds networks and optimisers.</summary>
    /// <param name="config">Everything that fixes a step.</param>
    /// <param name="device">Where to train; the CPU unless given.</param>
    /// <param name="losses">Losses, disposed with this object; those of the configuration's files when null.</param>
    /// <param name="head">The generator, disposed with this object; that of the configuration's file when null.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself or the generator; every problem is listed.</exception>
    public EncoderTraining(EncoderTrainingConfig config, Device? device = null, EncoderLosses? losses = null, PanoHead? head = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (Config, _device, _random) = (config, device ?? CPU, RandomSource.Seeded(config.Seed));
        try
        {
            head ??= PanoHead.Load(config.Generator ?? GeneratorFiles.Best());
            head.To(_device);
            manual_seed(config.Seed);
            _encoder = CreateEncoder(config, head);
            _encoder.to(_device);
            _generator = new FrozenGenerator(head, _encoder.Config, config.Samples);
            CheckPhases();
            if (config.AverageDecay is not null)
            {
                _average = new TriGridEncoder(_encoder.Config) { Name = "average" };
                _average.to(_device);
                MovingAverage.Update(_average, _encoder, 0);
            }
            _losses = losses ?? EncoderLosses.Of(config, _device);
            _codesOptimizer = new Ranger(_encoder.Reader.parameters(), config.Optimizer);
            _planesOptimizer = _encoder.Refinement is { } refinement ? new Ranger(refinement.parameters(), config.Optimizer) : null;
            if (config.Adversary.Kind != DiscriminatorKind.None && config.Phases.Any(phase => phase.Adversarial))
                _adversary = new Adversary(config, _generator, _encoder.Config, _random);
            var (side, grey) = (_encoder.Config.ImageResolution, _encoder.Config.Backdrop.Grey);
            _folder = config.Data.Folder is null ? null : new FolderPictures(config.Data, side, grey);
            _photos = (IEncoderPictures?)_folder ?? PopulationPictures.Pool(config.Data, config.Seed, side, grey);
            if (config.Data.SyntheticShare > 0)
                _synthetic = new PicturePool(config.Data.Pool, config.Data.FreshPerStep, Math.Min(config.Data.Pool, 16), Synthesise);
        }
        catch
        {
            Dispose();
            if (_losses is null)
                losses?.Dispose();
            if (_generator is null)
                head?.Dispose();
            throw;
        }
    }

    /// <summary>What fixes every step.</summary>
    public EncoderTrainingConfig Config { get; }

    /// <summary>The trained encoder.</summary>
    public TriGridEncoder Encoder => _encoder;

    /// <summary>What the training is for: the averaged encoder where one is kept, otherwise the trained one.</summary>
    public TriGridEncoder Result => _average ?? _encoder;

    /// <summary>The generator, which stands still.</summary>
    public PanoHead Generator => _generator.Head;

    /// <summary>What the losses are called.</summary>
    public string LossNames => _losses.Name;

    /// <inheritdoc/>
    public long? Length => Config.Phases.Sum(phase => phase.Steps);

    /// <inheritdoc/>
    public void Describe(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Module("encoder", _encoder);
        if (_average is not null)
            state.Module("average", _average);
        state.Optimizer("codes-optimizer", _codesOptimizer);
        if (_planesOptimizer is not null)
            state.Optimizer("planes-optimizer", _planesOptimizer);
        _adversary?.Describe(state);
        state.Random("random", _random);
    }

    /// <inheritdoc/>
    public TrainingStep Step(long step)
    {
        using var scope = NewDisposeScope();
        var (phase, progress, _) = TrainingPhases.Find(Config.Phases, item => item.Steps, step);
        var rate = TrainingPhases.HalfCosine(phase.RateFrom, phase.RateTo, progress);
        _encoder.train(Config.BatchStatistics);
        if (!phase.Codes && !Config.FrozenReaderTrains)
            _encoder.Reader.eval();
        var photos = Draw(step);
        var pixels = ComparedPixels.Draw(_encoder.Config.ImageResolution, phase, _random);
        var metrics = new Dictionary<string, double> { ["loss"] = 0 };
        var adversary = phase.Adversarial ? _adversary : null;
        var targets = Targets(photos, pixels, phase);
        JudgedPlanes? kept = null;
        if (phase.Codes)
            kept = StepCodes(photos, targets, pixels, rate, adversary, metrics);
        var final = kept;
        if (phase.Planes && _planesOptimizer is not null)
            final = StepPlanes(photos, targets, pixels, rate, adversary, Config.FreshCodes ? null : kept, metrics);
        if (adversary is not null)
            adversary.Step(step, final!, photos.Cameras, metrics);
        if (_average is not null)
            MovingAverage.Update(_average, _encoder, MovingAverage.Ramped(Config.AverageDecay!.Value, step));
        metrics["rate"] = rate;
        return new TrainingStep(metrics, $"step {step} of seed {Config.Seed}: {string.Join(", ", photos.Names)}");
    }

    /// <inheritdoc/>
    public void Export(string folder) => Result.Save(Path.Combine(folder, "encoder.safetensors"), $"training '{TrainingName}' on {Generator.Name}, seed {Config.Seed}, {_losses.Name}", half: true);

    /// <summary>Frees networks, optimisers and pictures.</summary>
    public void Dispose()
    {
        // A constructor that fails frees what it has.
        _codesOptimizer?.Dispose();
        _planesOptimizer?.Dispose();
        _adversary?.Dispose();
        _photos?.Dispose();
        _synthetic?.Dispose();
        _losses?.Dispose();
        _encoder?.Dispose();
        _average?.Dispose();
        _generator?.Dispose();
    }

    // Order (1) of a step; returns codes and planes of before the update.
    private JudgedPlanes StepCodes(EncoderPhotos photos, EncoderTargets targets, ComparedPixels pixels, double rate, Adversary? adversary, Dictionary<string, double> metrics)
    {
        var codes = _encoder.ReadCodes(photos.Image, _generator.Head.Network); // [N, L, K]
        var planes = _generator.Planes(codes);
        var loss = Reconstruct("code", planes, codes, photos, targets, pixels, refined: false, metrics);
        var judged = adversary is not null && Config.Adversary.Route == AdversarialRoute.Both ? adversary : null;
        var mask = judged?.See(planes, codes, photos.Cameras);
        if (judged is not null && !Config.Adversary.SeparateStep)
            loss += judged.Judge(planes, codes, mask, metrics);
        _codesOptimizer.Descend(loss, rate);
        if (judged is not null && Config.Adversary.SeparateStep)
        {
            var again = _encoder.ReadCodes(photos.Image, _generator.Head.Network);
            _codesOptimizer.Descend(judged.Judge(_generator.Planes(again), again, mask, metrics), rate);
        }
        return new JudgedPlanes(codes.detach(), planes.detach(), mask);
    }

    // Order (2); returns codes and refined planes of before the update.
    private JudgedPlanes StepPlanes(
        EncoderPhotos photos, EncoderTargets targets, ComparedPixels pixels, double rate, Adversary? adversary, JudgedPlanes? kept, Dictionary<string, double> metrics)
    {
        var first = kept ?? First(photos.Image);
        var (codes, initial) = (first.Codes, first.Planes.contiguous()); // as the network's other maps lie in memory
        var pictures = Pictures(photos, codes, initial);
        var planes = _encoder.RefinePlanes(pictures, initial);
        var loss = Reconstruct("planes", planes, codes, photos, targets, pixels, refined: true, metrics);
        Tensor? mask = null;
        if (adversary is not null)
        {
            mask = Config.Adversary.Depth == MaskDepth.Final ? adversary.See(planes, codes, photos.Cameras) : first.Mask ?? adversary.See(initial, codes, photos.Cameras);
            if (!Config.Adversary.SeparateStep)
                loss += adversary.Judge(planes, codes, mask, metrics);
        }
        _planesOptimizer!.Descend(loss, rate);
        if (adversary is not null && Config.Adversary.SeparateStep)
            _planesOptimizer!.Descend(adversary.Judge(_encoder.RefinePlanes(pictures, initial), codes, mask, metrics), rate);
        return new JudgedPlanes(codes, planes.detach(), mask);
    }

    private JudgedPlanes First(Tensor image)
    {
        using var grad = no_grad();
        var codes = _encoder.ReadCodes(image, _generator.Head.Network);
        return new JudgedPlanes(codes, _generator.Planes(codes), null);
    }

    private RefinementPictures Pictures(EncoderPhotos photos, Tensor codes, Tensor initial)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var cameras = Camera.FromTensor(photos.Cameras);
        var grid = RayRenderer.Prepare(_generator.Grid(initial, codes)); // once for both cameras
        var head = _generator.Head;
        var mirrored = _encoder.Config.Planes!.Version == Workbench.Encoders.TriplaneNetVersion.V1 ? null : _encoder.Compared(head, grid, [.. cameras.Select(camera => camera.Mirror())]);
        return new RefinementPictures(photos.Image.alias(), _encoder.Compared(head, grid, cameras), mirrored).MoveToOuterDisposeScope();
    }

    // What the losses see of the photographs; both stages are compared with it.
    private EncoderTargets Targets(EncoderPhotos photos, ComparedPixels pixels, EncoderPhase phase)
    {
        int? face = phase.Pixels != PixelPattern.Crop || pixels.Count == pixels.Full ? pixels.Full : null;
        return new EncoderTargets(_losses.See(pixels.Of(photos.Image), face), Config.MirrorWeight > 0 ? _losses.See(pixels.Of(photos.Image.flip(3)), face) : null);
    }

    private Tensor Reconstruct(string stage, Tensor planes, Tensor codes, EncoderPhotos photos, EncoderTargets targets, ComparedPixels pixels, bool refined, Dictionary<string, double> metrics)
    {
        var error = refined ? Config.RefinedPixelError : Losses.PixelError.Squared;
        var (total, terms) = _losses.Compare(_generator.Show(planes, codes, photos.Cameras, pixels, _random), targets.Photos, error);
        if (targets.Mirrored is { } seen)
        {
            using var mirrored = Camera.ToTensor([.. Camera.FromTensor(photos.Cameras).Select(camera => camera.Mirror())]).to(_device);
            total += Config.MirrorWeight * _losses.Compare(_generator.Show(planes, codes, mirrored, pixels, _random), seen, error).Total;
        }
        var numbers = DistillationBatch.Numbers(stack([total.detach(), .. terms]).cpu());
        (metrics["loss"], metrics[$"{stage}/pixel"], metrics[$"{stage}/perceptual"], metrics[$"{stage}/identity"]) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        return total;
    }

    private EncoderPhotos Draw(long step)
    {
        using var scope = NewDisposeScope();
        var places = DistillationBatch.Numbers(_random.Uniform(BatchStream, Config.Batch));
        var sources = DistillationBatch.Numbers(_random.Uniform(SourceStream, Config.Batch));
        var mirrors = DistillationBatch.Numbers(_random.Uniform(MirrorStream, Config.Batch));
        var (images, cameras, names) = (new List<Tensor>(), new List<Camera>(), new List<string>());
        for (var i = 0; i < Config.Batch; i++)
        {
            var own = _synthetic is not null && sources[i] < Config.Data.SyntheticShare;
            var (image, camera, name) = (own ? _synthetic! : _photos).Draw(step, places[i]);
            var flips = Config.Data.Mirror && mirrors[i] < 0.5;
            images.Add(flips ? image.flip(3) : image);
            cameras.Add(flips ? camera.Mirror() : camera);
            names.Add((own ? "synthetic " : "") + name + (flips ? " mirrored" : ""));
        }
        return new EncoderPhotos(cat(images).to(_device), Camera.ToTensor(cameras).to(_device), names).MoveToOuterDisposeScope();
    }

    // Picture i of the generator itself, with a code of its own for every layer.
    private (Tensor Image, Camera Camera, int Copies) Synthesise(long index)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var random = RandomSource.Seeded(unchecked((long)HashStream.Seed(Config.Seed, $"synthetic {index}")));
        var codes = SyntheticCodes(_generator.Head, 1, Config.Data, random);
        var pose = DistillationBatch.Numbers(random.Uniform(RandomSource.Camera, 1))[0];
        var camera = _folder is not null && Config.Data.SyntheticCameras == SyntheticCameras.Data ? _folder.Pose(pose) : PopulationPictures.Pose(Config.Data, (uint)(pose * uint.MaxValue));
        var grid = _generator.Head.Synthesize(new Latents(codes, LatentSpace.WPlus));
        return (_encoder.Compared(_generator.Head, grid, [camera]).cpu().MoveToOuterDisposeScope(), camera, 1);
    }

    /// <summary>Codes of synthetic heads: mapped with the frontal camera, [N, L, K].</summary>
    internal static Tensor SyntheticCodes(PanoHead head, int count, EncoderDataConfig data, RandomSource random)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (layers, width) = (head.Config.StyleCount, head.Config.LatentWidth);
        var each = data.Synthetic == SyntheticSpace.ZPlus ? layers : 1;
        var z = random.Normal(RandomSource.Latent, count * each, width).to(head.Device);
        var condition = head.ConditioningCamera.ToTensor().to(head.Device).expand(count * each, -1);
        var mapped = head.Network.Map(z, condition, data.SyntheticTruncation)[.., 0]; // [N·l, K]
        return mapped.view(count, each, -1).expand(-1, layers, -1).contiguous().MoveToOuterDisposeScope();
    }

    private void CheckPhases()
    {
        foreach (var phase in Config.Phases)
        {
            if (phase.Planes && !phase.Codes && _encoder.Refinement is null)
                throw new ArgumentException("config: a phase trains the refinement of planes alone, but the encoder has none; set encoder.planes, or train codes.");
            if (phase.Pixels != PixelPattern.Whole && !_generator.RendersPixels)
                throw new ArgumentException($"config: {phase.Pixels} pixels need raw pictures ({nameof(ComparedView)}.{nameof(ComparedView.Raw)}) of a generator without background on the CPU; set pixels to {nameof(PixelPattern.Whole)}.");
        }
    }

    private static TriGridEncoder CreateEncoder(EncoderTrainingConfig config, PanoHead head)
    {
        if (config.Start is not { } file)
        {
            return TriGridEncoder.For(head, config.Encoder ?? TriGridEncoderConfig.For(head.Config, config.Refines, config.Space)).GiveTo(fresh =>
            {
                if (config.TrunkStart is { } trunk)
                    fresh.LoadTrunks(trunk, config.Seed);
                return fresh;
            });
        }
        var encoder = TriGridEncoder.Load(file);
        if (encoder.Misfits(head.Config) is not { Count: > 0 } problems)
            return encoder;
        encoder.Dispose();
        throw new ArgumentException($"config: {file} does not fit the generator {head.Name}. {string.Join(' ', problems)}", nameof(config));
    }
}
