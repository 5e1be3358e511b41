using Workbench.Editing;

namespace Workbench.Tests.Editing;

public sealed class FinishedTransferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_line_is_found_until_anything_of_it_changes()
    {
        var (record, edit, head) = (_folder.File("line-001.done.json"), _folder.File("line-001.edit.safetensors"), _folder.File("latents.safetensors"));
        File.WriteAllText(edit, "an edit");
        File.WriteAllText(head, "a head");
        var input = FinishedTransfer.InputOf("generator", "settings", head, "7");
        Assert.Null(FinishedTransfer.Find(record, input, edit));
        new FinishedTransfer { Kept = 31.5, Identity = 0.9 }.Save(record, input, edit);
        var found = FinishedTransfer.Find(record, FinishedTransfer.InputOf("generator", "settings", head, "7"), edit);
        Assert.Equal((31.5, 0.9, (double?)null), (found!.Kept, found.Identity, found.Seam));
        Assert.Null(FinishedTransfer.Find(record, FinishedTransfer.InputOf("generator", "other settings", head, "7"), edit));
        File.WriteAllText(head, "another head of the same name");
        Assert.Null(FinishedTransfer.Find(record, FinishedTransfer.InputOf("generator", "settings", head, "7"), edit));
        File.WriteAllText(edit, "cut off");
        Assert.Null(FinishedTransfer.Find(record, input, edit));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"input\": 3 }")]
    [InlineData("[[[[")]
    public void A_damaged_record_proves_nothing(string text)
    {
        var (record, edit) = (_folder.File("a.done.json"), _folder.File("a.edit.safetensors"));
        File.WriteAllText(edit, "an edit");
        File.WriteAllText(record, text);
        Assert.Null(FinishedTransfer.Find(record, "x", edit));
    }
}
