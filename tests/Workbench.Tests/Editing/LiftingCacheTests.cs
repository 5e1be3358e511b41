using Workbench.Editing;

namespace Workbench.Tests.Editing;

public sealed class LiftingCacheTests : TensorTest
{
    [Fact]
    public void Parts_found_once_are_not_looked_for_again()
    {
        using var head = DemoHeads.Generator();
        using var cache = new LiftingCache();
        var (target, reference) = (DemoHeads.Head(head, 1, new RowLabels(0.4)), DemoHeads.Head(head, 2, new RowLabels(0.6)));
        var transfer = new PartTransfer(head, cache: cache);
        using var first = transfer.Transfer(target, [reference]);
        using var second = transfer.Transfer(reference, [target]);
        Assert.Equal(2, cache.Count);
        using var plain = new PartTransfer(head).Transfer(reference, [target]);
        Assert.True(plain.Full.eq(second.Full).all().item<bool>());
    }
}
