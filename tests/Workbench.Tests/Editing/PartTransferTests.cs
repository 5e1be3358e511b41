using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Generator;
using Workbench.Rendering;
using Workbench.Weights;

namespace Workbench.Tests.Editing;

public sealed class PartTransferTests : TensorTest
{
    private readonly PanoHead _head = DemoHeads.Generator();

    public static TheoryData<LiftingRule> Rules => [LiftingRule.Ratio, LiftingRule.Volume, LiftingRule.Published, LiftingRule.PerPlane];

    [Fact]
    public void Strength_zero_returns_the_target_bit_for_bit()
    {
        using var _ = _head;
        var edit = Transfer(0.4, 0.6, new TransferConfig { Strength = 0 });
        Assert.True(edit.Grid().Features.eq(edit.Target.Features).all().item<bool>());
        Assert.False(edit.Grid(1).Features.eq(edit.Target.Features).all().item<bool>());
    }

    [Fact]
    public void Pictures_lie_between_the_codes_and_uncovered_skin_wears_the_targets()
    {
        using var _ = _head;
        Camera[] cameras = [Camera.At(0, radius: _head.Config.CameraRadius)];
        using var edit = Transfer(0.4, 0.6, new TransferConfig());
        using var bald = Transfer(0.4, 0, new TransferConfig());
        Tensor Raw(HeadEdit made, Dressing dressing, double? strength = null) => (made with { Config = made.Config with { Dressing = dressing } }).Render(_head, cameras, strength: strength).ImageRaw;
        var (mixed, own, other) = (Raw(edit, Dressing.Mix), Raw(edit, Dressing.Target), Raw(edit, Dressing.Reference));
        Assert.False(mixed.eq(own).all().item<bool>());
        Assert.True(((mixed - own) * (mixed - other)).max().item<float>() < 1e-4f); // between the two codes everywhere
        Assert.True(Raw(edit, Dressing.Mix, 0).eq(Raw(edit, Dressing.Target, 0)).all().item<bool>()); // nothing is taken, nothing is dyed
        Assert.True((Raw(bald, Dressing.Mix) - Raw(bald, Dressing.Target)).abs().max().item<float>() < 1e-4f); // uncovered skin is the target's
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_head_that_gives_to_itself_stays_as_it_is(LiftingRule rule)
    {
        using var _ = _head;
        var one = DemoHeads.Head(_head, 3, new RowLabels(0.5));
        var edit = new PartTransfer(_head).Transfer(one, [one], new TransferConfig { Lifting = new LiftingConfig { Rule = rule } });
        Assert.True((edit.Full - one.Grid.Features).abs().max().item<float>() <= 1e-6f * one.Grid.Features.abs().max().item<float>());
    }

    [Fact]
    public void Originals_are_never_changed()
    {
        using var _ = _head;
        var (target, reference) = (DemoHeads.Head(_head, 1, new RowLabels(0.4)), DemoHeads.Head(_head, 2, new RowLabels(0.6)));
        var before = (Fingerprint.Of(target.Grid.Features), Fingerprint.Of(reference.Grid.Features));
        using var edit = new PartTransfer(_head).Transfer(target, [reference]);
        Assert.Equal(before, (Fingerprint.Of(target.Grid.Features), Fingerprint.Of(reference.Grid.Features)));
    }

    [Fact]
    public void Weights_are_not_negative_and_sum_to_one()
    {
        using var _ = _head;
        var config = new TransferConfig { Parts = [new PartChoice(), new PartChoice { Part = "skin", Grow = 1, Feather = 0.8 }] };
        var edit = Transfer(0.4, 0.6, config);
        var sum = edit.Weights.Keep + edit.Weights.Implicit;
        foreach (var core in edit.Weights.Cores)
        {
            Assert.True(core.min().item<float>() >= -1e-6f);
            sum = sum + core;
        }
        Assert.True(edit.Weights.Keep.min().item<float>() >= -1e-6f);
        Assert.True((sum - 1).abs().max().item<float>() <= 2e-6f);
    }

    [Fact]
    public void Saved_edits_come_back_whole()
    {
        using var _ = _head;
        using var folder = new TemporaryFolder();
        var edit = Transfer(0.4, 0.6, new TransferConfig { Strength = 0.7 });
        var path = Path.Combine(folder.Path, "a.edit.safetensors");
        edit.Save(path);
        var back = HeadEditFile.Load(path);
        Assert.True(back.Grid().Features.eq(edit.Grid().Features).all().item<bool>());
        Assert.True(back.Target.Features.eq(edit.Target.Features).all().item<bool>());
        Assert.True(back.Weights.Keep.eq(edit.Weights.Keep).all().item<bool>());
        Assert.Equal(edit.Provenance.Target, back.Provenance.Target);
        Assert.Equal(edit.Provenance.GeneratorHash, back.Provenance.GeneratorHash);
        Assert.Equal(edit.Config.Strength, back.Config.Strength);
        Assert.Equal(edit.Notes, back.Notes);
        var (a, b) = (edit.Render(_head, [Camera.Front]), back.Render(_head, [Camera.Front]));
        Assert.True(a.Image.eq(b.Image).all().item<bool>());
    }

    [Fact]
    public void A_file_that_is_no_edit_is_refused_in_words()
    {
        using var _ = _head;
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "w.safetensors");
        SafeTensors.Write(path, [new("w", zeros(2))]);
        Assert.Contains("holds no edit", Assert.Throws<CheckpointFormatException>(() => HeadEditFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_nobody_has_is_an_error_in_words()
    {
        using var _ = _head;
        var error = Assert.Throws<EditException>(() => Transfer(0.4, 0.6, new TransferConfig { Parts = [new PartChoice { Part = "glasses" }] }));
        Assert.Equal(EditProblem.EmptyPart, error.Problem);
        Assert.Contains("No view shows glasses", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bald_reference_removes_the_hair_and_says_so()
    {
        using var _ = _head;
        var edit = Transfer(0.4, 0, new TransferConfig());
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.EmptyPart && note.Text.Contains("removes", StringComparison.Ordinal));
        Assert.True(edit.Weights.Cores[0].max().item<float>() > 0);
        var refused = Assert.Throws<EditException>(() => Transfer(0.4, 0, new TransferConfig { AllowRemoval = false }));
        Assert.Equal(EditProblem.EmptyPart, refused.Problem);
    }

    [Fact]
    public void Labels_that_call_everything_hair_are_noticed()
    {
        using var _ = _head;
        var edit = Transfer(0.4, 1, new TransferConfig());
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.EverythingIsPart);
    }

    [Fact]
    public void Heads_without_a_visible_face_are_not_aligned_and_that_is_said()
    {
        using var _ = _head;
        var edit = Transfer(0.4, 0.6, new TransferConfig { Align = Aligning.Always });
        Assert.Contains(edit.Notes, note => note.Problem == EditProblem.NotAligned);
        Assert.DoesNotContain(Transfer(0.4, 0.6, new TransferConfig()).Notes, note => note.Problem == EditProblem.NotAligned);
    }

    [Fact]
    public void Planes_of_another_generator_are_refused()
    {
        using var _ = _head;
        var target = DemoHeads.Head(_head, 1, new RowLabels(0.5));
        var other = DemoHeads.Head(_head, 2, new RowLabels(0.5)) with { Generator = "0123456789abcdef" };
        Assert.Equal(EditProblem.DifferentGenerators, Assert.Throws<EditException>(() => new PartTransfer(_head).Transfer(target, [other])).Problem);
        var wide = other with { Generator = null, Grid = other.Grid with { BoxSize = 2 } };
        Assert.Equal(EditProblem.DifferentGenerators, Assert.Throws<EditException>(() => new PartTransfer(_head).Transfer(target, [wide])).Problem);
    }

    [Fact]
    public void Planes_with_holes_are_refused_with_plane_and_count()
    {
        using var _ = _head;
        var target = DemoHeads.Head(_head, 1, new RowLabels(0.5));
        var broken = target.Grid.Features.clone();
        broken[0, 1, 0, 0, 0, 0] = float.NaN;
        var error = Assert.Throws<EditException>(() => new PartTransfer(_head).Transfer(target, [target with { Grid = target.Grid with { Features = broken } }]));
        Assert.Equal(EditProblem.NotFinite, error.Problem);
        Assert.Contains("plane 1: 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_the_labels_do_not_know_is_refused()
    {
        using var _ = _head;
        var error = Assert.Throws<EditException>(() => Transfer(0.4, 0.6, new TransferConfig { Parts = [new PartChoice { Part = "tail" }] }));
        Assert.Equal(EditProblem.UnknownPart, error.Problem);
    }

    [Fact]
    public void Settings_out_of_range_are_all_named()
    {
        using var _ = _head;
        var error = Assert.Throws<ArgumentException>(() => Transfer(0.4, 0.6, new TransferConfig { Strength = 2, Parts = [new PartChoice { Reference = 3, Feather = -1 }] }));
        foreach (var word in new[] { "Strength", "reference 3", "Feather" })
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interpolation_between_references_ends_at_each_of_them()
    {
        using var _ = _head;
        var labels = new RowLabels(0.5);
        EditableHead[] heads = [DemoHeads.Head(_head, 1, labels), DemoHeads.Head(_head, 2, labels), DemoHeads.Head(_head, 3, labels)];
        HeadEdit Mixed(double mix) => new PartTransfer(_head).Transfer(heads[0], [heads[1], heads[2]], new TransferConfig { Parts = [new PartChoice { Other = 1, Mix = mix }] });
        var (first, middle, last) = (Mixed(0), Mixed(0.5), Mixed(1));
        Assert.True((middle.Full - (first.Full + last.Full) / 2).abs().max().item<float>() < 1e-4f);
    }

    [Fact]
    public void The_encoder_fills_the_transition_only_where_the_front_sees()
    {
        using var _ = _head;
        var (target, reference) = (DemoHeads.Head(_head, 1, new RowLabels(0.4)), DemoHeads.Head(_head, 2, new RowLabels(0.6)));
        var encoder = new ConstantEncoder(target.Grid);
        using var edit = new PartTransfer(_head, encoder).Transfer(target, [reference]);
        using var plain = new PartTransfer(_head).Transfer(target, [reference]);
        Assert.Equal(1, encoder.Calls);
        Assert.True(edit.Weights.Implicit.max().item<float>() > 0);
        Assert.Equal(0, plain.Weights.Implicit.max().item<float>());
        Assert.Equal("constant", edit.Provenance.Encoder);
    }

    private HeadEdit Transfer(double targetHair, double referenceHair, TransferConfig config) =>
        new PartTransfer(_head).Transfer(DemoHeads.Head(_head, 1, new RowLabels(targetHair)), [DemoHeads.Head(_head, 2, new RowLabels(referenceHair))], config);

    private sealed class ConstantEncoder(TriGrid like) : IImplicitEncoder
    {
        public int Calls { get; private set; }

        public string Name => "constant";

        public TriGrid Encode(PanoHead head, RenderedViews view)
        {
            Calls++;
            return like with { Features = zeros_like(like.Features) };
        }
    }
}
