using Workbench.Encoders;

namespace Workbench.Tests.Encoders;

public sealed class EncoderTests : TensorTest
{
    [Fact]
    public void Gradual_style_encoder_makes_any_number_of_codes_of_any_width()
    {
        using var encoder = new GradualStyleEncoder(SmallNetworks.Styles);
        Assert.Equal([2, 10, 20], encoder.forward(SmallNetworks.Picture()).shape);
    }

    [Fact]
    public void Pyramid_has_the_sizes_of_the_configuration()
    {
        using var encoder = new GradualStyleEncoder(SmallNetworks.Styles);
        encoder.eval();
        using var pyramid = encoder.Pyramid(SmallNetworks.Picture(1));
        var (coarse, middle, fine) = encoder.Config.MapSides;
        Assert.Equal([1, 32, coarse, coarse], pyramid[0].shape);
        Assert.Equal([1, 32, middle, middle], pyramid[1].shape);
        Assert.Equal([1, 32, fine, fine], pyramid[2].shape);
    }

    [Fact]
    public void Stage_says_how_many_codes_have_an_offset_of_their_own()
    {
        using var encoder = new Encoder4Editing(SmallNetworks.Styles);
        encoder.eval();
        var picture = SmallNetworks.Picture(1);
        for (var stage = 0; stage <= encoder.LastStage; stage++)
        {
            encoder.Stage = stage;
            var codes = encoder.forward(picture)[0]; // [L, K]
            var differs = codes.ne(codes[0]).any(1).data<bool>().ToArray();
            Assert.Equal(Enumerable.Range(0, 10).Select(i => i >= 1 && i <= stage), differs);
        }
    }

    [Fact]
    public void Inference_stage_of_published_files_means_all_offsets()
    {
        using var encoder = new Encoder4Editing(SmallNetworks.Styles);
        encoder.Stage = 18;
        Assert.Equal(encoder.LastStage, encoder.Stage);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(19_999, 0)]
    [InlineData(20_000, 1)]
    [InlineData(43_999, 12)]
    [InlineData(44_000, 13)]
    [InlineData(1_000_000, 13)]
    public void Regular_schedule_brings_in_one_offset_an_interval(long step, int stage) => Assert.Equal(stage, ProgressiveSchedule.Regular(14).StageAt(step));

    [Fact]
    public void Schedule_must_rise_from_zero()
    {
        Assert.Throws<ArgumentException>(() => new ProgressiveSchedule { Steps = [0, 10, 10] });
        Assert.Throws<ArgumentException>(() => new ProgressiveSchedule { Steps = [5, 10] });
    }

    [Fact]
    public void Single_style_encoder_makes_one_code()
    {
        using var encoder = new SingleStyleEncoder(SmallNetworks.Single);
        Assert.Equal([2, 20], encoder.forward(SmallNetworks.Picture()).shape);
    }

    [Fact]
    public void Faces_become_unit_vectors()
    {
        using var network = new ArcFaceNetwork(SmallNetworks.Face);
        network.eval();
        var faces = network.forward(SmallNetworks.Picture(3));
        Assert.Equal([3, 12], faces.shape);
        Assert.True(faces.square().sum(1).sub(1).abs().max().item<float>() < 1e-5);
    }

    [Theory]
    [InlineData(TriplaneNetVersion.V1, DecoderUpsampling.PixelShuffle)]
    [InlineData(TriplaneNetVersion.V2, DecoderUpsampling.PixelShuffle)]
    [InlineData(TriplaneNetVersion.V2, DecoderUpsampling.Nearest)]
    public void Refined_planes_are_the_planes_and_the_offsets(TriplaneNetVersion version, DecoderUpsampling upsampling)
    {
        using var network = new TriplaneNetEncoder(SmallNetworks.Triplane(version, upsampling));
        network.eval();
        using var grad = no_grad();
        var images = SmallNetworks.Picture(2, version == TriplaneNetVersion.V1 ? 6 : 9);
        var planes = randn(2, SmallNetworks.PlaneChannels, SmallNetworks.Side, SmallNetworks.Side);
        var offsets = network.Offsets(images, planes);
        Assert.Equal(planes.shape, offsets.shape);
        Assert.True(network.forward(images, planes).eq(planes + offsets).all().item<bool>());
    }

    [Fact]
    public void Stage_of_goae_says_which_groups_have_offsets()
    {
        using var encoder = new GoaeEncoder(SmallNetworks.Goae);
        encoder.eval();
        using var grad = no_grad();
        var picture = SmallNetworks.Picture(1);
        foreach (var (stage, reach) in new[] { (0, 0), (1, 2), (2, 5), (3, 9) })
        {
            encoder.Stage = stage;
            var codes = encoder.forward(picture)[0]; // [L, K]
            Assert.Equal([10, 20], codes.shape);
            Assert.Equal(Enumerable.Range(0, 10).Select(i => i >= 1 && i <= reach), codes.ne(codes[0]).any(1).data<bool>().ToArray());
        }
    }

    [Fact]
    public void Swin_block_starts_as_the_identity()
    {
        using var block = new SwinBlock(8, 8, 2, 4, shifted: true, 0);
        var tokens = randn(2, 64, 8);
        Assert.True(block.forward(tokens).eq(tokens).all().item<bool>());
    }

    [Fact]
    public void Shifted_windows_do_not_connect_opposite_borders()
    {
        using var grad = no_grad();
        using var block = new SwinBlock(8, 8, 2, 4, shifted: true, 0);
        foreach (var (name, parameter) in block.named_parameters())
            if (name.StartsWith("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal))
                parameter.fill_(1);
        var tokens = randn(1, 64, 8);
        var other = tokens.clone();
        other[0, 0] = randn(8); // the upper left token
        var changed = block.forward(tokens).sub(block.forward(other)).abs().amax([2]).view(8, 8).gt(1e-6f);
        Assert.True(changed[0, 0].item<bool>());
        // Without the mask the cyclic shift would bring the lower right corner into its window.
        Assert.False(changed[7, 7].item<bool>());
        Assert.Equal(4, changed.sum().item<long>());
    }

    [Fact]
    public void Feature_alignment_keeps_the_shape_of_the_features()
    {
        using var align = new FeatureAlignment(SmallNetworks.Afa);
        align.eval();
        using var grad = no_grad();
        var features = randn(2, 24, 8, 8);
        using var aligned = align.forward(SmallNetworks.Picture(), SmallNetworks.Picture(), features);
        Assert.Equal(features.shape, aligned.Features.shape);
        Assert.True((aligned.Scale * features + aligned.Shift).sub(aligned.Features).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Every_parameter_of_every_encoder_learns()
    {
        foreach (var (network, output) in Outputs())
            using (network)
            {
                output.square().sum().backward();
                var idle = network.named_parameters().Where(pair => pair.parameter.grad is null).Select(pair => pair.name);
                Assert.Empty(idle);
            }
    }

    private static IEnumerable<(nn.Module Network, Tensor Output)> Outputs()
    {
        var style = new GradualStyleEncoder(SmallNetworks.Styles);
        yield return (style, style.forward(SmallNetworks.Picture()));
        var editing = new Encoder4Editing(SmallNetworks.Styles);
        yield return (editing, editing.forward(SmallNetworks.Picture()));
        var triplane = new TriplaneNetEncoder(SmallNetworks.Triplane(TriplaneNetVersion.V2, DecoderUpsampling.Nearest));
        yield return (triplane, triplane.forward(SmallNetworks.Picture(2, 9), randn(2, SmallNetworks.PlaneChannels, SmallNetworks.Side, SmallNetworks.Side)));
        var goae = new GoaeEncoder(SmallNetworks.Goae);
        yield return (goae, goae.forward(SmallNetworks.Picture()));
        var align = new FeatureAlignment(SmallNetworks.Afa);
        yield return (align, align.forward(SmallNetworks.Picture(), SmallNetworks.Picture(), randn(2, 24, 8, 8)).Features);
    }
}
