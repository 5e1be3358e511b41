using TorchSharp.Modules;
using Workbench.Cameras;
using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Losses;
using Workbench.Occlusion;
using Workbench.Ops;
using Workbench.Training.Optimizers;

namespace Workbench.Training;

/// <summary>The discriminator beside an encoder: what it sees of planes, its own steps, the term it adds to the encoder's loss (dual-encoder paper, Eq. 3 and 6–9).</summary>
internal sealed class Adversary : IDisposable
{
    private const string Latents = "adversary";
    private const string Views = "adversary-views";

    private readonly AdversaryConfig _config;
    private readonly EncoderDataConfig _data;
    private readonly FrozenGenerator _generator;
    private readonly TriGridDiscriminator _discriminator;
    private readonly OptimizerHelper _optimizer;
    private readonly SeededRandom _random;
    private double? _penalty; // of the last step that had one

    public Adversary(EncoderTrainingConfig config, FrozenGenerator generator, TriGridEncoderConfig encoder, SeededRandom random)
    {
        (_config, _data, _generator, _random) = (config.Adversary, config.Data, generator, random);
        var channels = generator.Head.Config.Backbone.ImageChannels;
        _discriminator = new TriGridDiscriminator(_config.Discriminator(channels));
        _discriminator.to(generator.Head.Device).train();
        _optimizer = _config.Adam is { } adam ? adam.Create(_discriminator.parameters()) : new Ranger(_discriminator.parameters(), _config.Ranger);
        ImageSide = Math.Min(_config.ImageSide, encoder.ImageResolution);
    }

    private int ImageSide { get; }

    public void Describe(TrainingState state)
    {
        state.Module("discriminator", _discriminator);
        state.Optimizer("discriminator-optimizer", _optimizer);
    }

    /// <summary>O: what the cameras do not see of planes, as the discriminator's input is shaped, [N, P·C·D, H, W]; null where everything is judged.</summary>
    public Tensor? See(Tensor planes, Tensor codes, Tensor cameras)
    {
        if (_config.Kind != DiscriminatorKind.OccludedTriGrid)
            return null;
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var grid = _generator.Grid(planes, codes);
        var views = HeadByHead.Render(_generator.Head, grid, Camera.FromTensor(cameras), new() { Refine = false, NeuralResolution = _config.DepthResolution });
        var mask = OcclusionEstimator.Estimate(views, grid, _config.Mask);
        return mask.Occlude(ones_like(planes)).MoveToOuterDisposeScope();
    }

    /// <summary>The encoder's term with its weight (Eq. 6 and 7); gradients reach the planes, not the discriminator.</summary>
    public Tensor Judge(Tensor planes, Tensor codes, Tensor? mask, Dictionary<string, double> metrics)
    {
        Require(false);
        var scores = Score(planes, codes, mask, Novel(planes.shape[0]));
        Require(true);
        metrics["score/encoder"] = scores.detach().mean().ToDouble();
        return AdversarialLoss.Encoder(scores, _config.Weight);
    }

    /// <summary>The discriminator's step and, when due, R1 (orders 3 and 4).</summary>
    public void Step(long step, JudgedPlanes judged, Tensor cameras, Dictionary<string, double> metrics)
    {
        var (encoded, codes) = (judged.Planes, judged.Codes);
        var shared = judged.Mask ?? See(encoded, codes, cameras);
        var count = (int)encoded.shape[0];
        Tensor realCodes, real;
        using (no_grad())
        {
            realCodes = EncoderTraining.SyntheticCodes(_generator.Head, count, _data, new Renamed(_random, Latents));
            real = _generator.Planes(realCodes);
        }
        var realMask = _config.SynthesisedMask == SynthesisedMask.Own ? See(real, realCodes, cameras) : shared;
        var views = Novel(count);
        var (realInput, fakeInput) = (Input(real, realCodes, realMask, views).detach(), Input(encoded, codes, shared, views).detach());
        var (realScores, fakeScores) = (_discriminator.call(realInput), _discriminator.call(fakeInput)); // apart: batches are normalised by themselves
        var loss = AdversarialLoss.Discriminator(realScores, fakeScores, _config.DiscriminatorWeight, _config.LiteralEquation8);
        _optimizer.Descend(loss);
        (metrics["loss/discriminator"], metrics["score/real"], metrics["score/fake"]) = (loss.ToDouble(), realScores.mean().ToDouble(), fakeScores.mean().ToDouble());
        if (_config.R1Weight > 0 && GradientPenalty.IsDue(step, _config.R1Interval))
        {
            realInput.requires_grad_();
            var penalty = GradientPenalty.R1(_discriminator.call(realInput), realInput, _config.R1Weight, _config.R1Interval);
            _optimizer.Descend(penalty.Term);
            _penalty = penalty.Penalty.ToDouble();
        }
        if (_penalty is { } latest)
            metrics["penalty/r1"] = latest;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _discriminator.Dispose();
    }

    private Tensor Score(Tensor planes, Tensor codes, Tensor? mask, Tensor? views) => _discriminator.call(Input(planes, codes, mask, views));

    // What is judged: pictures from all round, whole planes, or the unseen part of planes.
    private Tensor Input(Tensor planes, Tensor codes, Tensor? mask, Tensor? views) =>
        views is not null ? _generator.Show(planes, codes, views, ComparedPixels.All(ImageSide), _random) : mask is not null ? planes * mask : planes;

    // Cameras of pictures that are judged, [N, 25]; null where planes are.
    private Tensor? Novel(long count)
    {
        if (_config.Kind != DiscriminatorKind.Image)
            return null;
        using var scope = NewDisposeScope();
        var draws = DistillationBatch.Numbers(_random.Uniform(Views, count, 2));
        var pitch = _config.ImagePitch * 180 / Math.PI;
        var radius = _generator.Head.Config.CameraRadius;
        return Camera.ToTensor([.. Enumerable.Range(0, (int)count).Select(i => Camera.At(360 * draws[2 * i], pitch * (2 * draws[2 * i + 1] - 1), radius))]).to(_generator.Head.Device).MoveToOuterDisposeScope();
    }

    private void Require(bool gradients)
    {
        foreach (var parameter in _discriminator.parameters())
            parameter.requires_grad_(gradients);
    }

    // The same source under another stream.
    private sealed class Renamed(RandomSource source, string name) : RandomSource
    {
        public override Tensor Uniform(string stream, params ReadOnlySpan<long> shape) => source.Uniform(name, shape);

        public override Tensor Normal(string stream, params ReadOnlySpan<long> shape) => source.Normal(name, shape);
    }
}
