using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Tests.Editing;

public sealed class VolumeCompositeTests : TensorTest
{
    private const int Cells = 64;

    private static readonly RenderOptions Raw = new() { Refine = false, Engine = RayEngine.Torch };

    private readonly PanoHead _head = DemoHeads.Generator();
    private readonly EditableHead _target, _reference;

    public VolumeCompositeTests() => (_target, _reference) = (DemoHeads.Head(_head, 1, new RowLabels(0.4)), DemoHeads.Head(_head, 2, new RowLabels(0.6)));

    // The reference as the target's code, background included, dresses it.
    private TriGrid Dressed => _reference.Grid with { Latents = _target.Grid.Latents, Background = _target.Grid.Background };

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Without_the_part_it_shows_the_target_and_with_all_of_it_the_reference(float probability)
    {
        using var _ = _head;
        using var joined = Join(full([Cells * Cells * Cells], probability));
        var (got, want) = (Show(joined), Show(probability == 0 ? _target.Grid : Dressed));
        Near(got.ImageRaw, want.ImageRaw);
        Near(got.Depth, want.Depth);
        Near(got.Mask, want.Mask);
        Assert.True((Show(_target.Grid).ImageRaw - Show(Dressed).ImageRaw).abs().mean().item<float>() > 0.01f, "the heads must differ");
    }

    [Fact]
    public void Refined_pictures_equal_the_reference_s_too()
    {
        using var _ = _head;
        using var joined = Join(ones(Cells * Cells * Cells));
        Near(joined.Render([Camera.At(30)], new RenderOptions { Engine = RayEngine.Torch }).Image, _head.Render(Dressed, [Camera.At(30)], new RenderOptions { Engine = RayEngine.Torch }).Image);
    }

    [Fact]
    public void Small_batches_of_rays_change_nothing()
    {
        using var _ = _head;
        using var joined = Join(rand(Cells * Cells * Cells));
        var small = Raw with { Rendering = _head.Config.Rendering with { MemoryBudget = 1 << 12 } };
        var (whole, parts) = (joined.Render([Camera.At(20)], Raw), joined.Render([Camera.At(20)], small));
        Near(parts.ImageRaw, whole.ImageRaw);
        Near(parts.Depth, whole.Depth);
    }

    [Fact]
    public void Each_side_of_a_border_shows_its_own_head()
    {
        using var _ = _head;
        var points = PartVolume.Lattice(Cells);
        // From the front every ray stays on its side of x = 0; the blur reaches 0.06 beyond it, within the two middle columns.
        using var joined = Join(points[.., 0].gt(0).to(ScalarType.Float32));
        var (got, left, right) = (Show(joined).ImageRaw, Show(_target.Grid).ImageRaw, Show(Dressed).ImageRaw);
        var side = got.shape[3];
        var border = side / 2 - 1;
        var first = RaySampler.Sample(Camera.Front.ToTensor(), (int)side).Directions[0, 0, 0].item<float>();
        var (negative, positive) = first < 0 ? (left, right) : (right, left);
        Near(got[.., .., .., ..(int)border], negative[.., .., .., ..(int)border]);
        Near(got[.., .., .., (int)(border + 2)..], positive[.., .., .., (int)(border + 2)..]);
        Assert.True((left - right)[.., .., .., ..(int)border].abs().max().item<float>() > 0.01f);
    }

    [Fact]
    public void The_part_of_hair_is_that_of_either_head_and_of_a_mouth_the_reference_s()
    {
        using var _ = _head;
        var points = PartVolume.Lattice(Cells);
        var (low, high) = (points[.., 1].lt(-0.1).to(ScalarType.Float32), points[.., 1].gt(0.1).to(ScalarType.Float32));
        var where = tensor([0f, -0.3f, 0, 0, 0, 0, 0, 0.3f, 0]).view(1, 3, 3);
        float[] Of(PartSet set)
        {
            using var joined = new VolumeComposite(_head, _target.Grid, _reference.Grid, Part(set, low), Part(set, high));
            return joined.Probability(where).data<float>().ToArray();
        }
        Assert.Equal([1f, 0f, 1f], Of(PartSet.Hair).Select(p => MathF.Round(p, 4)));
        Assert.Equal([0f, 0f, 1f], Of(PartSet.Mouth).Select(p => MathF.Round(p, 4)));
    }

    [Fact]
    public void An_aligned_reference_is_read_where_it_stands()
    {
        using var _ = _head;
        var points = PartVolume.Lattice(Cells);
        var move = new HeadAlignment(1, 1, 1, 0, 0.1, 0); // the reference stands 0.1 higher
        using var joined = new VolumeComposite(_head, _target.Grid, _reference.Grid, Part(PartSet.Mouth, zeros(Cells * Cells * Cells)), Part(PartSet.Mouth, points[.., 1].gt(0.1).to(ScalarType.Float32)), move);
        var p = joined.Probability(tensor([0f, 0.08f, 0, 0, -0.08f, 0]).view(1, 2, 3));
        Assert.Equal([1f, 0f], p.data<float>().ToArray().Select(one => MathF.Round(one, 4)));
    }

    [Fact]
    public void Baking_brings_one_grid_nearer_to_the_joined_heads()
    {
        using var _ = _head;
        var transfer = new PartTransfer(_head);
        var config = new TransferConfig { Lifting = new LiftingConfig { Rule = LiftingRule.Volume, VolumeCells = 16 } };
        using var joined = transfer.Join(_target, _reference, config);
        var want = joined.Render([Camera.Front, Camera.At(180)], Raw).ImageRaw;
        var baking = new BakingConfig { Steps = 60, Rays = 48, Resolution = 8 };
        var baked = transfer.Transfer(_target, [_reference], config with { Joining = Joining.Volume, Baking = baking });
        var planes = transfer.Transfer(_target, [_reference], config);
        double Apart(HeadEdit edit) => (edit.Render(_head, [Camera.Front, Camera.At(180)], Raw).ImageRaw - want).abs().mean().item<float>();
        var (after, before) = (Apart(baked), Apart(planes));
        Assert.True(after < 0.9 * before, $"{after} after, {before} before");
        Assert.Equal(baked.Target.Features.shape, baked.Full.shape);
    }

    [Fact]
    public void Parts_without_votes_and_settings_that_cannot_act_are_refused_in_words()
    {
        using var _ = _head;
        using var lifted = new PartLifter(_head).Lift(_target, [PartSet.Hair]);
        Assert.Contains("LiftingRule.Volume", Assert.Throws<ArgumentException>(() => new VolumeComposite(_head, _target.Grid, _target.Grid, lifted.Parts[0], lifted.Parts[0])).Message, StringComparison.Ordinal);
        var transfer = new PartTransfer(_head);
        TransferConfig[] wrong =
        [
            new() { Joining = Joining.Volume },
            new() { Joining = Joining.Volume, Lifting = new LiftingConfig { Rule = LiftingRule.Volume }, Parts = [new PartChoice { Grow = 1 }] },
        ];
        Assert.All(wrong, config => Assert.Contains("Joining.Volume", Assert.Throws<ArgumentException>(() => transfer.Transfer(_target, [_reference], config)).Message, StringComparison.Ordinal));
        var glasses = new TransferConfig { Lifting = new LiftingConfig { Rule = LiftingRule.Volume, VolumeCells = 8 }, Parts = [new PartChoice { Part = "glasses" }] };
        Assert.Equal(EditProblem.EmptyPart, Assert.Throws<EditException>(() => transfer.Join(_target, _reference, glasses)).Problem);
    }

    private static LiftedPart Part(PartSet set, Tensor probability) => new(set, zeros(1), zeros(1), [], new PartVolume(PartVolume.Lattice(Cells), ones_like(probability), probability));

    private VolumeComposite Join(Tensor probability) => new(_head, _target.Grid, _reference.Grid, Part(PartSet.Hair, zeros_like(probability)), Part(PartSet.Hair, probability));

    private static RenderedViews Show(VolumeComposite joined) => joined.Render([Camera.Front], Raw);

    private RenderedViews Show(TriGrid grid) => _head.Render(grid, [Camera.Front], Raw);

    private static void Near(Tensor a, Tensor b)
    {
        var apart = (a - b).abs().max().item<float>();
        Assert.True(apart < 2e-5f, $"largest difference {apart:g3}");
    }
}
