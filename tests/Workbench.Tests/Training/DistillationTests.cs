using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class DistillationTests : TensorTest
{
    private static readonly DistillationConfig Small = DistillationConfig.Miniature;

    [Fact]
    public void Loss_falls_tenfold_on_one_batch()
    {
        using var training = new DistillationTraining(Small with { MixingProbability = 0 });
        var random = new SeededRandom(3);
        using var batch = DistillationBatch.Draw(2, training.Config, random);
        using var rays = DistillationRays.Draw(batch.Heads, 64, 12, training.Config.Generator, random);
        var phase = new DistillationPhase { Kind = DistillationKind.Field, Steps = 1 };
        double first = 0, last = 0;
        for (var step = 0; step < 90; step++)
            using (NewDisposeScope())
            {
                last = training.StepField(batch, rays, phase, 0.02)["loss"];
                first = step == 0 ? last : first;
            }
        Assert.True(last < first / 10, $"from {first:f3} to {last:f3}");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(67)]
    [InlineData(75)]
    public void Resumed_training_equals_one_that_was_never_stopped(int stop)
    {
        using var folder = new TemporaryFolder();
        var settings = new RunSettings { Checkpoint = Interval.Never, Sample = Interval.Never, Evaluate = Interval.Never };
        var whole = Train(folder.File("whole"), settings with { Steps = stop + 3 });
        _ = Train(folder.File("parts"), settings with { Steps = stop });
        var resumed = Train(folder.File("parts"), settings with { Steps = stop + 3 });
        Assert.Equal(whole, resumed);
    }

    [Fact]
    public void Finished_generator_has_the_trained_density()
    {
        using var training = new DistillationTraining(Small);
        for (var step = 40; step < 45; step++)
            using (NewDisposeScope())
                training.Step(step);
        using var grad = no_grad();
        MovingAverage.Update(training.Averaged, training.Network, 0);
        using var generator = training.Finish();
        var z = randn(1, HeadCoordinates.Count);
        var styles = generator.Map(new Latents(z, LatentSpace.Z));
        using var grid = generator.Synthesize(styles);
        var points = (rand(1, 100, 3) - 0.5) * 0.8;
        var features = TriGridSampler.Sample(grid, points).mean([1]);
        var decoder = training.Network.Decoder;
        var expected = DistillationLoss.Densities(decoder, nn.functional.softplus(decoder.Hidden.forward(features), 1, 20), Small.DensityGain);
        var actual = generator.Density(grid, points);
        Assert.True((expected - actual).abs().max().ToDouble() < 1e-3 * expected.abs().max().ToDouble());
    }

    [Fact]
    public void Samples_ascend_between_the_limits_and_the_truth_lies_on_the_surface()
    {
        var heads = HeadSpec.FromLatents(HeadPopulation.Latents(HeadSplit.Train, 0, 3));
        var config = DistillationConfig.DemoGenerator;
        using var rays = DistillationRays.Draw(heads, 200, 12, config, new SeededRandom(5));
        Assert.True((rays.Depths[.., .., 1..] - rays.Depths[.., .., ..^1]).min().ToDouble() >= 0);
        Assert.True(rays.Depths.min().ToDouble() >= config.Rendering.Near!.Value - 1e-5);
        Assert.True(rays.Depths.max().ToDouble() <= config.Rendering.Far!.Value + 1e-3);
        Assert.InRange(rays.Hit.mean().ToDouble(), 0.4, 0.95);
        var inside = rays.Points[.., .., 0].abs().maximum(rays.Points[.., .., 2].abs()).max().ToDouble();
        Assert.True(inside <= config.BoxSize / 2 - config.Rendering.CropMargin + 1e-3, $"a sample lies at {inside:f3}");
        // Of the samples next to the distance of a hit, none is far from the surface.
        var near = ((rays.Depths - rays.Distance.unsqueeze(2)).abs() < 0.001).logical_and(rays.Hit.unsqueeze(2) > 0);
        Assert.True(near.sum().ToInt64() > 20);
        Assert.True(rays.SignedDistance.view(near.shape).masked_select(near).abs().max().ToDouble() < 0.003);
    }

    [Fact]
    public void Outline_rays_come_first_up_to_their_share()
    {
        // Candidate 1 passes close by, 3 grazes, 0 misses widely, 2 hits straight on.
        var hits = tensor(new float[] { 0, 0, 1, 1 }, [1, 4, 1]);
        var clearances = tensor(new[] { 0.2f, 0.01f, 0, 0 }, [1, 4, 1]);
        var normals = tensor(new float[] { 0, 0, 0, 0, 0, 0, 0, 0, -1, 1, 0, -0.1f }, [1, 4, 3]);
        using var traced = new TracedRays(zeros(1, 4, 3), hits, zeros(1, 4, 1), clearances, normals, zeros(1, 4).to(ScalarType.Byte));
        using var rays = new Rays(zeros(1, 4, 3), tensor(new float[] { 0, 0, 1 }).expand(1, 4, 3));
        Assert.Equal([1, 3], OutlineRays.Choose(traced, rays, 2, 1).data<long>().ToArray());
        Assert.Equal([1, 0], OutlineRays.Choose(traced, rays, 2, 0.5).data<long>().ToArray());
        Assert.Equal([0, 1], OutlineRays.Choose(traced, rays, 2, 0).data<long>().ToArray());
    }

    [Fact]
    public void Pixels_have_the_rays_and_the_colours_of_pictures()
    {
        using var scope = NewDisposeScope();
        var camera = Camera.At(50, 10);
        var places = stack([(arange(4) + 0.5) / 4, full(4, 0.375)], 1).unsqueeze(0).to(ScalarType.Float32); // the second row of a picture of 4 × 4
        var rays = DistillationPixels.Through(camera.ToTensor().view(1, -1), places);
        var expected = RaySampler.Sample(camera.ToTensor().view(1, -1), 4);
        Assert.True((rays.Directions - expected.Directions[.., 4..8]).abs().max().ToDouble() < 1e-6);
        Assert.True((rays.Origins - expected.Origins[.., 4..8]).abs().max().ToDouble() < 1e-6);
    }

    [Fact]
    public void Generator_that_shows_the_truth_has_no_error()
    {
        var head = HeadPopulation.Head(HeadSplit.Validation, 0);
        var cameras = HeldOut.Cameras();
        var truth = HeadRenderer.Render(head, cameras, 24);
        var sums = new HeldOutSums();
        sums.Add(truth, truth, new RenderedViews(truth.Image(), truth.Image(), truth.Depth, truth.Alpha, cameras), null);
        var values = sums.Values("").ToDictionary();
        Assert.True(values["psnr"] > 100 && values["psnr/back"] > 100 && values["psnr/image"] > 100);
        Assert.Equal(1, values["iou"]);
        Assert.Equal(0, values["depth"]);
    }

    [Fact]
    public void Exported_generator_loads_and_its_card_states_the_measures()
    {
        using var folder = new TemporaryFolder();
        var run = folder.File("run");
        _ = Train(run, new RunSettings { Steps = 70, Sample = Interval.Never, Evaluate = Interval.Never });
        var path = folder.File("demo-panohead.safetensors");
        var measures = DistillationExport.Write(run, path, heads: 1);
        using var generator = PanoHead.Load(path);
        Assert.Equal(ConfigJson.Write(Small.Generator), ConfigJson.Write(generator.Config));
        Assert.InRange(measures["psnr"], 4, 40);
        var card = File.ReadAllText(Path.ChangeExtension(path, ".md"));
        Assert.All(new[] { "| psnr/back |", "| PPL z full |", "| PPL w end |", "| 0.7 |", "| truth |", "| direction | variance | moves |" }, line => Assert.Contains(line, card, StringComparison.Ordinal));
    }

    [Fact]
    public void Contradictions_are_named()
    {
        var problems = (Small with { MixingLayer = 99, Generator = Small.Generator with { LatentWidth = 12, HasBackground = true } }).Validate();
        Assert.Contains(problems, problem => problem.Contains("MixingLayer", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("LatentWidth", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("background", StringComparison.Ordinal));
    }

    [Fact]
    public void Step_behind_the_last_phase_is_refused()
    {
        using var training = new DistillationTraining(Small with { Phases = [Small.Phases[0]] });
        var error = Assert.Throws<InvalidOperationException>(() => training.Step(20));
        Assert.Contains("20 steps", error.Message, StringComparison.Ordinal);
    }

    // Trains and returns every weight of the network and of its average as one text of sums that any changed bit changes.
    private static string Train(string folder, RunSettings settings)
    {
        using var training = new DistillationTraining(Small);
        using var run = TrainingRun.Open(folder, DistillationTraining.TrainingName, Small);
        run.Train(training, settings);
        using var scope = NewDisposeScope();
        return string.Join(' ', new[] { training.Network, training.Averaged }.SelectMany(network => network.state_dict().Values).Select(weights => Convert.ToHexString(weights.to(ScalarType.Float64).sum().bytes)));
    }
}
