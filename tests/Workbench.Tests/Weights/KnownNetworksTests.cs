using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Tests.Parity;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Files are recognised by what is in them and loaded from the containers they come in.</summary>
public sealed class KnownNetworksTests : TensorTest
{
    private static readonly Dictionary<string, KnownNetwork> Expected = new()
    {
        ["arcface_irse50_112"] = KnownNetworks.ArcFace,
        ["curricular_ir101_112"] = KnownNetworks.CurricularFace,
        ["psp_gradual_14"] = KnownNetworks.StyleEncoder,
        ["e4e_14"] = KnownNetworks.StyleEncoder,
        ["backbone_last_layer_w"] = KnownNetworks.SingleCodeEncoder,
        ["triplanenet_v1_eg3d"] = KnownNetworks.TriPlaneNetV1,
        ["triplanenet_v1_trigrid"] = KnownNetworks.TriPlaneNetV1,
        ["triplanenet_v2_pixelshuffle_eg3d"] = KnownNetworks.TriPlaneNetV2Shuffle,
        ["triplanenet_v2_pixelshuffle_trigrid"] = KnownNetworks.TriPlaneNetV2Shuffle,
        ["triplanenet_v2_nearest_eg3d"] = KnownNetworks.TriPlaneNetV2Nearest,
        ["triplanenet_v2_nearest_trigrid"] = KnownNetworks.TriPlaneNetV2Nearest,
        ["goae_encoder"] = KnownNetworks.Goae,
        ["goae_afa"] = KnownNetworks.GoaeAggregation,
        ["e4e_latent_discriminator"] = KnownNetworks.LatentDiscriminator,
        ["table6_triplane"] = KnownNetworks.TriGridDiscriminator,
        ["table6_image"] = KnownNetworks.TriGridDiscriminator,
        ["lpips_alexnet_features"] = KnownNetworks.AlexNet,
        ["lpips_vgg16_features"] = KnownNetworks.Vgg16,
        ["lpips_squeezenet1_1_features"] = KnownNetworks.SqueezeNet,
        ["fid_inception"] = KnownNetworks.FidInception,
    };

    public static TheoryData<string> Tables() =>
        [.. Directory.EnumerateFiles(Path.Combine(FixtureFiles.Repository, "tests/fixtures/encoders-tables"), "*.tsv").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_published_table_is_recognised_as_itself_alone_wrapped_or_not(string table)
    {
        Assert.True(Expected.TryGetValue(table, out var network), $"No network is expected for the table '{table}'.");
        foreach (var prefix in (string[])["", "state_dict.encoder.", "module."])
        {
            var found = Assert.Single(KnownNetworks.Identify(Table(table, prefix)));
            Assert.Same(network, found.Network);
            Assert.Equal(prefix, found.Prefix);
        }
    }

    [Fact]
    public void A_checkpoint_that_holds_several_networks_names_them_all()
    {
        var both = new Dictionary<string, TensorEntry>(Table("psp_gradual_14", "state_dict.encoder."));
        foreach (var (name, entry) in Table("triplanenet_v2_nearest_eg3d", "state_dict.triplanenet_encoder."))
            both[name] = entry;
        var words = KnownNetworks.Describe(both);
        Assert.Contains("W+ encoder of 14 codes below 'state_dict.encoder.'", words, StringComparison.Ordinal);
        Assert.Contains("TriPlaneNet v2 encoder (nearest) below 'state_dict.triplanenet_encoder.'", words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("state_dict.net.")]
    public void Features_load_from_any_wrapping_and_leave_the_classifier(string prefix)
    {
        using var folder = new TemporaryFolder();
        using var original = new Lpips(LpipsNetwork.Squeeze);
        var path = Write(folder, original, prefix, (prefix + "classifier.1.weight", zeros(1000, 512, 1, 1)), ("latent_avg", arange(4)));
        using var loaded = Lpips.Load(path, LpipsNetwork.Squeeze);
        foreach (var (name, value) in original.state_dict())
            Assert.True(value.eq(loaded.state_dict()[name]).all().ToBoolean(), name);
        using var average = NetworkWeights.LatentAverage(path);
        Assert.Equal([4L], average!.shape);
    }

    [Fact]
    public void Another_architecture_is_named_in_the_error()
    {
        using var folder = new TemporaryFolder();
        using var squeeze = new Lpips(LpipsNetwork.Squeeze);
        var path = Write(folder, squeeze, "");
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var scope = NewDisposeScope();
        Assert.Contains("no torchvision AlexNet; it looks like torchvision SqueezeNet 1.1", Message(() => Lpips.Load(path)), StringComparison.Ordinal);
        Assert.Contains("no ArcFace IR-SE50 (identity network); it looks like torchvision SqueezeNet 1.1", Message(() => IdentityLoss.Load(path)), StringComparison.Ordinal);
        Assert.Contains("no CurricularFace", Message(() => IdentityLoss.LoadCurricularFace(path)), StringComparison.Ordinal);
        Assert.Contains("no Inception v3 of pytorch-fid", Message(() => InceptionNetwork.Load(path)), StringComparison.Ordinal);
        Assert.Contains("no LPIPS heads", Message(() => LpipsHeads.Load(path)), StringComparison.Ordinal);
        scope.Dispose();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Unknown_content_is_called_so()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "other.safetensors");
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["mystery"] = zeros(2) });
        Assert.Contains("no network known here (1 tensors, first 'mystery')", Message(() => Lpips.Load(path)), StringComparison.Ordinal);
        Assert.Null(NetworkWeights.LatentAverage(path));
    }

    [Fact]
    public void Two_copies_need_a_prefix()
    {
        using var folder = new TemporaryFolder();
        using var network = new FeatureStack(LpipsNetwork.Squeeze);
        var state = network.state_dict();
        var path = Path.Combine(folder.Path, "two.safetensors");
        SafeTensors.Write(path, state.Select(item => KeyValuePair.Create("a.features." + item.Key, item.Value)).Concat(state.Select(item => KeyValuePair.Create("b.features." + item.Key, item.Value))));
        using var target = new Lpips(LpipsNetwork.Squeeze);
        Assert.Contains("2 times, below 'a.', 'b.'", Message(() => NetworkWeights.Load(target, path, KnownNetworks.SqueezeNet)), StringComparison.Ordinal);
        NetworkWeights.Load(target, path, KnownNetworks.SqueezeNet, "b.");
        Assert.True(target.Stack.state_dict()["0.weight"].eq(state["0.weight"]).all().ToBoolean());
        Assert.Contains("below 'c.'", Message(() => NetworkWeights.Load(target, path, KnownNetworks.SqueezeNet, "c.")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_of_models_lists_every_file_with_size_source_and_licence()
    {
        var text = ModelCatalogue.Readme();
        foreach (var file in ModelCatalogue.All)
        {
            Assert.Contains($"| `{file.FileName}` | {file.Purpose} |", text, StringComparison.Ordinal);
            Assert.True(file.Megabytes > 1 && file.Source.Length > 0 && file.Licence.Length > 0, file.FileName);
        }
        Assert.Equal(ModelCatalogue.All.Count, ModelCatalogue.All.Select(file => file.FileName).Distinct().Count());
    }

    private static string Write(TemporaryFolder folder, nn.Module module, string prefix, params (string Name, Tensor Value)[] others)
    {
        var path = Path.Combine(folder.Path, "weights.safetensors");
        SafeTensors.Write(path, module.state_dict().Select(item => KeyValuePair.Create(prefix + item.Key, item.Value)).Concat(others.Select(item => KeyValuePair.Create(item.Name, item.Value))));
        return path;
    }

    private static Dictionary<string, TensorEntry> Table(string name, string prefix)
    {
        var inner = name.StartsWith("lpips_", StringComparison.Ordinal) ? "features." : ""; // these tables leave the name of the stack out
        var bytes = new MemoryBytes(name, Array.Empty<byte>()).Whole;
        return File.ReadLines(Path.Combine(FixtureFiles.Repository, $"tests/fixtures/encoders-tables/{name}.tsv")).Skip(1).Select(line => line.Split('\t'))
            .ToDictionary(cells => prefix + inner + cells[0], cells => new TensorEntry(bytes, ScalarType.Float32, cells[1] == "scalar" ? [] : [.. cells[1].Split('x').Select(size => long.Parse(size, System.Globalization.CultureInfo.InvariantCulture))]));
    }

    private static string Message(Action action) => Assert.Throws<CheckpointFormatException>(action).Message;
}
