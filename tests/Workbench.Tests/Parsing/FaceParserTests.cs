using Workbench.Metrics;
using Workbench.Parsing;
using Workbench.Population;
using Workbench.Tests.Parity;
using Workbench.Tests.Weights;
using Workbench.Weights;

namespace Workbench.Tests.Parsing;

public sealed class FaceParserTests : TensorTest
{
    [Fact]
    public void Costs_what_its_table_says()
    {
        using var parser = new FaceParser();
        var cost = NetworkCost.Of(parser, () => parser.forward(zeros(1, 3, 64, 64)));
        var trained = parser.named_parameters().Where(entry => !entry.name.StartsWith("conv_out16", StringComparison.Ordinal) && !entry.name.StartsWith("conv_out32", StringComparison.Ordinal)).Sum(entry => entry.parameter.numel());
        // 148 tensors of 52,650,752 bytes without the auxiliary heads, of which the running statistics are 2 · 8832 · 4.
        var statistics = parser.named_buffers().Where(entry => entry.name.Contains("running", StringComparison.Ordinal) && !entry.name.StartsWith("conv_out16", StringComparison.Ordinal) && !entry.name.StartsWith("conv_out32", StringComparison.Ordinal)).Sum(entry => entry.buffer.numel());
        Assert.Equal(52_650_752, 4 * (trained + statistics));
        Assert.Equal(["cp", "ffm", "conv_out"], cost.Children.Select(child => child.Key));
        Assert.InRange(cost.MultiplyAdds * 64, 13.3e9, 13.5e9); // at 512²
    }

    [Fact]
    public void Folded_pass_equals_the_layers_one_by_one()
    {
        using var parser = new FaceParser();
        WeightRecipe.FillNamed(parser, "bisenet.");
        var image = WeightRecipe.Input("parser", "picture", [1, 3, 256, 256]);
        using var plain = parser.forward(image); // gradients on: every layer in its own form
        using (no_grad())
        {
            using var folded = parser.forward(image);
            Assert.InRange((folded - plain).abs().max().item<float>(), 0, 2e-4 * plain.abs().max().item<float>());
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("module.", true)]
    public void Loads_from_the_legacy_container_with_any_prefix_and_without_the_heads_of_training(string prefix, bool bare)
    {
        using var folder = new TemporaryFolder();
        using var original = new FaceParser();
        var path = Path.Combine(folder.Path, "79999_iter.pth");
        File.WriteAllBytes(path, Legacy(original, prefix, name => !bare || !(name.StartsWith("conv_out16", StringComparison.Ordinal) || name.StartsWith("conv_out32", StringComparison.Ordinal) || name.EndsWith("num_batches_tracked", StringComparison.Ordinal))));
        using var loaded = FaceParser.Load(path);
        var state = loaded.state_dict();
        foreach (var (name, value) in original.state_dict())
            if (!bare || (!name.StartsWith("conv_out16", StringComparison.Ordinal) && !name.StartsWith("conv_out32", StringComparison.Ordinal)))
                Assert.True(value.eq(state[name]).all().ToBoolean(), name);
        Assert.False(loaded.training);
        Assert.DoesNotContain(loaded.parameters(), parameter => parameter.requires_grad);
        using var file = WeightFile.Open(path);
        Assert.Equal(WeightFormat.LegacyTorch, file.Format);
        Assert.Same(KnownNetworks.FaceParser, Assert.Single(KnownNetworks.Identify(file.Tensors)).Network);
    }

    [Fact]
    public void Another_network_is_named_in_the_error()
    {
        using var folder = new TemporaryFolder();
        using var other = new Workbench.Losses.Lpips(Workbench.Losses.LpipsNetwork.Squeeze);
        var path = Path.Combine(folder.Path, "79999_iter.safetensors");
        SafeTensors.Write(path, other.state_dict().Select(item => KeyValuePair.Create(item.Key, item.Value)));
        Assert.Contains("no BiSeNet face parser; it looks like torchvision SqueezeNet 1.1", Assert.Throws<CheckpointFormatException>(() => FaceParser.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trained_input_is_that_of_ImageNet_and_raw_input_is_the_picture_itself()
    {
        var image = stack([full([4, 4], -1f), zeros([4, 4]), ones([4, 4])]).unsqueeze(0);
        using var scaled = FaceParser.Normalize(image);
        Assert.Equal(-0.485 / 0.229, scaled[0, 0, 0, 0].item<float>(), 1e-5);
        Assert.Equal((0.5 - 0.456) / 0.224, scaled[0, 1, 0, 0].item<float>(), 1e-5);
        Assert.Equal((1 - 0.406) / 0.225, scaled[0, 2, 0, 0].item<float>(), 1e-5);
    }

    [Fact]
    public void Pictures_of_any_size_are_parsed_at_the_trained_size()
    {
        using var parser = new FaceParser();
        WeightRecipe.FillNamed(parser, "bisenet.");
        var image = WeightRecipe.Input("parser", "small", [1, 3, 40, 40]);
        using var parsed = parser.Parse(image);
        Assert.Equal([1L, 512, 512], parsed.Labels.shape);
        Assert.Equal(ScalarType.Byte, parsed.Labels.dtype);
        Assert.InRange(parsed.Confidence.min().item<float>(), 1f / 19, 1);
        using var half = parsed.Resize(64);
        Assert.Equal([1L, 64, 64], half.Confidence.shape);
        Assert.Equal(1, parsed.Share(Enum.GetValues<HeadPart>())[0], 1e-6);
        Assert.Throws<ArgumentException>(() => parser.Parse(image * 200 + 20));
        Assert.Contains("at least 32 pixels", Assert.Throws<ArgumentException>(() => parser.forward(image[.., .., ..16, ..16])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_hold_exactly_the_pixels_of_their_parts()
    {
        using var parsed = new ParsedFaces(tensor(new byte[] { 17, 1, 18, 0 }, [1, 2, 2]), ones(1, 2, 2));
        using var mask = parsed.Mask(HeadPart.Hair, HeadPart.Hat);
        Assert.Equal([1, 0, 1, 0], mask.data<float>().ToArray());
        Assert.Equal(0.25, parsed.Share(HeadPart.Skin)[0], 1e-6);
    }

    private static byte[] Legacy(nn.Module module, string prefix, Func<string, bool> keep)
    {
        var state = module.state_dict().Where(entry => keep(entry.Key)).ToList();
        var entries = state.Select(entry => (prefix + entry.Key, (Action<PickleWriter>)(w => w.Tensor(
            s => s.Storage(entry.Value.dtype == ScalarType.Int64 ? "LongStorage" : "FloatStorage", entry.Key, entry.Value.numel()), 0, entry.Value.shape, Strides(entry.Value.shape)))));
        return SampleFiles.LegacyFile(w => w.OrderedDictionary([.. entries]), [.. state.Select(entry => (entry.Key, entry.Value.contiguous().bytes.ToArray(), entry.Value.numel()))]);
    }

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        var next = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
            (strides[i], next) = (next, next * shape[i]);
        return strides;
    }
}
