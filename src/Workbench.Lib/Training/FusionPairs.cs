using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Parsing;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <summary>Makes pairs to learn the fusion from. A pair depends on its number alone, so that nothing of it need be saved.</summary>
internal sealed class FusionPairs : IDisposable
{
    // Pairs without the part on either side cannot be edited; so many numbers are tried.
    private const int Attempts = 32;

    private readonly FusionTrainingConfig _config;
    private readonly FrozenGenerator _generator;
    private readonly TriGridEncoder _encoder;
    private readonly FaceParser? _parser;
    private readonly IPartLabels? _parsed;
    private readonly Queue<(long Number, FusionPair Pair)> _waiting = new();
    private long _made;

    /// <param name="config">Edits, size of the pool.</param>
    /// <param name="generator">The caller's.</param>
    /// <param name="encoder">Its resolution and backdrop; the caller's.</param>
    public FusionPairs(FusionTrainingConfig config, FrozenGenerator generator, TriGridEncoder encoder)
    {
        (_config, _generator, _encoder) = (config, generator, encoder);
        if (config.Parser is null && generator.Head.Config.LatentWidth != HeadCoordinates.Count)
            throw new ArgumentException($"config: the parts of heads of {generator.Head.Name} are not known; name a face parser's file in Parser.", nameof(config));
        _parser = config.Parser is { } file ? FaceParser.Load(file) : null;
        _parsed = _parser is null ? null : new ParserLabels(_parser);
    }

    /// <summary>A pair of the pool as it stands at a step.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="place">Which one, 0…1.</param>
    public FusionPair Draw(long step, double place)
    {
        var newest = _config.FirstPairs + (long)(step * _config.PairsPerStep);
        _made = Math.Max(_made, newest - _config.Pool); // older ones would have left already
        for (; _made < newest; _made++)
        {
            if (_waiting.Count == _config.Pool)
                _waiting.Dequeue().Pair.Dispose();
            _waiting.Enqueue((_made, Make(HeadSplit.Train, _made)));
        }
        return _waiting.ElementAt((int)(place * _waiting.Count)).Pair;
    }

    /// <summary>A pair of a split, outside all scopes.</summary>
    public FusionPair Make(HeadSplit split, long number)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var grad = no_grad();
            using var scope = NewDisposeScope();
            var draw = HashStream.Seed(_config.Seed, $"fusion pair {number} {attempt}");
            var (target, reference) = (Head(split, draw & 0x3FFF_FFFF), Head(split, (draw >> 32) & 0x3FFF_FFFF));
            try
            {
                return Make(target, reference, unchecked((uint)draw)).DetachFromDisposeScope();
            }
            catch (EditException problem) when (problem.Problem == EditProblem.EmptyPart)
            {
                // Neither head has the part: another pair.
            }
        }
        throw new ArgumentException($"config: {Attempts} pairs of heads have nothing of {_config.Edit.Parts[0].Part}; learn from another part.");
    }

    /// <summary>Frees pairs and parser.</summary>
    public void Dispose()
    {
        foreach (var (_, pair) in _waiting)
            pair.Dispose();
        _waiting.Clear();
        _parser?.Dispose();
    }

    private EditableHead Head(HeadSplit split, ulong index)
    {
        var seed = HeadPopulation.Seed(split, (long)index);
        var z = _generator.Head.Sample(seed);
        return new EditableHead(_generator.Head.Synthesize(_generator.Head.Map(z)), _parsed ?? PopulationLabels.Of(z), $"seed {seed}");
    }

    private FusionPair Make(EditableHead target, EditableHead reference, uint draw)
    {
        var head = _generator.Head;
        using var cache = new LiftingCache(2);
        using var recorder = new Recorder();
        // The recorder's planes are zero, so this edit lacks its transition and nothing else.
        var edit = new PartTransfer(head, recorder, cache).Transfer(target, [reference], _config.Edit);
        var blend = new PartTransfer(head, cache: cache).Transfer(target, [reference], _config.Edit);
        Camera[] cameras = [Camera.At(0, radius: head.Config.CameraRadius), HeadPopulation.Pose(PoseDistribution.Portrait, draw), HeadPopulation.Pose(PoseDistribution.Uniform, draw)];
        var labels = Camera.ToTensor(cameras).to(head.Device);
        Tensor Channels(Tensor features) => (target.Grid with { Features = features.expand_as(target.Grid.Features).contiguous() }).ToChannels().contiguous();
        Tensor Region(Tensor cells) => RefinementPictures.Sized(CellPictures.Composite(head, blend.Grid(), cameras, cells), _encoder.Config.ImageResolution).gt(0.5).to(ScalarType.Float32);
        var (own, other) = (target.Grid.Latents!.Codes, reference.Grid.Latents!.Codes);
        return new FusionPair(
            _encoder.Pictures([TransitionEncoder.PhotoOf(recorder.View!)], _encoder.Config.ImageResolution, head.Device), Channels(edit.Full), Channels(GridBlend.ForFeatures(edit.Weights.Implicit)), Channels(blend.Full),
            own.clone(), other.clone(), labels.alias(), Show(target.Grid, own, labels), Show(reference.Grid, other, labels), Region(blend.Weights.Keep), Region(blend.Weights.Cores[0]), $"{target.Name} with {_config.Edit.Parts[0].Part} of {reference.Name}")
            .MoveToOuterDisposeScope();
    }

    private Tensor Show(TriGrid grid, Tensor codes, Tensor cameras)
    {
        var planes = grid.ToChannels();
        var count = cameras.shape[0];
        return _generator.Show(planes.expand(count, -1, -1, -1).contiguous(), codes.expand(count, -1, -1), cameras, ComparedPixels.All(_encoder.Config.ImageResolution), RandomSource.Deterministic);
    }

    private sealed class Recorder : IImplicitEncoder, IDisposable
    {
        public RenderedViews? View { get; private set; }

        public string Name => "none";

        public TriGrid Encode(PanoHead head, RenderedViews view)
        {
            View = new RenderedViews(view.Image.alias(), view.ImageRaw.alias(), view.Depth.alias(), view.Mask.alias(), view.Cameras).DetachFromDisposeScope();
            return new TriGrid(zeros([1, head.Config.PlaneAxes.Count, head.Config.PlaneFeatures, head.Config.PlaneDepth, head.Config.PlaneResolution, head.Config.PlaneResolution], device: head.Device), head.Config.PlaneAxes, head.Config.BoxSize);
        }

        public void Dispose() => View?.Dispose();
    }
}
