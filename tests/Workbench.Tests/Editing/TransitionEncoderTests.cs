using Workbench.Cameras;
using Workbench.Editing;
using Workbench.Inversion;
using Workbench.Rendering;
using Workbench.Tests.Inversion;

namespace Workbench.Tests.Editing;

public sealed class TransitionEncoderTests : TensorTest
{
    [Fact]
    public void Transition_holds_the_planes_of_the_code_that_the_hard_fusion_shows_and_weights_still_sum_to_one()
    {
        using var head = TinyEncoders.Head(sigmaBias: 4);
        using var encoder = TinyEncoders.Encoder(head, 3);
        var (target, reference) = (DemoHeads.Head(head, 1, new RowLabels(0.4)), DemoHeads.Head(head, 2, new RowLabels(0.6)));
        using var edit = new PartTransfer(head, new TransitionEncoder(encoder)).Transfer(target, [reference]);
        using var plain = new PartTransfer(head).Transfer(target, [reference]);
        var sum = edit.Weights.Keep + edit.Weights.Cores[0] + edit.Weights.Implicit;
        Assert.True((sum - 1).abs().max().item<float>() < 1e-5f);
        Assert.True(edit.Weights.Implicit.max().item<float>() > 0);
        Assert.False(edit.Full.eq(plain.Full).all().item<bool>());
        Assert.Equal(encoder.Name, edit.Provenance.Encoder);
        var hard = target.Grid with { Features = GridBlend.Lay(target.Grid.Features, [reference.Grid.Features], [PartWeights.Of(edit.TargetMasks[0], edit.ReferenceMasks[0], PartRecipe.Hair.Scaled(16)).Take]) };
        var view = head.Render(hard, head.ConditioningCamera);
        var wanted = encoder.Encode(head, [TransitionEncoder.PhotoOf(view)]).Initial.Features;
        var weight = edit.Weights.Implicit.unsqueeze(1).unsqueeze(0);
        var made = GridBlend.Fuse(target.Grid.Features, [reference.Grid.Features], edit.Weights, wanted);
        Assert.True(weight.sum().item<float>() > 0);
        Assert.True((made - edit.Full).abs().max().item<float>() < 1e-4f);
    }

    [Fact]
    public void Two_encoders_cover_the_back_so_the_transition_is_not_limited_to_what_the_front_sees()
    {
        using var head = TinyEncoders.Head(sigmaBias: 4);
        using var first = TinyEncoders.Encoder(head, 3);
        using var second = TinyEncoders.Encoder(head, 4);
        using var dual = new DualEncoder(first, second);
        var (target, reference) = (DemoHeads.Head(head, 1, new RowLabels(0.4)), DemoHeads.Head(head, 2, new RowLabels(0.6)));
        using var front = new PartTransfer(head, new TransitionEncoder(first)).Transfer(target, [reference]);
        using var both = new PartTransfer(head, new TransitionEncoder(dual)).Transfer(target, [reference]);
        Assert.True(both.Weights.Implicit.sum().item<float>() > front.Weights.Implicit.sum().item<float>());
        Assert.Contains("and", both.Provenance.Encoder, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_of_another_generator_and_several_views_are_refused()
    {
        using var head = TinyEncoders.Head();
        using var other = TinyHead.Create();
        using var encoder = TinyEncoders.Encoder(head, 3);
        var transition = new TransitionEncoder(encoder);
        using var views = head.Render(head.Synthesize(head.Map(1)), [Camera.At(0), Camera.At(20)]);
        Assert.Contains("one view", Assert.Throws<ArgumentException>(() => transition.Encode(head, views)).Message, StringComparison.Ordinal);
        using var foreign = other.Render(other.Synthesize(other.Map(1)), Camera.At(0));
        Assert.Contains("trained for", Assert.Throws<ArgumentException>(() => transition.Encode(other, foreign)).Message, StringComparison.Ordinal);
    }
}
