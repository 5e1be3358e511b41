using TorchSharp.Modules;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;

namespace Workbench.Training;

/// <summary>Tunes the encoder that re-encodes the transition of edits, inside the edit: masks and everything else stand still.</summary>
/// <remarks>
/// With U where the target is kept and V where the reference is taken: LPIPS(R(T)·U, R(T_t)·U) + LPIPS(R(T)·V, R(T_r)·V) + 0.8·(1 − cos ID) + 0.1·L1 on U, at three cameras. What is kept wears the target's
/// code, what is taken the reference's, as pictures of edits do. The network stays in evaluation mode: a pair a step is no batch to take statistics of.
/// </remarks>
public sealed class FusionTraining : ITraining
{
    /// <summary>Name of this training in run folders.</summary>
    public const string TrainingName = "fusion";

    /// <summary>Intervals that suit it.</summary>
    public static RunSettings Settings { get; } = new() { Checkpoint = new() { Minutes = 3 }, Sample = new() { Minutes = 5 }, Evaluate = new() { Minutes = 5 }, LogSteps = 10, Keep = 3 };

    private readonly SeededRandom _random;
    private readonly FrozenGenerator _generator;
    private readonly TriGridEncoder _encoder;
    private readonly IFeatureNetwork _perceptual;
    private readonly IdentityLoss? _identity;
    private readonly Adam _optimizer;
    private readonly FusionPairs _pairs;
    private readonly List<FusionPair> _heldOut = [];

    /// <summary>Loads networks and makes the optimiser.</summary>
    /// <param name="config">Everything that fixes a step.</param>
    /// <param name="device">Where to train; the CPU unless given.</param>
    /// <param name="head">The generator, disposed with this object; that of the configuration's file when null.</param>
    /// <param name="encoder">The encoder to begin with, disposed with this object; that of the configuration's file when null.</param>
    /// <exception cref="ArgumentException">The configuration contradicts itself, the generator or the encoder.</exception>
    public FusionTraining(FusionTrainingConfig config, Device? device = null, PanoHead? head = null, TriGridEncoder? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Validate() is { Count: > 0 } problems)
            throw new ArgumentException("config: " + string.Join(' ', problems), nameof(config));
        (Config, _random) = (config, RandomSource.Seeded(config.Seed));
        var place = device ?? CPU;
        try
        {
            head ??= PanoHead.Load(config.Generator ?? GeneratorFiles.Best());
            _encoder = encoder ?? TriGridEncoder.Load(config.Encoder);
            if (_encoder.Misfits(head.Config) is { Count: > 0 } misfits)
                throw new ArgumentException($"config: the encoder does not fit the generator {head.Name}. {string.Join(' ', misfits)}", nameof(config));
            head.To(place);
            _encoder.to(place);
            _encoder.eval();
            _generator = new FrozenGenerator(head, _encoder.Config, config.Samples);
            _perceptual = EncoderLosses.Perceptual(config.Perceptual, place);
            _identity = EncoderLosses.Identity(config.Identity)?.To(place);
            _optimizer = optim.Adam(_encoder.Reader.parameters(), config.Rate);
            _pairs = new FusionPairs(config, _generator, _encoder);
        }
        catch
        {
            if (_generator is null)
                head?.Dispose();
            if (_encoder is null)
                encoder?.Dispose();
            Dispose();
            throw;
        }
    }

    /// <summary>What fixes every step.</summary>
    public FusionTrainingConfig Config { get; }

    /// <summary>The tuned encoder.</summary>
    public TriGridEncoder Encoder => _encoder;

    /// <summary>The generator, which stands still.</summary>
    public PanoHead Generator => _generator.Head;

    /// <inheritdoc/>
    public long? Length => Config.Steps;

    /// <inheritdoc/>
    public void Describe(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Module("encoder", _encoder);
        state.Optimizer("optimizer", _optimizer);
        state.Random("random", _random);
    }

    /// <inheritdoc/>
    public TrainingStep Step(long step)
    {
        using var scope = NewDisposeScope();
        var (_, progress, _) = TrainingPhases.Find([Config], config => config.Steps, step);
        var places = DistillationBatch.Numbers(_random.Uniform("pairs", Config.Batch));
        var pixels = ComparedPixels.Draw(_encoder.Config.ImageResolution, new EncoderPhase { Steps = 1, Pixels = _generator.RendersPixels ? PixelPattern.Strided : PixelPattern.Whole, Side = Config.Side }, _random);
        var (terms, names) = (new List<FusionTerms>(), new List<string>());
        foreach (var place in places)
        {
            var pair = _pairs.Draw(step, place);
            names.Add(pair.Name);
            terms.Add(Compare(pair, Planes(pair), pixels, _random));
        }
        var loss = stack([.. terms.Select(Total)]).mean();
        var rate = TrainingPhases.HalfCosine(Config.Rate, Config.Rate / 10, progress);
        _optimizer.Descend(loss, rate);
        Tensor Mean(Func<FusionTerms, Tensor> of) => stack([.. terms.Select(of)]).mean();
        var metrics = Descent.Numbers(loss, ("loss/keep", Mean(term => term.Keep)), ("loss/take", Mean(term => term.Take)), ("loss/identity", Mean(term => term.Identity)), ("loss/pixel", Mean(term => term.Pixel)));
        metrics["rate"] = rate;
        return new TrainingStep(metrics, $"step {step} of seed {Config.Seed}: {string.Join(", ", names)}");
    }

    /// <inheritdoc/>
    /// <remarks>The same losses over held-out pairs, whole pictures; <c>blend</c> is what an edit without an encoder reaches and never changes.</remarks>
    public IReadOnlyDictionary<string, double> Evaluate()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var pixels = ComparedPixels.All(_encoder.Config.ImageResolution);
        var (tuned, soft) = (new List<FusionTerms>(), new List<FusionTerms>());
        foreach (var pair in HeldOut())
        {
            tuned.Add(Compare(pair, Planes(pair), pixels, RandomSource.Deterministic));
            soft.Add(Compare(pair, pair.Blend, pixels, RandomSource.Deterministic));
        }
        double Mean(List<FusionTerms> terms, Func<FusionTerms, Tensor> of) => terms.Average(term => of(term).ToDouble());
        return new Dictionary<string, double>
        {
            ["loss"] = Mean(tuned, Total), ["keep"] = Mean(tuned, term => term.Keep), ["take"] = Mean(tuned, term => term.Take), ["identity"] = Mean(tuned, term => term.Identity), ["pixel"] = Mean(tuned, term => term.Pixel),
            ["blend/loss"] = Mean(soft, Total), ["blend/keep"] = Mean(soft, term => term.Keep), ["blend/take"] = Mean(soft, term => term.Take),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainingSample> Samples()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var pair = HeldOut()[0];
        var pixels = ComparedPixels.All(_encoder.Config.ImageResolution);
        IReadOnlyList<Picture> Row(Tensor image) => Picture.FromBatch(image.clamp(-1, 1));
        Tensor Edit(Tensor planes)
        {
            var (own, other) = Show(pair, planes, pixels, RandomSource.Deterministic);
            return own + pair.Take * (other - own);
        }
        return [new TrainingSample("fusion", Figures.Sheet([("target", Row(pair.Target)), ("reference", Row(pair.Reference)), ("soft blend", Row(Edit(pair.Blend))), ("re-encoded", Row(Edit(Planes(pair))))], ["front", "portrait", "anywhere"], pair.Name).Still)];
    }

    /// <inheritdoc/>
    public void Export(string folder) => _encoder.Save(Path.Combine(folder, "encoder.safetensors"), $"training '{TrainingName}' on {Generator.Name}, seed {Config.Seed}, from {Path.GetFileName(Config.Encoder)}", half: true);

    /// <summary>Frees networks, optimiser and pairs.</summary>
    public void Dispose()
    {
        // A constructor that fails frees what it has.
        _pairs?.Dispose();
        foreach (var pair in _heldOut)
            pair.Dispose();
        _optimizer?.Dispose();
        (_perceptual as IDisposable)?.Dispose();
        _identity?.Dispose();
        _encoder?.Dispose();
        _generator?.Dispose();
    }

    private List<FusionPair> HeldOut()
    {
        for (var i = _heldOut.Count; i < Config.EvaluationPairs; i++)
            _heldOut.Add(_pairs.Make(HeadSplit.Validation, i));
        return _heldOut;
    }

    // T_final = K·T_t + A·T_r + J·G(E*(R(T_hard))).
    private Tensor Planes(FusionPair pair) => pair.Base + pair.Share * _generator.Planes(_encoder.ReadCodes(pair.Input, _generator.Head.Network));

    private (Tensor Own, Tensor Other) Show(FusionPair pair, Tensor planes, ComparedPixels pixels, RandomSource random)
    {
        var count = pair.Cameras.shape[0];
        var codes = cat([pair.TargetCodes.expand(count, -1, -1), pair.ReferenceCodes.expand(count, -1, -1)]);
        var image = _generator.Show(planes.expand(2 * count, -1, -1, -1).contiguous(), codes, cat([pair.Cameras, pair.Cameras]), pixels, random); // [2V, 3, s, s]
        return (image[..(int)count], image[(int)count..]);
    }

    private FusionTerms Compare(FusionPair pair, Tensor planes, ComparedPixels pixels, RandomSource random)
    {
        var (own, other) = Show(pair, planes, pixels, random);
        var (target, reference, keep, take) = (pixels.Of(pair.Target), pixels.Of(pair.Reference), pixels.Of(pair.Keep), pixels.Of(pair.Take));
        Tensor Distance(Tensor a, Tensor b) => (_perceptual.Features(a) - _perceptual.Features(b)).square().sum(1).mean();
        Tensor Face(Tensor views) => RefinementPictures.Sized(views[..1], pixels.Full).clamp(-1.5, 1.5); // the first camera is the front's
        return new FusionTerms(
            Distance(own * keep, target * keep), Distance(other * take, reference * take), _identity is null ? zeros([], device: own.device) : _identity.Compare(Face(own), Face(target)).Loss,
            ((own - target).abs() * keep).sum() / (3 * keep.sum()).clamp(min: 1));
    }

    private Tensor Total(FusionTerms terms) => terms.Keep * Config.KeepWeight + terms.Take * Config.TakeWeight + terms.Identity * Config.IdentityWeight + terms.Pixel * Config.PixelWeight;

    private readonly record struct FusionTerms(Tensor Keep, Tensor Take, Tensor Identity, Tensor Pixel);
}
