using Workbench.Cameras;
using Workbench.Inversion;
using Workbench.Losses;

namespace Workbench.Tests.Losses;

public sealed class LpipsTests : TensorTest
{
    [Theory]
    [InlineData(LpipsNetwork.Alex)]
    [InlineData(LpipsNetwork.Vgg)]
    [InlineData(LpipsNetwork.Squeeze)]
    public void A_picture_has_no_distance_from_itself_and_some_from_another(LpipsNetwork network)
    {
        using var lpips = new Lpips(network);
        var (image, other) = (rand(2, 3, 40, 36) * 2 - 1, rand(2, 3, 40, 36) * 2 - 1);
        Assert.Equal([0f, 0f], lpips.forward(image, image).data<float>());
        var distance = lpips.forward(image, other);
        Assert.True(distance.gt(0).all().ToBoolean());
        Assert.True(distance.allclose(lpips.forward(other, image), 1e-4, 1e-7));
        Assert.True(distance.mean().allclose(lpips.Loss(image, other)));
        Assert.Equal([2L, 1, 40, 36], lpips.Map(image, other).shape);
        Assert.True((lpips.Features(image) - lpips.Features(other)).square().sum(1).allclose(distance, 1e-3, 1e-6));
    }

    [Fact]
    public void Positions_without_activation_give_finite_gradients()
    {
        using var lpips = new Lpips(LpipsNetwork.Alex);
        using (no_grad())
            foreach (var (name, parameter) in lpips.named_parameters())
                if (name.EndsWith("bias", StringComparison.Ordinal))
                    parameter.fill_(-100); // every activation is zero
        var image = zeros(1, 3, 40, 40).requires_grad_();
        lpips.Loss(image, ones(1, 3, 40, 40)).backward();
        Assert.True(image.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void Gradients_reach_the_picture_and_no_weight()
    {
        using var lpips = new Lpips(LpipsNetwork.Squeeze);
        var image = (rand(1, 3, 32, 32) * 2 - 1).requires_grad_();
        lpips.Loss(image, zeros(1, 3, 32, 32)).backward();
        Assert.True(image.grad!.abs().sum().ToDouble() > 0);
        Assert.All(lpips.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Published_heads_have_one_weight_a_channel_none_negative()
    {
        foreach (var network in Enum.GetValues<LpipsNetwork>())
        {
            using var stack = new FeatureStack(network);
            var heads = LpipsHeads.Published(network);
            Assert.Equal(stack.Widths.Select(width => (long)width), heads.Select(head => head.numel()));
            Assert.All(heads, head => Assert.True(head.ge(0).all().ToBoolean()));
        }
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var lpips = new Lpips(LpipsNetwork.Alex);
        var good = zeros(1, 3, 40, 40);
        Assert.Contains("0…255", Message(() => lpips.forward(good + 128, good)), StringComparison.Ordinal);
        Assert.Contains("fourth is opacity", Message(() => lpips.Maps(zeros(1, 4, 40, 40))), StringComparison.Ordinal);
        Assert.Contains("at least 31", Message(() => lpips.Maps(zeros(1, 3, 30, 40))), StringComparison.Ordinal);
        Assert.Contains("one size", Message(() => lpips.forward(good, zeros(1, 3, 41, 40))), StringComparison.Ordinal);
        Assert.Contains("5 layers, got 1", Message(() => lpips.SetHeads([zeros(64)])), StringComparison.Ordinal);
    }

    [Fact]
    public void Perceptual_and_identity_networks_serve_an_inversion()
    {
        using var lpips = new Lpips(LpipsNetwork.Squeeze);
        using var identity = SmallIdentity.Create();
        using var photo = new Photo(rand(1, 3, 64, 64) * 2 - 1, Camera.Front);
        foreach (IFeatureNetwork network in (IFeatureNetwork[])[lpips, identity])
        {
            var objective = new PhotoObjective(photo, network, 64, 48, CPU);
            var (pixel, perceptual) = objective.Compare(photo.Image);
            Assert.Equal(0, pixel.ToDouble(), 1e-9);
            Assert.Equal(0, perceptual.ToDouble(), 1e-6);
            Assert.True(objective.Compare(-photo.Image).Perceptual.ToDouble() > 0, network.Name);
        }
    }

    private static string Message(Action action) => Assert.ThrowsAny<ArgumentException>(action).Message;
}
