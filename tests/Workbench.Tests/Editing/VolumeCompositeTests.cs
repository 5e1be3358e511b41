using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Tests.Editing;

public sealed class VolumeCompositeTests : TensorTest
{
    private static readonly RenderOptions Raw = new() { Refine = false };

    [Fact]
    public void Without_the_part_it_shows_the_target_and_with_all_of_it_the_reference()
    {
        using var head = DemoHeads.Generator();
        var (target, reference) = (DemoHeads.Head(head, 1, new RowLabels(0.5)), DemoHeads.Head(head, 2, new RowLabels(0.5)));
        var points = PartVolume.Lattice(8, PartVolume.Reach);
        LiftedPart Part(float probability) => new(PartSet.Hair, zeros(1), zeros(1), [], new PartVolume(points, ones(512), full(512, probability)));
        Tensor Show(TriGrid grid) => head.Render(grid, [Camera.Front], Raw).ImageRaw;
        using var none = new VolumeComposite(head, target.Grid, reference.Grid, Part(0), Part(0));
        Assert.True((none.Render([Camera.Front], Raw).ImageRaw - Show(target.Grid)).abs().max().item<float>() < 1e-4f);
        using var all = new VolumeComposite(head, target.Grid, reference.Grid, Part(1), Part(0));
        var dressed = reference.Grid with { Latents = target.Grid.Latents };
        Assert.True((all.Render([Camera.Front], Raw).ImageRaw - Show(dressed)).abs().max().item<float>() < 1e-4f);
    }

    [Fact]
    public void Baking_brings_one_grid_nearer_to_the_joined_heads()
    {
        using var head = DemoHeads.Generator();
        var (target, reference) = (DemoHeads.Head(head, 1, new RowLabels(0.4)), DemoHeads.Head(head, 2, new RowLabels(0.6)));
        var lifter = new PartLifter(head, new LiftingConfig { Rule = LiftingRule.Volume, VolumeCells = 16 });
        using var from = lifter.Lift(target, [PartSet.Hair]);
        using var to = lifter.Lift(reference, [PartSet.Hair]);
        using var joined = new VolumeComposite(head, target.Grid, reference.Grid, from.Parts[0], to.Parts[0]);
        var baked = joined.Bake(target.Grid.Features, new BakingConfig { Steps = 30, Rays = 32, Resolution = 8 });
        var want = joined.Render([Camera.Front, Camera.At(180)], Raw).ImageRaw;
        double Apart(Tensor planes) => (head.Render(target.Grid with { Features = planes }, [Camera.Front, Camera.At(180)], Raw).ImageRaw - want).abs().mean().item<float>();
        Assert.True(Apart(baked) < Apart(target.Grid.Features));
    }

    [Fact]
    public void Parts_without_votes_are_refused()
    {
        using var head = DemoHeads.Generator();
        var target = DemoHeads.Head(head, 1, new RowLabels(0.5));
        using var lifted = new PartLifter(head).Lift(target, [PartSet.Hair]);
        Assert.Throws<ArgumentException>(() => new VolumeComposite(head, target.Grid, target.Grid, lifted.Parts[0], lifted.Parts[0]));
    }

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
