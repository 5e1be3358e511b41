using Workbench.Encoders;

namespace Workbench.Tests.Encoders;

public sealed class EncoderInputTests : TensorTest
{
    [Fact]
    public void Picture_of_bytes_is_named_as_such() => Refuses(rand(1, 3, 64, 64) * 255, "look like bytes 0…255");

    [Fact]
    public void Picture_of_integers_is_named_as_such() => Refuses(zeros([1, 3, 64, 64], ScalarType.Byte), "floating-point");

    [Fact]
    public void Colours_at_the_end_are_named_as_such() => Refuses(zeros(1, 64, 64, 3), "The channels come last");

    [Fact]
    public void Missing_batch_axis_is_named_as_such() => Refuses(zeros(3, 64, 64), "unsqueeze(0)");

    [Fact]
    public void Opacity_channel_is_named_as_such() => Refuses(zeros(1, 4, 64, 64), "the fourth is opacity");

    [Fact]
    public void Grey_picture_is_named_as_such() => Refuses(zeros(1, 1, 64, 64), "grey");

    [Fact]
    public void Picture_that_is_too_large_is_refused_with_the_right_size() => Refuses(zeros(1, 3, 128, 128), "at most 64 pixels a side");

    [Fact]
    public void Picture_that_is_not_square_is_refused() => Refuses(zeros(1, 3, 64, 48), "64×48");

    [Fact]
    public void Not_a_number_is_refused() => Refuses(full(new long[] { 1, 3, 64, 64 }, float.NaN), "NaN");

    [Fact]
    public void Wild_numbers_are_refused() => Refuses(full(new long[] { 1, 3, 64, 64 }, -300f), "wants pictures in −1…1");

    [Fact]
    public void Empty_batch_is_refused() => Refuses(zeros(0, 3, 64, 64), "holds no pixel");

    [Fact]
    public void Renders_may_overshoot()
    {
        using var encoder = new SingleStyleEncoder(SmallNetworks.Single);
        encoder.eval();
        Assert.Equal([1, 20], encoder.forward(SmallNetworks.Picture(1) * 1.5).shape);
    }

    [Fact]
    public void Second_stage_explains_its_channels()
    {
        using var network = new TriplaneNetEncoder(SmallNetworks.Triplane(TriplaneNetVersion.V2, DecoderUpsampling.Nearest));
        var planes = zeros(1, SmallNetworks.PlaneChannels, 64, 64);
        Assert.Contains("mirrored difference", Assert.Throws<ArgumentException>(() => network.forward(zeros(1, 3, 64, 64), planes)).Message, StringComparison.Ordinal);
        Assert.Contains("C=144", Assert.Throws<ArgumentException>(() => network.forward(zeros(1, 9, 64, 64), zeros(1, 96, 64, 64))).Message, StringComparison.Ordinal);
    }

    private static void Refuses(Tensor image, string words)
    {
        using var encoder = new GradualStyleEncoder(SmallNetworks.Styles);
        var error = Assert.Throws<ArgumentException>(() => encoder.forward(image));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("image", error.Message, StringComparison.Ordinal);
    }
}
