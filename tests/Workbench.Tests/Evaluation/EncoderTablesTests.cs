using Workbench.Evaluation;
using Workbench.Generator;
using Workbench.Population;
using Workbench.Tests.Inversion;

namespace Workbench.Tests.Evaluation;

public sealed class EncoderTablesTests : TensorTest
{
    private static readonly EvaluationConfig Small = new() { Trial = new TrialConfig { NovelViews = 2, Resolution = 16 }, ShardSize = 2, Shown = 1 };

    private static readonly EvaluationNetworks Pixels = new() { Features = PictureFeatures.Pixels(2) };

    [Fact]
    public void Both_encoders_and_the_stitched_head_are_rows_of_one_table()
    {
        using var head = TinyEncoders.Head();
        using var folder = new TemporaryFolder();
        var (first, second) = (Saved(head, folder, 1), Saved(head, folder, 2));
        var photos = new PopulationPhotos(HeadSplit.Test, 2);
        var report = EncoderTables.Dual(head, first, second, photos, folder.File("dual"), Small, Pixels);
        Assert.Equal(["E1", "E2", "dual"], report.Rows.Select(row => row.Inverter));
        Assert.All(report.Rows, row => Assert.True(double.IsFinite(row.Means["L2"]) && row.Photos == 2));
        Assert.Contains("dual", EncoderTables.Table(report).Text, StringComparison.Ordinal);
        var alone = EncoderTables.Compare(head, [first, second], photos, folder.File("each"), Small, Pixels);
        Assert.Equal(["e1", "e2"], alone.Rows.Select(row => row.Inverter));
        Assert.Equal(report.Rows[0].Means["L2"], alone.Rows[0].Means["L2"], 5);
        Assert.Contains("no row 'E1'", Assert.Throws<ArgumentException>(() => EncoderTables.Findings(alone)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_say_what_holds_and_what_does_not()
    {
        using var head = TinyEncoders.Head();
        using var folder = new TemporaryFolder();
        var measured = EncoderTables.Dual(head, Saved(head, folder, 1), Saved(head, folder, 2), new PopulationPhotos(HeadSplit.Test, 2), folder.File("dual"), Small, Pixels);
        var report = measured with { Rows = [Row(0, 0.10, 90), Row(1, 0.14, 60), Row(2, 0.104, 65)] };
        Assert.All(EncoderTables.Findings(report), sentence => Assert.StartsWith("holds: ", sentence, StringComparison.Ordinal));
        var other = EncoderTables.Findings(measured with { Rows = [Row(0, 0.10, 62), Row(1, 0.14, 60), Row(2, 0.12, 70)] });
        Assert.Equal(5, other.Count);
        Assert.All(other, sentence => Assert.StartsWith("does not hold: ", sentence, StringComparison.Ordinal));

        InverterScore Row(int index, double error, double distance) =>
            measured.Rows[index] with { Means = new Dictionary<string, double> { ["L2"] = error }, SetDistance = distance, TrueSetDistance = distance };
    }

    private static string Saved(PanoHead head, TemporaryFolder folder, uint seed)
    {
        var path = folder.File($"e{seed}.safetensors");
        using var encoder = TinyEncoders.Encoder(head, seed);
        encoder.Save(path);
        return path;
    }
}
