using Workbench.Cameras;
using Workbench.Data;
using Workbench.Discriminators;
using Workbench.Generator;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>A miniature of PanoHead's training on drawn discs.</summary>
public sealed class PanoHeadTrainingTests : TensorTest, IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private PanoHeadTrainingConfig Config => PanoHeadTrainingConfig.Tiny with
    {
        Batch = 4,
        DiscriminatorInterval = 4,
        Objective = PanoHeadTrainingConfig.Tiny.Objective with { DensityWeight = 0.25, DensityPoints = 50 },
        Data = new HeadImageFolderConfig { Images = _temporary.File("images") },
    };

    [Fact]
    public void A_miniature_trains_samples_exports_and_resumes()
    {
        WriteImages();
        var settings = new RunSettings { Steps = 24, Checkpoint = Interval.EverySteps(8), Sample = Interval.EverySteps(12), Evaluate = Interval.Never };
        var outcome = Train(Config, "run", settings);
        Assert.Equal((24, 24), (outcome.Step, outcome.StepsNow));
        var metrics = MetricsFile.Read(_temporary.File("run/metrics.jsonl"));
        // A step with every phase has every statistic; one without penalties has none of theirs.
        Assert.All([PhaseStatistics.GeneratorLoss, PhaseStatistics.DiscriminatorLoss, PhaseStatistics.DensityPenalty, PhaseStatistics.R1Penalty], name => Assert.Contains(name, metrics[4].Values.Keys));
        Assert.All([PhaseStatistics.DensityPenalty, PhaseStatistics.R1Penalty], name => Assert.DoesNotContain(name, metrics[5].Values.Keys));
        Assert.Equal(96, metrics[23].Values["images"]);
        Assert.Equal(24, Train(Config, "run", settings).Step);
        Assert.Equal(26, Train(Config, "run", settings with { Steps = 26 }).Step);
        using var head = PanoHead.Load(_temporary.File("run/export/generator.safetensors"));
        Assert.Equal(32, head.Config.ImageResolution);
        Assert.Equal(2, Directory.GetFiles(_temporary.File("run/samples")).Length);
    }

    [Fact]
    public void Steps_move_both_networks_and_the_average_follows()
    {
        WriteImages();
        using var training = new PanoHeadTraining(Config);
        var before = State(training);
        Step(training, 0);
        var after = State(training);
        foreach (var prefix in new[] { "generator/", "discriminator/", "average/" })
            Assert.Contains(before, item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && !item.Value.eq(after[item.Key]).all().item<bool>());
        // Nothing had been seen before the first step: the average is a copy.
        foreach (var (name, value) in after.Where(item => item.Key.StartsWith("generator/", StringComparison.Ordinal)))
            Assert.True(value.eq(after[name.Replace("generator/", "average/", StringComparison.Ordinal)]).all().item<bool>(), name);
        Step(training, 1);
        Assert.Equal(8, training.ImagesSeen);
    }

    [Fact]
    public void The_discriminator_learns_to_tell_discs_from_noise()
    {
        WriteImages();
        using var training = new PanoHeadTraining(Config with { GeneratorAdam = AdamSettings.Generator with { LearningRate = 0 }, DiscriminatorAdam = AdamSettings.Discriminator with { LearningRate = 0.01 } });
        var losses = Enumerable.Range(0, 40).Select(step => Step(training, step).Metrics[PhaseStatistics.DiscriminatorLoss]).ToList();
        Assert.True(losses[^5..].Average() < losses[..5].Average() / 3, $"{losses[..5].Average()} → {losses[^5..].Average()}");
    }

    [Fact]
    public void Samples_do_not_disturb_the_training()
    {
        WriteImages();
        using var training = new PanoHeadTraining(Config);
        Step(training, 0);
        var before = State(training);
        Assert.Equal(16, training.Samples().Count);
        foreach (var (name, value) in State(training))
            Assert.True(value.eq(before[name]).all().item<bool>(), name);
    }

    [Fact]
    public void A_batch_in_parts_and_every_kind_of_discriminator_run()
    {
        WriteImages();
        foreach (var mask in Enum.GetValues<MaskRoute>())
        {
            using var training = new PanoHeadTraining(Config with { BatchParts = 2, GeneratorInterval = null, Discriminator = Config.Discriminator with { Mask = mask, MaskResolution = 16 } });
            Assert.All(Step(training, 0).Metrics.Values, value => Assert.True(double.IsFinite(value)));
        }
    }

    [Fact]
    public void A_trained_generator_can_be_the_start()
    {
        WriteImages();
        using (var training = new PanoHeadTraining(Config))
            training.Export(_temporary.Path);
        using var second = new PanoHeadTraining(Config with { Seed = 9, Start = _temporary.File("generator.safetensors") });
        using var head = PanoHead.Load(_temporary.File("generator.safetensors"));
        var expected = head.Network.state_dict();
        Assert.All(second.Average.Network.state_dict(), item => Assert.True(item.Value.eq(expected[item.Key]).all().item<bool>(), item.Key));
    }

    [Fact]
    public void Batches_name_their_images()
    {
        WriteImages();
        using var training = new PanoHeadTraining(Config);
        Assert.Matches(@"^images 0…3 of the order: \d+\.png", Step(training, 0).Batch);
        Assert.StartsWith("images 4…7", Step(training, 1).Batch, StringComparison.Ordinal);
    }

    [Fact]
    public void The_back_is_shown_more_often_and_mirrored_images_are_flipped_with_their_cameras()
    {
        WriteImages();
        using var folder = new HeadImageFolder(Config.Data, 32, masks: true);
        Assert.Equal(2 * (4 + 4 * 4), folder.Count); // four yaws in front, four on the back four times, all mirrored
        using var both = folder.Read([1, folder.Count / 2 + 1]);
        Assert.True(both.Image[0].flip(2).eq(both.Image[1]).all().item<bool>());
        Assert.True(both.Mask![0].flip(2).eq(both.Mask[1]).all().item<bool>());
        Assert.False(both.Image[0].eq(both.Image[1]).all().item<bool>());
        var cameras = Camera.FromTensor(both.Cameras);
        Assert.Equal(cameras[0].Mirror().Label.ToArray(), cameras[1].Label.ToArray());
        Assert.Equal("2.png mirrored", folder.NameOf(folder.Count / 2));
    }

    [Fact]
    public void Missing_files_wrong_sizes_and_empty_folders_are_named()
    {
        Assert.Contains("data.images", Assert.Throws<ArgumentException>(() => new PanoHeadTraining(Config)).Message, StringComparison.Ordinal);
        WriteImages();
        using var wrong = new HeadImageFolder(Config.Data, 64, masks: false);
        Assert.Contains("32×32 pixels instead of 64×64", Assert.Throws<InvalidDataException>(() => wrong.Read([0, 1])).Message, StringComparison.Ordinal);
        File.Delete(_temporary.File("images/seg/3.png"));
        Assert.Contains("3.png", Assert.Throws<ArgumentException>(() => new PanoHeadTraining(Config)).Message, StringComparison.Ordinal);
        File.Delete(_temporary.File("images/5.png"));
        Assert.Contains("5.png", Assert.Throws<DatasetException>(() => new PanoHeadTraining(Config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_reads_an_archive_of_images_and_masks()
    {
        WriteImages();
        System.IO.Compression.ZipFile.CreateFromDirectory(_temporary.File("images"), _temporary.File("images.zip"));
        using var folder = new HeadImageFolder(Config.Data, 32, masks: true);
        using var archive = new HeadImageFolder(Config.Data with { Images = _temporary.File("images.zip") }, 32, masks: true);
        using var expected = folder.Read([1, 30]);
        using var actual = archive.Read([1, 30]);
        Assert.Equal(folder.Count, archive.Count);
        Assert.True(expected.Image.eq(actual.Image).all().item<bool>());
        Assert.True(expected.Mask!.eq(actual.Mask!).all().item<bool>());
    }

    [Fact]
    public void Contradictions_are_listed_together()
    {
        var message = Assert.Throws<ArgumentException>(() => new PanoHeadTraining(Config with { Batch = 6, BatchParts = 4, DiscriminatorInterval = 0, Generator = Config.Generator with { PlaneDepth = 0 } })).Message;
        Assert.All(["BatchParts", "DiscriminatorInterval", "PlaneDepth"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Contains("GroupSize", Assert.Throws<ArgumentException>(() => new PanoHeadTraining(Config with { Batch = 6 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_are_consistent() => Assert.All([PanoHeadTrainingConfig.Paper, PanoHeadTrainingConfig.Small, PanoHeadTrainingConfig.Tiny], config => Assert.Empty(config.Validate()));

    [Fact]
    public void Every_epoch_shows_each_sample_once_in_an_order_of_its_own()
    {
        var order = new DataOrder(10, 3);
        var (first, second) = (order.Next(10), order.Next(10));
        Assert.Equal(Enumerable.Range(0, 10), first.Order());
        Assert.Equal(Enumerable.Range(0, 10), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(second.Skip(4).Concat(order.Next(3)), new DataOrder(10, 3) { Position = 14 }.Next(9));
        Assert.NotEqual(first, new DataOrder(10, 4).Next(10));
    }

    public new void Dispose()
    {
        _temporary.Dispose();
        base.Dispose();
    }

    private TrainingOutcome Train(PanoHeadTrainingConfig config, string folder, RunSettings settings)
    {
        using var training = new PanoHeadTraining(config);
        using var run = TrainingRun.Open(_temporary.File(folder), "panohead", config);
        return run.Train(training, settings);
    }

    private static TrainingStep Step(PanoHeadTraining training, long step)
    {
        using var scope = NewDisposeScope();
        return training.Step(step);
    }

    private static Dictionary<string, Tensor> State(PanoHeadTraining training)
    {
        var state = new TrainingState();
        training.Describe(state);
        var writer = new StateWriter();
        foreach (var part in state.Parts)
            part.Save(writer);
        return writer.Tensors.ToDictionary(item => item.Key, item => item.Value.detach().clone());
    }

    private void WriteImages() => DiscImages.Write(_temporary.File("images"));
}
