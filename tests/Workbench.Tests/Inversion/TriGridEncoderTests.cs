using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Training;
using Workbench.Weights;

namespace Workbench.Tests.Inversion;

public sealed class TriGridEncoderTests : TensorTest
{
    [Fact]
    public void Untrained_encoder_names_the_average_head()
    {
        using var head = TinyEncoders.Head();
        using var encoder = TriGridEncoder.For(head);
        using var heads = encoder.Encode(head, TinyEncoders.Photos(head, 7));
        Assert.Equal(0, TinyHead.Apart(heads.Codes.Codes[0, 1], head.Network.Mapping.Average!));
        Assert.Equal([1, head.Config.StyleCount, head.Config.StyleWidth], heads.Codes.Codes.shape);
    }

    [Fact]
    public void Saved_encoder_returns_with_its_shape_and_results()
    {
        using var folder = new TemporaryFolder();
        using var head = TinyEncoders.Head();
        using var encoder = TinyEncoders.Encoder(head, 1);
        var photos = TinyEncoders.Photos(head, 7);
        using var before = encoder.Encode(head, photos);
        foreach (var half in new[] { false, true })
        {
            encoder.Save(folder.File("e.safetensors"), "a test", half);
            using var loaded = TriGridEncoder.Load(folder.File("e.safetensors"));
            Assert.Equal(ConfigJson.Write(encoder.Config), ConfigJson.Write(loaded.Config));
            using var after = loaded.Encode(head, photos);
            Assert.InRange(TinyHead.Apart(before.Grid.Features, after.Grid.Features), 0, half ? 0.05 : 0);
        }
    }

    [Fact]
    public void Code_alone_is_the_head_before_refinement()
    {
        using var head = TinyEncoders.Head();
        using var encoder = TinyEncoders.Encoder(head, 1);
        var photo = TinyEncoders.Photos(head, 7)[0];
        using var heads = encoder.Encode(head, [photo]);
        using var code = new CodeInverter(encoder).Invert(head, photo);
        Assert.Equal(0, TinyHead.Apart(heads.Initial.Features, code.Grid.Features));
        Assert.True(TinyHead.Apart(heads.Grid.Features, code.Grid.Features) > 0);
        Assert.Equal(0, TinyHead.Apart(heads.Codes.Codes, code.Latents.Codes));
        Assert.DoesNotContain(code.Stages, stage => stage.Name.Contains("refined", StringComparison.Ordinal));
    }

    [Fact]
    public void Demo_encoder_takes_less_than_eight_megabytes_as_half_floats()
    {
        using var encoder = new TriGridEncoder(TriGridEncoderConfig.For(DistillationConfig.DemoGenerator));
        var state = encoder.state_dict();
        var bytes = 2 * state.Values.Sum(value => value.numel());
        Assert.True(bytes is > 4_000_000 and < 8_000_000, $"{bytes}: " + string.Join(", ", state.GroupBy(item => string.Join('.', item.Key.Split('.').Take(3))).Select(group => $"{group.Key} {group.Sum(item => item.Value.numel())}")));
    }

    [Theory]
    [InlineData(LatentSpace.Z)]
    [InlineData(LatentSpace.ZPlus)]
    public void Codes_in_Gaussian_spaces_pass_through_the_mapping(LatentSpace space)
    {
        using var head = TinyEncoders.Head();
        var config = TriGridEncoderConfig.For(head.Config, refines: false) with { Space = space, Reader = space == LatentSpace.Z ? CodeReader.Single : CodeReader.Pooled, StyleWidth = head.Config.LatentWidth };
        using var encoder = TinyEncoders.Encoder(head, 1, config);
        var image = rand([2, 3, 16, 16]) * 2 - 1;
        var codes = encoder.ReadCodes(image, head.Network);
        Assert.Equal([2, head.Config.StyleCount, head.Config.StyleWidth], codes.shape);
        Assert.Equal(space == LatentSpace.Z, codes[0, 0].eq(codes[0, 1]).all().item<bool>());
        codes.square().sum().backward();
        Assert.All(encoder.Reader.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void Masked_photo_stands_before_the_trained_grey()
    {
        using var head = TinyEncoders.Head();
        using var encoder = TinyEncoders.Encoder(head, 1);
        var image = rand([1, 3, 32, 32]) - 0.5;
        using var masked = new Photo(image, Camera.Front, zeros([1, 1, 32, 32]), range: ImageRange.Signed);
        using var white = new Photo(ones([1, 3, 32, 32]), Camera.Front, range: ImageRange.Signed);
        using var first = encoder.Encode(head, [masked]);
        using var second = encoder.Encode(head, [white]);
        Assert.Equal(0, TinyHead.Apart(first.Codes.Codes, second.Codes.Codes));
    }

    [Fact]
    public void Another_generator_is_refused_with_both_shapes()
    {
        using var head = TinyEncoders.Head();
        using var other = TinyHead.Create();
        using var encoder = TinyEncoders.Encoder(head, 1);
        var error = Assert.Throws<ArgumentException>(() => encoder.Encode(other, TinyEncoders.Photos(head, 7)));
        Assert.Contains("Load the generator that the encoder was trained for.", error.Message, StringComparison.Ordinal);
        Assert.Contains("at 16²", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_encoder_or_hold_NaN_are_refused_in_words()
    {
        using var folder = new TemporaryFolder();
        using var head = TinyEncoders.Head();
        head.Save(folder.File("head.safetensors"));
        Assert.Contains("it looks like 'workbench.panohead'", Assert.Throws<CheckpointFormatException>(() => TriGridEncoder.Load(folder.File("head.safetensors"))).Message, StringComparison.Ordinal);
        using var encoder = TinyEncoders.Encoder(head, 1);
        using (no_grad())
            encoder.parameters().First().fill_(float.NaN);
        encoder.Save(folder.File("nan.safetensors"));
        Assert.Contains("NaN", Assert.Throws<CheckpointFormatException>(() => TriGridEncoder.Load(folder.File("nan.safetensors"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_are_listed()
    {
        var problems = (TriGridEncoderConfig.Paper with { Space = LatentSpace.Z, Backdrop = new Backdrop { Grey = 2 } }).Validate();
        Assert.Equal(2, problems.Count);
        Assert.Empty(TriGridEncoderConfig.Paper.Validate());
        Assert.Empty(TriGridEncoderConfig.For(DistillationConfig.DemoGenerator).Validate());
        Assert.Empty(TriGridEncoderConfig.For(DistillationConfig.Miniature.Generator).Validate());
    }
}
