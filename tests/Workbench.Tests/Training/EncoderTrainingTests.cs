using Workbench.Cameras;
using Workbench.Data;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Tests.Inversion;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class EncoderTrainingTests : TensorTest
{
    private static readonly EncoderTrainingConfig Small = EncoderTrainingConfig.Miniature;

    [Fact]
    public void Miniature_losses_fall_in_both_stages()
    {
        var config = Small with
        {
            Batch = 2,
            Data = Small.Data with { Pool = 1, FreshPerStep = 1e-9, SyntheticShare = 0, Mirror = false }, // one picture, again and again
            Phases = [new() { Steps = 40, Planes = false, RateFrom = 2e-3, RateTo = 2e-3 }, new() { Steps = 20, Codes = false, RateFrom = 2e-3, RateTo = 2e-3 }],
        };
        using var training = new EncoderTraining(config, head: PanoHead.Load(GeneratorFiles.Demo())); // a random generator shows no head
        var losses = Enumerable.Range(0, 60).Select(step => training.Step(step).Metrics["loss"]).ToArray();
        Assert.True(losses[35..40].Average() < 0.7 * losses[..3].Average(), $"codes: {losses[..3].Average():g4} to {losses[35..40].Average():g4}");
        Assert.True(losses[55..].Average() < 0.95 * losses[40..43].Average(), $"planes: {losses[40..43].Average():g4} to {losses[55..].Average():g4}");
    }

    [Theory]
    [InlineData(DiscriminatorKind.None, AdversarialRoute.Both, false)]
    [InlineData(DiscriminatorKind.Image, AdversarialRoute.FinalOnly, false)]
    [InlineData(DiscriminatorKind.TriGrid, AdversarialRoute.Both, true)]
    [InlineData(DiscriminatorKind.OccludedTriGrid, AdversarialRoute.Both, false)]
    public void Every_row_of_the_discriminator_table_trains_and_leaves_the_generator_alone(DiscriminatorKind kind, AdversarialRoute route, bool separate)
    {
        using var training = Create(Small with
        {
            Phases = [new() { Steps = 2, Adversarial = true, Pixels = PixelPattern.Strided, Side = 8 }],
            Adversary = Small.Adversary with { Kind = kind, Route = route, SeparateStep = separate, SynthesisedMask = SynthesisedMask.Own, R1Interval = 1 },
        });
        var before = TinyHead.Bytes(training.Generator);
        var (reader, refinement) = (Sum(training.Encoder.Reader), Sum(training.Encoder.Refinement!));
        var metrics = training.Step(0).Metrics;
        Assert.All(metrics.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(kind != DiscriminatorKind.None, metrics.ContainsKey("penalty/r1"));
        Assert.NotEqual(reader, Sum(training.Encoder.Reader));
        Assert.NotEqual(refinement, Sum(training.Encoder.Refinement!));
        Assert.Equal(before, TinyHead.Bytes(training.Generator));
    }

    [Theory]
    [InlineData(LatentSpace.Z)]
    [InlineData(LatentSpace.ZPlus)]
    public void Codes_of_other_spaces_train(LatentSpace space)
    {
        using var training = Create(Small with { Space = space, Refines = false, Phases = [new() { Steps = 3 }] });
        Assert.Equal(space, training.Encoder.Config.Space);
        Assert.True(double.IsFinite(training.Step(0).Metrics["loss"]));
        Assert.DoesNotContain("planes/pixel", training.Step(1).Metrics.Keys);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Resumed_training_equals_one_that_was_never_stopped(int stop)
    {
        using var folder = new TemporaryFolder();
        var config = Small with
        {
            Data = Small.Data with { Pool = 6, FreshPerStep = 1 },
            AverageDecay = 0.9,
            Phases = [new() { Steps = 5, Planes = false, RateFrom = 1e-3, RateTo = 5e-4 }, new() { Steps = 5, Adversarial = true, RateFrom = 1e-3 }],
        };
        var settings = new RunSettings { Checkpoint = Interval.Never, Sample = Interval.Never, Evaluate = Interval.Never };
        var whole = Train(config, folder.File("whole"), settings with { Steps = 8 });
        _ = Train(config, folder.File("parts"), settings with { Steps = stop });
        var resumed = Train(config, folder.File("parts"), settings with { Steps = 8 });
        foreach (var (name, value) in whole)
            Assert.InRange(Math.Abs(value - resumed[name]), 0, 1e-5 * (1 + Math.Abs(value)));
    }

    [Fact]
    public void Exported_encoder_encodes_and_is_measured_all_round()
    {
        using var folder = new TemporaryFolder();
        using var training = Create(Small with { Phases = [new() { Steps = 1 }] });
        training.Step(0);
        training.Export(folder.Path);
        using var encoder = TriGridEncoder.Load(folder.File("encoder.safetensors"));
        using var heads = encoder.Encode(training.Generator, TinyEncoders.Photos(training.Generator, 7));
        Assert.Equal(1, heads.Count);
        var measures = training.Evaluate();
        Assert.Equal(["psnr/back", "psnr/code", "psnr/front", "psnr/input", "psnr/side"], measures.Keys.Order());
        Assert.Equal(6 * 32, Assert.Single(training.Samples()).Picture.Width);
        Assert.True(training.Encoder.training);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0, 0)]
    public void Export_of_a_run_on_a_folder_measures_what_is_known_of_photographs(double heldOut, int measures)
    {
        using var folder = new TemporaryFolder();
        using (var head = TinyEncoders.Head())
            head.Save(folder.File("generator.safetensors"));
        Directory.CreateDirectory(folder.File("photos"));
        string[] names = ["a.png", "b.png", "c.png", "d.png"];
        foreach (var name in names)
            Picture.Filled(20, 20, new Colour((byte)(10 * name[0] - 900), 90, 60)).Save(folder.File("photos/" + name));
        DatasetLabels.Write(folder.File("photos/dataset.json"), [.. names.Select(name => new LabelledImage(name, Camera.Front))]);
        var config = Small with
        {
            Generator = folder.File("generator.safetensors"),
            Phases = [new() { Steps = 1 }],
            Data = Small.Data with { Folder = folder.File("photos"), HeldOutShare = heldOut, BalancePoses = false, SyntheticShare = 0 },
        };
        using (var training = new EncoderTraining(config))
        using (var run = TrainingRun.Open(folder.File("run"), EncoderTraining.TrainingName, config))
        {
            run.Train(training, new RunSettings { Checkpoint = Interval.Never, Sample = Interval.Never, Evaluate = Interval.Never, Steps = 1 });
            Assert.Equal(heldOut > 0, training.Samples().Count > 0);
        }
        Assert.Equal(measures, Trainings.Export(folder.File("run"), folder.File("encoder.safetensors"), 5).Count);
        Assert.Equal(heldOut > 0, File.Exists(folder.File("encoder.md")));
        if (heldOut == 0)
            return;
        var card = File.ReadAllText(folder.File("encoder.md"));
        Assert.Contains("2 photographs that the training never saw", card, StringComparison.Ordinal);
        var command = card.Split('\n').Single(line => line.StartsWith("workbench train ", StringComparison.Ordinal)); // makes the very configuration again
        Assert.StartsWith("workbench train dual-encoder --run runs/run --preset miniature --set '", command, StringComparison.Ordinal);
        var again = ConfigJson.With(EncoderTrainingConfig.Miniature with { Generator = config.Generator }, command.Split("--set '")[1..].Select(part => part.TrimEnd(' ').TrimEnd('\'')));
        Assert.Empty(ConfigJson.Differences(config, again));
    }

    [Fact]
    public void Failed_construction_frees_everything()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<Exception>(() => Create(Small with { AverageDecay = 0.9, Data = Small.Data with { Folder = folder.File("absent") } }));
        Assert.ThrowsAny<Exception>(() => Create(Small with { Identity = folder.File("absent.pth") }));
    }

    [Fact]
    public void Presets_agree_with_themselves_and_survive_a_file()
    {
        foreach (var config in new[] { EncoderTrainingConfig.PaperFirst, EncoderTrainingConfig.PaperSecond, EncoderTrainingConfig.DemoFirst, EncoderTrainingConfig.DemoSecond, EncoderTrainingConfig.Miniature })
        {
            Assert.Empty(config.Validate());
            Assert.Empty(ConfigJson.Differences(config, ConfigJson.Read<EncoderTrainingConfig>(ConfigJson.Write(config))));
        }
        Assert.Equal(5, (Small with { Batch = 1, Samples = 2, PixelWeight = -1, AverageDecay = 2, Phases = [] }).Validate().Count);
    }

    [Fact]
    public void Start_of_another_generator_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (var encoder = new TriGridEncoder(TriGridEncoderConfig.For(DistillationConfig.DemoGenerator)))
            encoder.Save(folder.File("e.safetensors"));
        Assert.Contains("does not fit", Assert.Throws<ArgumentException>(() => Create(Small with { Start = folder.File("e.safetensors") })).Message, StringComparison.Ordinal);
    }

    private static EncoderTraining Create(EncoderTrainingConfig config) => new(config, head: TinyEncoders.Head());

    private static double Sum(nn.Module module)
    {
        using var scope = NewDisposeScope();
        return module.parameters().Sum(parameter => parameter.detach().abs().sum().ToDouble());
    }

    private static Dictionary<string, double> Train(EncoderTrainingConfig config, string folder, RunSettings settings)
    {
        using var training = Create(config);
        using var run = TrainingRun.Open(folder, "test", config, RunMode.BeginOrResume);
        run.Train(training, settings);
        using var scope = NewDisposeScope();
        return training.Result.state_dict().Concat(training.Encoder.state_dict().Select(item => KeyValuePair.Create("trained " + item.Key, item.Value)))
            .ToDictionary(item => item.Key, item => item.Value.to(ScalarType.Float64).sum().ToDouble());
    }
}
