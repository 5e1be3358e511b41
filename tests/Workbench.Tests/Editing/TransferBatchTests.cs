using Workbench.Display;
using Workbench.Editing;
using Workbench.Rendering;
using Workbench.Tests.Losses;

namespace Workbench.Tests.Editing;

public sealed class TransferBatchTests : TensorTest
{
    [Fact]
    public void Lists_have_comments_headings_and_defaults()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("list.csv");
        File.WriteAllText(path, "target, reference, part, strength\n# a remark\n\n1, 2\n3,4,nose,0.5\n");
        var rows = TransferBatch.Read(path);
        Assert.Equal([new TransferRow(4, "1", "2", "", null), new TransferRow(5, "3", "4", "nose", 0.5)], rows);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1,2,hair,strong")]
    [InlineData("1,2,hair,9")]
    [InlineData("1,2,3,4,5")]
    [InlineData("# nothing")]
    public void Lines_that_are_no_transfer_are_named(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("list.csv");
        File.WriteAllText(path, text);
        Assert.Contains("list.csv", Assert.Throws<FormatException>(() => TransferBatch.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_say_what_was_measured_and_escape_names()
    {
        using var head = DemoHeads.Generator();
        var labels = new RowLabels(0.5);
        var (target, reference) = (DemoHeads.Head(head, 1, labels, "<b>a|b</b>"), DemoHeads.Head(head, 2, labels));
        var edit = new PartTransfer(head).Transfer(target, [reference]);
        var quality = EditQuality.Measure(head, edit, target, reference, labels);
        Assert.Equal(8, quality.Views.Count);
        Assert.All(quality.Views, view => Assert.InRange(view.PartIou, 0.5, 1));
        var markdown = EditFigures.Markdown(edit, quality);
        Assert.Contains("part: overlap", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("likeness", markdown, StringComparison.Ordinal);
        using var identity = SmallIdentity.Create();
        var named = EditQuality.Measure(head, edit, target, reference, labels, identity: identity);
        Assert.InRange(named.IdentityKept, -1, 1.0001);
        Assert.Contains("| likeness to the target | ID, cosine |", EditFigures.Markdown(edit, named), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>a", EditFigures.Html(head, edit, quality), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_that_changes_nothing_keeps_everything()
    {
        using var head = DemoHeads.Generator();
        var labels = new RowLabels(0.5);
        var target = DemoHeads.Head(head, 1, labels);
        var edit = new PartTransfer(head).Transfer(target, [DemoHeads.Head(head, 2, labels)], new TransferConfig { Strength = 0 });
        var quality = EditQuality.Measure(head, edit, target, target, labels);
        Assert.Equal(1, quality.ConsistencyRatio, 6);
        Assert.All(quality.Views, view => Assert.True(double.IsNaN(view.PreserveL1) || view.PreserveL1 == 0));
    }
}
