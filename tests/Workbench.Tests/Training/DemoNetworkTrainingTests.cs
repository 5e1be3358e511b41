using Workbench.Losses;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class DemoNetworkTrainingTests : TensorTest
{
    private static readonly RunSettings Bare = new() { Checkpoint = Interval.Never, Sample = Interval.Never, Evaluate = Interval.Never };

    [Fact]
    public void Pool_holds_the_same_pictures_after_a_resume_and_only_the_newest()
    {
        using var grown = Pool();
        for (var end = 3; end <= 11; end++)
            grown.Extend(end);
        using var resumed = Pool();
        resumed.Extend(11);
        using var a = grown.Draw(20, new SeededRandom(1));
        using var b = resumed.Draw(20, new SeededRandom(1));
        Assert.Equal(a.Numbers, b.Numbers);
        Assert.All(a.Numbers, number => Assert.InRange(number, 5, 10));
        Assert.True(a.Colours.eq(b.Colours).all().ToBoolean());
        Assert.True(a.Parts.eq(b.Parts).all().ToBoolean());
        using var truth = HeadRenderer.Render(Shot(a.Numbers[0]).Head, Shot(0).Camera, 12);
        Assert.True((truth.Colours[0] - a.Colours[0]).abs().max().ToDouble() < 0.003);
    }

    [Fact]
    public void Persons_take_turns_and_change_all_but_themselves()
    {
        var config = IdentityTrainingConfig.Miniature;
        var (first, again, other) = (IdentityShots.Training(config, 3).Head, IdentityShots.Training(config, 3 + config.Persons).Head, IdentityShots.Training(config, 4).Head);
        Assert.True(first.IsSamePersonAs(again));
        Assert.NotEqual(first.HairLength, again.HairLength);
        Assert.False(first.IsSamePersonAs(other));
    }

    [Fact]
    public void Identity_training_resumes_exactly()
    {
        using var folder = new TemporaryFolder();
        var config = IdentityTrainingConfig.Miniature;
        Identity(folder.File("whole"), 6);
        Identity(folder.File("parts"), 4);
        Identity(folder.File("parts"), 6);
        Assert.Equal(Weights("whole"), Weights("parts"));

        void Identity(string run, long steps)
        {
            using var training = new IdentityTraining(config);
            using var opened = TrainingRun.Open(run, IdentityTraining.TrainingName, config);
            opened.Train(training, Bare with { Steps = steps });
        }

        string Weights(string run)
        {
            var path = folder.File(run + ".safetensors");
            _ = Trainings.Export(folder.File(run), path, 0);
            using var identity = DemoNetworks.Identity(path);
            using var scope = NewDisposeScope();
            return Convert.ToHexString(identity.Embed(zeros(1, 3, 64, 64)).bytes);
        }
    }

    [Fact]
    public void Persons_are_learned_and_the_export_states_what_was_measured()
    {
        using var folder = new TemporaryFolder();
        var config = IdentityTrainingConfig.Miniature with { Persons = 2, NewPictures = 0, Extras = 0, AllRound = 0, Margin = 0, Steps = 120, Rate = 0.01 };
        var losses = new List<double>();
        using (var training = new IdentityTraining(config))
            for (var step = 0; step < config.Steps; step++)
                using (NewDisposeScope())
                    losses.Add(training.Step(step).Metrics["loss/persons"]);
        var (first, last) = (losses.Take(10).Average(), losses.TakeLast(30).Average()); // batches are small
        Assert.True(last < first / 2, $"from {first:f3} to {last:f3}");
        using (var training = new IdentityTraining(config))
        using (var run = TrainingRun.Open(folder.File("run"), IdentityTraining.TrainingName, config))
            run.Train(training, Bare with { Steps = 2 });
        var path = folder.File("demo-identity.safetensors");
        var measures = Trainings.Export(folder.File("run"), path, 3);
        Assert.InRange(measures["auc"], 0, 1);
        Assert.Contains("verification AUC", File.ReadAllText(folder.File("demo-identity.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_learned_and_the_export_states_what_was_measured()
    {
        using var folder = new TemporaryFolder();
        var config = FeatureTrainingConfig.Miniature with { Steps = 120, Rate = 0.02 };
        var shares = new List<double>();
        using (var training = new FeatureTraining(config))
        using (var run = TrainingRun.Open(folder.File("run"), FeatureTraining.TrainingName, config))
        {
            run.Train(training, Bare with { Steps = 1 });
            shares.Add(training.Measure(HeadSplit.Validation, 8)["parts/accuracy"]);
        }
        using (var training = new FeatureTraining(config))
        using (var run = TrainingRun.Open(folder.File("run"), FeatureTraining.TrainingName, config))
        {
            run.Train(training, Bare with { Steps = 60 });
            shares.Add(training.Measure(HeadSplit.Validation, 8)["parts/accuracy"]);
        }
        Assert.True(shares[1] > Math.Max(0.6, shares[0]), $"from {shares[0]:f3} to {shares[1]:f3}");
        var path = folder.File("demo-features.safetensors");
        var measures = Trainings.Export(folder.File("run"), path, 4);
        Assert.InRange(measures["fid/itself"], 0, 1e-3);
        Assert.Contains("LPIPS-demo", File.ReadAllText(folder.File("demo-features.md")), StringComparison.Ordinal);
        using var network = DemoNetworks.Features(path);
        Assert.All(network.StageWeights.data<float>().ToArray(), weight => Assert.True(weight > 0));
    }

    [Fact]
    public void Contradictions_and_folders_without_a_run_are_named()
    {
        var identity = IdentityTrainingConfig.Miniature with { Persons = 1, Margin = 2, Extras = 1.5 };
        Assert.Equal(3, identity.Validate().Count);
        var features = FeatureTrainingConfig.Miniature with { Pool = 1, Rate = 0, AverageDecay = -1 };
        Assert.Equal(3, features.Validate().Count);
        using var folder = new TemporaryFolder();
        Assert.Contains("no folder of a run", Assert.Throws<ArgumentException>(() => Trainings.Export(folder.File("nothing"), folder.File("x.safetensors"))).Message, StringComparison.Ordinal);
    }

    private static HeadShotPool Pool() => new(6, 12, Shot);

    private static HeadShot Shot(long number) => new(HeadPopulation.Head(HeadSplit.Train, number), Workbench.Cameras.Camera.At(30), PhotoDetails.None);
}
