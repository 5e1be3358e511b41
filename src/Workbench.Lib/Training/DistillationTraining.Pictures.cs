using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Training;

/// <content>Pixels of pictures with the sampler that users call.</content>
public sealed partial class DistillationTraining
{
    // Coarse depths, densities read without gradient, importance samples, one sorted list: the samples of TriGridRenderer, the field then read once with gradient.
    private Dictionary<string, double> StepPictures(DistillationPhase phase, double rate)
    {
        using var batch = DistillationBatch.Draw(phase.Heads, Config, _random);
        using var pixels = DistillationPixels.Draw(batch.Heads, phase.Rays, phase.PictureResolution, Config.Generator, _random, phase.OutlineShare);
        var styles = Styles(batch);
        var planes = TrainableSynthesis.Synthesize(_network.Backbone, styles, _order, phase.PlaneResolution); // [N, P·D·C, R, R]
        var sampled = pixels.At(Samples(planes.detach(), pixels.Rays, phase.Samples));
        var features = Read(planes, sampled.Points);
        var (loss, parts) = DistillationLoss.Rays(_network, styles, features, sampled, Config with { DepthWeight = phase.DepthWeight ?? Config.DepthWeight }, phase.PointWeight);
        Descend(_fieldOptimizer, loss, rate);
        return Descent.Numbers(loss, parts);
    }

    // Depths as the renderer would take them, S/2 coarse and S/2 fine, ascending, [N, R, S, 1].
    private Tensor Samples(Tensor planes, Rays rays, int samples)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rendering = Config.Generator.Rendering with { CoarseSamples = samples - samples / 2, FineSamples = samples / 2 };
        var coarse = TriGridRenderer.CoarseDepths(rays, Config.Generator.BoxSize, rendering, _random); // [N, R, S/2, 1]
        var s = coarse.shape;
        var points = (rays.Origins.unsqueeze(2) + coarse * rays.Directions.unsqueeze(2)).view(s[0], -1, 3);
        var decoder = _network.Decoder;
        var hidden = nn.functional.softplus(decoder.Hidden.forward(Read(planes, points)), 1, 20);
        var densities = DistillationLoss.Densities(decoder, hidden, Config.DensityGain); // [N, R·S/2, 1]
        densities = SampleCulling.Apply(densities, points, Config.Generator.BoxSize, rendering).view(s);
        var quantiles = _random.Uniform(RandomSource.Importance, s[0] * s[1], rendering.FineSamples);
        var fine = ImportanceSampling.Sample(coarse, VolumeRenderer.Weights(densities, coarse), quantiles); // [N, R, S/2, 1]
        return cat([coarse, fine], 2).sort(2).Values.MoveToOuterDisposeScope();
    }

    private Tensor Read(Tensor planes, Tensor points) =>
        TriGridGather.Apply(planes, points, Config.Generator.PlaneAxes, Config.Generator.PlaneDepth, Config.Generator.BoxSize); // [N, M, C]
}
