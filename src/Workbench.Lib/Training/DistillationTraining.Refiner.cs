using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Training;

/// <content>The super-resolution.</content>
public sealed partial class DistillationTraining
{
    // Rendered pictures wait in a pool and are used several times, since a picture and its truth cost ten times as much as a step of the small network.
    private const int NewPerStep = 2;

    private readonly Queue<Exercise> _pool = new();
    private PanoHead? _frozen;

    /// <summary>A frozen generator's raw picture with its truth.</summary>
    private sealed record Exercise(Tensor Raw, Tensor Features, Tensor Style, Tensor Truth) : TensorRecord
    {
        protected override IEnumerable<Tensor?> Owned => [Raw, Features, Style, Truth];
    }

    private Dictionary<string, double> StepRefiner(DistillationPhase phase, double rate, long stepOfPhase)
    {
        FillPool(phase.Pool, stepOfPhase);
        var items = _pool.ToArray();
        var choice = DistillationBatch.Numbers(_random.Uniform("exercise", phase.Heads)).Select(u => items[(int)(u * items.Length)]).ToArray();
        Tensor Stack(Func<Exercise, Tensor> part) => cat([.. choice.Select(part)]);
        var image = TrainableSynthesis.Refine(_network.SuperResolution, Stack(item => item.Raw), Stack(item => item.Features), Stack(item => item.Style));
        var error = image - Stack(item => item.Truth);
        var (loss, bands) = (error.abs().mean() + Config.SquareWeight * error.square().mean(), error);
        for (var scale = 0; scale < 3; scale++)
        {
            bands = nn.functional.avg_pool2d(bands, 2);
            loss = loss + 0.5 * bands.abs().mean();
        }
        Descend(_refinerOptimizer, loss, rate);
        return new() { ["loss"] = loss.ToDouble(), ["loss/image"] = error.detach().abs().mean().ToDouble() };
    }

    // Picture i is a pure function of the seed and i, so that a resumed training finds the same pool.
    private void FillPool(int size, long step)
    {
        _frozen ??= Finish();
        var newest = size + step * NewPerStep;
        for (var i = _pool.Count == 0 ? newest - size : newest - NewPerStep; i < newest; i++)
        {
            if (_pool.Count == size)
                _pool.Dequeue().Dispose();
            var exercise = Make(i);
            exercise.DetachFromDisposeScope();
            _pool.Enqueue(exercise);
        }
    }

    private Exercise Make(long index)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var random = new SeededRandom(unchecked(Config.Seed * 1_000_003 + index));
        var batch = DistillationBatch.Draw(1, Config, random);
        var pose = DistillationBatch.Numbers(random.Uniform(RandomSource.Camera, 2));
        var camera = Camera.At(360 * pose[0], 64 * pose[1] - 32, Config.Generator.CameraRadius);
        var network = _frozen!.Network;
        var ws = network.Map(cat([batch.ZGeometry, batch.ZAppearance]), cat([batch.Condition, batch.Condition]));
        var styles = cat([ws[..1, ..Config.MixingLayer], ws[1.., Config.MixingLayer..]], 1); // [1, L, K]
        var planes = RayRenderer.Prepare(_frozen.Synthesize(new Latents(styles, LatentSpace.WPlus), NoiseMode.None));
        var side = Config.Generator.SuperResolution.InputResolution;
        var rendered = RayRenderer.Render(planes with { Latents = null }, network.Decoder, RaySampler.Sample(camera.ToTensor(), side), Config.Generator.Rendering, RandomSource.Deterministic);
        var output = network.Dress(rendered, side, null, styles, (raw, features, _) => features.alias());
        var truth = HeadRenderer.Render(batch.Heads[0], camera, Config.Generator.ImageResolution).Image();
        return new Exercise(output.ImageRaw, output.Image, styles[.., ^1..], truth).MoveToOuterDisposeScope();
    }
}
