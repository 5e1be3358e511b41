using Workbench.Discriminators;
using Workbench.Encoders;
using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>Names, shapes, types, kinds and order of every network's tensors against the tables of the published files.</summary>
public sealed class StateDictTests : TensorTest
{
    private static readonly Dictionary<string, Func<nn.Module>> Networks = new()
    {
        ["lpips_alexnet_features"] = () => new FeatureStack(LpipsNetwork.Alex),
        ["lpips_vgg16_features"] = () => new FeatureStack(LpipsNetwork.Vgg),
        ["lpips_squeezenet1_1_features"] = () => new FeatureStack(LpipsNetwork.Squeeze),
        ["fid_inception"] = () => new InceptionNetwork(),
        ["table6_triplane"] = () => new TriGridDiscriminator(TriGridDiscriminatorConfig.Paper),
        ["table6_image"] = () => new TriGridDiscriminator(TriGridDiscriminatorConfig.Image),
        ["e4e_latent_discriminator"] = () => new LatentDiscriminator(),
        ["arcface_irse50_112"] = () => new ArcFaceNetwork(ArcFaceConfig.IrSe50),
        ["curricular_ir101_112"] = () => new ArcFaceNetwork(ArcFaceConfig.CurricularFace),
        ["psp_gradual_14"] = () => new GradualStyleEncoder(StylePyramidConfig.Paper),
        ["e4e_14"] = () => new Encoder4Editing(StylePyramidConfig.Paper),
        ["backbone_last_layer_w"] = () => new SingleStyleEncoder(SingleStyleConfig.Paper),
        ["triplanenet_v1_eg3d"] = () => new TriplaneNetEncoder(TriplaneNetConfig.V1Eg3d),
        ["triplanenet_v1_trigrid"] = () => new TriplaneNetEncoder(TriplaneNetConfig.Of(TriplaneNetVersion.V1, DecoderUpsampling.PixelShuffle, 288)),
        ["triplanenet_v2_pixelshuffle_eg3d"] = () => new TriplaneNetEncoder(TriplaneNetConfig.Of(TriplaneNetVersion.V2, DecoderUpsampling.PixelShuffle, 96)),
        ["triplanenet_v2_pixelshuffle_trigrid"] = () => new TriplaneNetEncoder(TriplaneNetConfig.Of(TriplaneNetVersion.V2, DecoderUpsampling.PixelShuffle, 288)),
        ["triplanenet_v2_nearest_eg3d"] = () => new TriplaneNetEncoder(TriplaneNetConfig.Of(TriplaneNetVersion.V2, DecoderUpsampling.Nearest, 96)),
        ["triplanenet_v2_nearest_trigrid"] = () => new TriplaneNetEncoder(TriplaneNetConfig.Paper),
        ["goae_encoder"] = () => new GoaeEncoder(GoaeConfig.Paper),
        ["goae_afa"] = () => new FeatureAlignment(AfaConfig.Paper),
    };

    public static TheoryData<string> Tables() =>
        [.. Directory.EnumerateFiles(Path.Combine(FixtureFiles.Repository, "tests/fixtures/encoders-tables"), "*.tsv").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Tensors_equal_the_published_table_row_by_row(string table)
    {
        Assert.True(Networks.TryGetValue(table, out var create), $"No network is known for the table '{table}'.");
        using var network = create();
        var rows = File.ReadLines(Path.Combine(FixtureFiles.Repository, $"tests/fixtures/encoders-tables/{table}.tsv")).Skip(1).ToList();
        Assert.Equal(rows, Walk(network, ""));
    }

    // A module's own parameters, its own buffers, then its children: the order in which the published files were written.
    private static IEnumerable<string> Walk(nn.Module module, string prefix)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
            yield return Row(module, prefix, name, parameter, "parameter");
        foreach (var (name, buffer) in module.named_buffers(recurse: false))
            yield return Row(module, prefix, name, buffer, "buffer");
        foreach (var (name, child) in module.named_children())
            foreach (var row in Walk(child, $"{prefix}{name}."))
                yield return row;
    }

    private static string Row(nn.Module owner, string prefix, string name, Tensor value, string role)
    {
        var shape = value.dim() == 0 ? "scalar" : string.Join('x', value.shape);
        var kind = WeightRecipe.Kind(owner, name, value.dim());
        return $"{prefix}{name}\t{shape}\t{value.dtype.ToString().ToLowerInvariant()}\t{kind}\t{role}";
    }
}
