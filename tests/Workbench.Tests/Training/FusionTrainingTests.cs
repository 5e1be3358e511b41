using Workbench.Editing;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Tests.Inversion;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class FusionTrainingTests : TensorTest
{
    // No networks: their pictures of tiny random heads say nothing.
    private static readonly FusionTrainingConfig Small = FusionTrainingConfig.Miniature with { Perceptual = null, Identity = null, IdentityWeight = 0, Side = null, Edit = new TransferConfig { Lifting = new LiftingConfig { Ring = ViewRing.Front, Resolution = 8 } } };

    [Fact]
    public void Losses_of_one_pair_fall_and_only_the_reader_of_codes_moves()
    {
        var file = Path.Combine(GeneratorFiles.Repository()!, "data", "demo-encoder-1.safetensors"); // random networks show no head
        using var training = new FusionTraining(Small with { FirstPairs = 1, Pool = 1, PairsPerStep = 0, Steps = 60, Rate = 1e-3, Side = null }, head: PanoHead.Load(GeneratorFiles.Demo()), encoder: TriGridEncoder.Load(file));
        var generator = TinyHead.Bytes(training.Generator);
        var refinement = Sum(training.Encoder.Refinement!);
        var losses = Enumerable.Range(0, 60).Select(step => training.Step(step).Metrics["loss"]).ToArray();
        Assert.True(losses[50..].Average() < 0.97 * losses[..5].Average(), $"{losses[..5].Average():g5} to {losses[50..].Average():g5}");
        Assert.Equal(refinement, Sum(training.Encoder.Refinement!));
        Assert.Equal(generator, TinyHead.Bytes(training.Generator));
    }

    [Fact]
    public void Resumed_training_equals_one_that_was_never_stopped_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var settings = new RunSettings { Checkpoint = Interval.Never, Sample = Interval.Never, Evaluate = Interval.Never };
        var whole = Train(folder.File("whole"), settings with { Steps = 5 });
        _ = Train(folder.File("parts"), settings with { Steps = 2 });
        Assert.Equal(whole, Train(folder.File("parts"), settings with { Steps = 5 }));
    }

    [Fact]
    public void Exported_encoder_serves_edits_and_measures_compare_it_with_the_soft_blend()
    {
        using var folder = new TemporaryFolder();
        using var training = Create(Small);
        training.Step(0);
        training.Export(folder.Path);
        using var encoder = TriGridEncoder.Load(folder.File("encoder.safetensors"));
        using var edit = new PartTransfer(training.Generator, new TransitionEncoder(encoder)).Transfer(
            Editing.DemoHeads.Head(training.Generator, 1, new Editing.RowLabels(0.4)), [Editing.DemoHeads.Head(training.Generator, 2, new Editing.RowLabels(0.6))]);
        Assert.True(edit.Weights.Implicit.max().item<float>() > 0);
        var measures = training.Evaluate();
        Assert.Equal(["blend/keep", "blend/loss", "blend/take", "identity", "keep", "loss", "pixel", "take"], measures.Keys.Order(StringComparer.Ordinal));
        Assert.All(measures.Values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(measures, training.Evaluate());
        Assert.NotEqual(measures["blend/loss"], measures["loss"]);
        Assert.NotNull(Assert.Single(training.Samples()).Picture);
    }

    [Fact]
    public void Configurations_that_cannot_be_learnt_from_are_refused_in_words()
    {
        var wrong = Small with { Steps = 0, Pool = 1, FirstPairs = 2, Rate = 0, Edit = Small.Edit with { Implicit = false, Strength = 0.5 } };
        var problems = wrong.Validate();
        Assert.Equal(4, problems.Count);
        Assert.Contains("Implicit", Assert.Throws<ArgumentException>(() => new FusionTraining(wrong)).Message, StringComparison.Ordinal);
        Assert.All(new[] { FusionTrainingConfig.Paper, FusionTrainingConfig.Demo, FusionTrainingConfig.Miniature }, preset => Assert.Empty(preset.Validate()));
    }

    [Fact]
    public void A_generator_whose_parts_nobody_knows_needs_a_parser()
    {
        var error = Assert.Throws<ArgumentException>(() =>
        {
            var head = Editing.DemoHeads.Generator();
            using var _ = new FusionTraining(Small, head: head, encoder: TriGridEncoder.For(head, null));
        });
        Assert.Contains("Parser", error.Message, StringComparison.Ordinal);
    }

    private static FusionTraining Create(FusionTrainingConfig config)
    {
        var head = TinyEncoders.Head(sigmaBias: 4);
        return new FusionTraining(config, head: head, encoder: TinyEncoders.Encoder(head, 3));
    }

    private static Dictionary<string, double> Train(string folder, RunSettings settings)
    {
        using var training = Create(Small);
        using var run = TrainingRun.Open(folder, FusionTraining.TrainingName, Small);
        run.Train(training, settings);
        using var scope = NewDisposeScope();
        return training.Encoder.Reader.named_parameters().ToDictionary(item => item.name, item => item.parameter.detach().to(ScalarType.Float64).square().sum().ToDouble());
    }

    private static double Sum(nn.Module network)
    {
        using var scope = NewDisposeScope();
        return network.parameters().Sum(parameter => parameter.abs().sum().ToDouble());
    }
}
