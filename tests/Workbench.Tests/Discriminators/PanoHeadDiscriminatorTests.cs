using Workbench.Discriminators;
using Workbench.Ops;
using Workbench.Tests.Training;

namespace Workbench.Tests.Discriminators;

public sealed class PanoHeadDiscriminatorTests : TensorTest
{
    private static readonly PanoHeadDiscriminatorConfig Tiny = new() { Resolution = 16, ChannelBase = 64, ChannelMax = 4, MaskResolution = 8, MappingLayers = 2 };

    [Fact]
    public void Paper_has_the_published_shapes()
    {
        using var network = new PanoHeadDiscriminator(PanoHeadDiscriminatorConfig.Paper);
        var state = network.state_dict();
        Assert.Equal([64, 7, 1, 1], state["b512.fromrgb.weight"].shape);
        Assert.Equal([512, 513, 3, 3], state["b4.conv.weight"].shape);
        Assert.Equal([512, 512], state["mapping.fc7.weight"].shape);
        Assert.Equal([512, 25], state["mapping.embed.weight"].shape);
    }

    [Theory]
    [InlineData(MaskRoute.None, 1)]
    [InlineData(MaskRoute.Tower, 4)]
    [InlineData(MaskRoute.Channel, 3)]
    public void Every_form_scores_every_sample(MaskRoute route, int count)
    {
        using var network = new PanoHeadDiscriminator(Tiny with { Mask = route });
        using var input = Picture(count);
        Assert.Equal([count, 1], network.Score(input, Labels(count)).shape);
    }

    [Fact]
    public void Discriminator_without_condition_needs_no_label()
    {
        using var network = new PanoHeadDiscriminator(Tiny with { ConditionWidth = 0 });
        using var input = Picture(2);
        Assert.Equal([2, 1], network.Score(input, null).shape);
        Assert.DoesNotContain(network.state_dict().Keys, key => key.StartsWith("mapping", StringComparison.Ordinal));
    }

    [Fact]
    public void Label_noise_leaves_the_labels_of_the_caller_alone()
    {
        using var network = new PanoHeadDiscriminator(Tiny with { LabelNoise = 0.5 });
        using var input = Picture(2);
        var labels = Labels(2);
        var before = labels.clone();
        var noisy = network.Score(input, labels, RandomSource.Seeded(1));
        Assert.True(labels.eq(before).all().ToBoolean());
        Assert.False(noisy.eq(network.Score(input, labels, RandomSource.Seeded(2))).all().ToBoolean());
    }

    [Fact]
    public void Label_noise_scales_with_the_spread_of_the_batch()
    {
        // Equal labels have no spread, so noise cannot move them.
        using var network = new PanoHeadDiscriminator(Tiny with { LabelNoise = 0.5 });
        using var plain = new PanoHeadDiscriminator(Tiny);
        plain.load_state_dict(network.state_dict());
        using var input = Picture(2);
        var labels = Labels(1).repeat(2, 1);
        var random = new RecordingRandom(RandomSource.Seeded(1), "");
        Assert.True(network.Score(input, labels, random).allclose(plain.Score(input, labels)));
        Assert.Equal([2, 25], Assert.Single(random.Calls).Shape);
    }

    [Fact]
    public void Missing_mask_label_or_random_source_is_named()
    {
        using var network = new PanoHeadDiscriminator(Tiny with { LabelNoise = 1 });
        using var input = Picture(2);
        Assert.Contains("mask", Assert.Throws<ArgumentException>(() => network.Score(input with { Mask = null }, Labels(2))).Message, StringComparison.Ordinal);
        Assert.Contains("labels", Assert.Throws<ArgumentException>(() => network.Score(input, null)).Message, StringComparison.Ordinal);
        Assert.Contains("RandomSource", Assert.Throws<ArgumentException>(() => network.Score(input, Labels(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_of_another_size_is_refused_by_name()
    {
        using var network = new PanoHeadDiscriminator(Tiny);
        using var input = Picture(2) with { Image = zeros(2, 3, 8, 8) };
        Assert.Contains("Image: expected [N C=3 H=16 W=16]", Assert.Throws<ArgumentException>(() => network.Score(input, Labels(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_of_a_configuration_is_listed()
    {
        var error = Assert.Throws<ArgumentException>(() => new PanoHeadDiscriminator(new PanoHeadDiscriminatorConfig { Resolution = 100, GroupSize = 0, LabelNoise = -1 }));
        Assert.Contains("Resolution", error.Message, StringComparison.Ordinal);
        Assert.Contains("GroupSize", error.Message, StringComparison.Ordinal);
        Assert.Contains("LabelNoise", error.Message, StringComparison.Ordinal);
    }

    private static DiscriminatorInput Picture(int count) => new(randn(count, 3, 16, 16), randn(count, 3, 8, 8), rand(count, 1, 8, 8));

    private static Tensor Labels(int count) => randn(count, 25);
}
