using Workbench.Encoders;
using Workbench.Ops;
using Workbench.Weights;

namespace Workbench.Tests.Encoders;

public sealed class IrSeTrunkTests : TensorTest
{
    [Fact]
    public void Encoder_starts_from_the_identity_network_without_its_output_layer()
    {
        using var face = new ArcFaceNetwork(SmallNetworks.Face);
        using var encoder = new GradualStyleEncoder(SmallNetworks.Styles);
        encoder.Trunk.Load(face.state_dict(), RandomSource.Seeded(1));
        var (source, target) = (face.state_dict(), encoder.state_dict());
        foreach (var (key, value) in source)
            if (!key.StartsWith("output_layer", StringComparison.Ordinal))
                Assert.True(value.eq(target[key]).all().item<bool>(), key);
    }

    [Theory]
    [InlineData(TriplaneNetVersion.V1, 6)]
    [InlineData(TriplaneNetVersion.V2, 9)]
    public void Wider_stem_takes_three_channels_and_draws_the_rest(TriplaneNetVersion version, int channels)
    {
        using var face = new ArcFaceNetwork(SmallNetworks.Face);
        using var network = new TriplaneNetEncoder(SmallNetworks.Triplane(version, DecoderUpsampling.PixelShuffle));
        network.Trunk.Load(face.state_dict(), RandomSource.Seeded(7));
        var kernel = network.state_dict()["input_layer.0.weight"];
        Assert.Equal(channels, kernel.shape[1]);
        Assert.True(kernel[.., ..3].eq(face.state_dict()["input_layer.0.weight"]).all().item<bool>());
        Assert.InRange(kernel[.., 3..].std().item<float>(), 0.8, 1.2);
        var before = kernel.clone();
        network.Trunk.Load(face.state_dict(), RandomSource.Seeded(7));
        Assert.True(before.eq(network.state_dict()["input_layer.0.weight"]).all().item<bool>());
    }

    [Fact]
    public void Weights_of_another_trunk_are_refused_and_nothing_changes()
    {
        using var face = new ArcFaceNetwork(SmallNetworks.Face with { Trunk = SmallNetworks.Trunk with { Groups = [new(8, 1), new(16, 1), new(24, 1), new(32, 2)] } });
        using var encoder = new SingleStyleEncoder(SmallNetworks.Single);
        var before = encoder.state_dict()["body.0.res_layer.1.weight"].clone();
        Assert.Throws<CheckpointFormatException>(() => encoder.Trunk.Load(face.state_dict(), RandomSource.Seeded(1), "other.pth"));
        Assert.True(before.eq(encoder.state_dict()["body.0.res_layer.1.weight"]).all().item<bool>());
    }

    [Fact]
    public void Unit_of_stride_two_takes_every_second_pixel_as_its_shortcut()
    {
        using var unit = new BottleneckUnit(4, 4, 2, ResidualUnit.Plain);
        unit.eval();
        using var grad = no_grad();
        foreach (var (name, parameter) in unit.named_parameters())
            if (name.StartsWith("res_layer.4", StringComparison.Ordinal))
                parameter.zero_(); // silences the residual
        var x = randn(1, 4, 5, 5);
        Assert.True(unit.forward(x).eq(x[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)]).all().item<bool>());
    }

    [Fact]
    public void Deepest_map_is_the_last_of_all_features()
    {
        using var face = new ArcFaceNetwork(SmallNetworks.Face);
        face.eval();
        using var grad = no_grad();
        var image = SmallNetworks.Picture(1);
        using var features = face.Trunk.Features(image);
        Assert.True(features.Deepest.eq(face.Trunk.Deepest(image)).all().item<bool>());
        Assert.Equal([1, 8, 64, 64], features.Stem.shape);
        Assert.Equal([1, 24, 8, 8], features.Groups[2].shape);
        Assert.Equal([1, 32, 4, 4], features.LastGroupEntry.shape);
    }
}
