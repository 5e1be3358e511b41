using Workbench.Cameras;
using Workbench.Evaluation;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Tests.Inversion;

namespace Workbench.Tests.Evaluation;

public sealed class InverterEvaluationTests : TensorTest
{
    private static readonly EvaluationConfig Small = new() { Trial = new TrialConfig { NovelViews = 4, Resolution = 16 }, ShardSize = 2, Shown = 1 };

    private static readonly EvaluationNetworks Pixels = new() { Features = PictureFeatures.Pixels(2) };

    [Fact]
    public void Inverters_stand_side_by_side_in_table_and_sheet()
    {
        using var head = TinyHead.Create();
        using var goae = GoaeInverter.For(head);
        using var photo = new PopulationPhotos(HeadSplit.Test, 1).Load(0, 16);
        NamedInverter[] inverters = [new("W+", new LatentOptimizer(TinyHead.Quick)), new("GOAE", goae)];
        var comparison = InverterComparison.Run(head, inverters, [photo], Small.Trial);
        Assert.Equal(["W+", "GOAE"], comparison.Scores.Select(row => row.Inverter));
        foreach (var (_, scores) in comparison.Scores)
            foreach (var name in new[] { "L2", "PSNR", "front/PSNR", "side/PSNR", "back/PSNR" })
                Assert.True(double.IsFinite(scores[0].Values[name]), name);
        Assert.Contains("back/PSNR", comparison.Table().Html, StringComparison.Ordinal);
        Assert.Contains("truth", comparison.Sheet().Text, StringComparison.Ordinal);
        Assert.True(comparison.Sheet().Still.Width > 4 * 96);
    }

    [Fact]
    public void A_stopped_evaluation_goes_on_and_finds_the_same_numbers()
    {
        using var head = TinyHead.Create();
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var counting = new CountingInverter(new Average());
        var photos = new PopulationPhotos(HeadSplit.Test, 5);
        Assert.Throws<OperationCanceledException>(() => InverterEvaluation.Run(head, [new("average", counting)], photos, folder.Path, Small, Pixels, new StopAt(3, stop), stop.Token));
        Assert.Equal(3, counting.Calls);
        var resumed = InverterEvaluation.Run(head, [new("average", counting)], photos, folder.Path, Small, Pixels);
        Assert.Equal(3 + 3, counting.Calls); // two photographs were on the disk, the third was not
        using var other = new TemporaryFolder();
        var whole = InverterEvaluation.Run(head, [new("average", new Average())], photos, other.Path, Small, Pixels);
        Assert.Equal(5, resumed.Rows[0].Photos);
        Assert.Equal(whole.Rows[0].Means["PSNR"], resumed.Rows[0].Means["PSNR"], 6);
        Assert.Equal(whole.Rows[0].SetDistance!.Value, resumed.Rows[0].SetDistance!.Value, 6);
        Assert.Equal(whole.Rows[0].TrueSetDistance!.Value, resumed.Rows[0].TrueSetDistance!.Value, 6);
        Assert.NotEqual(resumed.Rows[0].SetDistance!.Value, resumed.Rows[0].TrueSetDistance!.Value, 6);
        Assert.True(resumed.TruthSetDistance > 0);
        Assert.Equal("FD-pixels", resumed.SetMetric);
        Assert.True(resumed.SetFloor >= 0);
        Assert.Contains("| average |", File.ReadAllText(folder.File("report.md")), StringComparison.Ordinal);
        Assert.Contains("colours averaged to 2²", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
        Assert.Equal(resumed.Rows[0].Means, ConfigJson.ReadFile<EvaluationReport>(folder.File("report.json")).Rows[0].Means);
    }

    [Fact]
    public void Another_inverter_joins_a_folder_but_other_settings_do_not()
    {
        using var head = TinyHead.Create();
        using var folder = new TemporaryFolder();
        var photos = new PopulationPhotos(HeadSplit.Test, 2);
        InverterEvaluation.Run(head, [new("one", new Average())], photos, folder.Path, Small);
        var both = InverterEvaluation.Run(head, [new("one", new CountingInverter(null)), new("two", new Average())], photos, folder.Path, Small);
        Assert.Equal(both.Rows[0].Means["L2"], both.Rows[1].Means["L2"], 9);
        var refusal = Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(head, [new("one", new Average())], photos, folder.Path, Small with { Seed = 4 }));
        Assert.Contains("config.seed: 0 → 4", refusal.Message, StringComparison.Ordinal);
        InverterEvaluation.Run(head, [new("file", new Average(), "a")], photos, folder.Path, Small);
        Assert.Contains("another 'file'", Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(head, [new("file", new Average(), "b")], photos, folder.Path, Small)).Message, StringComparison.Ordinal);
        using var stranger = TinyHead.Create(seed: 5);
        Assert.Contains("weights", Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(stranger, [new("one", new Average())], photos, folder.Path, Small)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(head, [], photos, folder.Path, Small));
        Assert.Contains("'truth' is taken", Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(head, [new("truth", new Average())], photos, folder.Path, Small)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(head, [new("a b", new Average()), new("a_b", new Average())], photos, folder.Path, Small));
        Assert.Throws<ArgumentException>(() => InverterEvaluation.Run(head, [new("a", new Average())], photos, folder.Path, Small with { ShardSize = 0 }));
    }

    [Fact]
    public void A_photograph_that_fails_is_counted_and_costs_no_other()
    {
        using var head = TinyHead.Create();
        using var folder = new TemporaryFolder();
        var report = InverterEvaluation.Run(head, [new("fails", new FailsAt(1))], new PopulationPhotos(HeadSplit.Test, 3), folder.Path, Small);
        Assert.Equal(2, report.Rows[0].Photos);
        Assert.Equal(1, report.Rows[0].Failed);
    }

    [Fact]
    public void Surfaces_stand_side_by_side_and_are_written()
    {
        using var head = TinyHead.Create();
        using var folder = new TemporaryFolder();
        using var photo = new EvaluationPhoto(TinyHead.PhotoOf(head), null);
        var config = new MeshComparisonConfig { Resolution = 12, Level = -50, YawsDegrees = [0, 180], PictureSide = 32 };
        var comparison = MeshComparison.Run(head, [new("average", new Average())], [photo], config, folder.Path);
        Assert.Equal([folder.File("photo-average.glb")], comparison.Files);
        Assert.True(new FileInfo(comparison.Files[0]).Length > 500);
        Assert.Contains("reconstruction", comparison.Figure.Text, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MeshComparison.Run(head, [new("average", new Average())], [photo], config with { Resolution = 1 }));
    }

    [Theory]
    [InlineData(0, "front")]
    [InlineData(315, "front")]
    [InlineData(-90, "side")]
    [InlineData(135, "back")]
    [InlineData(-180, "back")]
    public void Yaws_fall_into_sectors(double yaw, string sector) => Assert.Equal(sector, TrialConfig.Sector(yaw));

    /// <summary>Takes every photograph for the average head.</summary>
    private sealed class Average : IInverter
    {
        public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
        {
            using var scope = NewDisposeScope();
            var codes = head.Map(0, truncation: 0);
            return new InvertedPhoto
            {
                Latents = codes,
                Grid = head.Synthesize(codes),
                Camera = photo.Camera,
                Rendering = head.Config.Rendering,
                Losses = new InversionLosses(0, 0, 0),
                Stages = [new InversionStage("nothing", 1, 1, TimeSpan.Zero)],
                End = InversionEnd.Finished,
                Provenance = "average",
            }.MoveToOuterDisposeScope();
        }
    }

    private sealed class CountingInverter(IInverter? inner) : IInverter
    {
        public int Calls { get; private set; }

        public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
        {
            Calls++;
            return inner!.Invert(head, photo, progress, cancellation);
        }
    }

    private sealed class FailsAt(int call) : IInverter
    {
        private readonly Average _average = new();
        private int _calls;

        public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default) =>
            _calls++ == call ? throw new InvalidOperationException("The first loss is not a finite number.") : _average.Invert(head, photo, progress, cancellation);
    }

    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            if (value.Step == step)
                stop.Cancel();
        }
    }
}
