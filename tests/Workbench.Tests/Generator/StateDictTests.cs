using Workbench.Generator;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Generator;

public sealed class StateDictTests : TensorTest
{
    // Written by the trainer into its own files, not by the network's definition.
    private const string TrainerBuffer = "dataset_label_std";

    [Fact]
    public void Names_shapes_and_kinds_equal_the_released_model_row_by_row()
    {
        using var network = new PanoHeadNetwork(PanoHeadConfig.Paper);
        var state = network.state_dict();
        var parameters = network.named_parameters().Select(pair => pair.name).ToHashSet();
        var ours = state.Select(pair => $"{pair.Key}\t[{string.Join(", ", pair.Value.shape)}]\t{pair.Value.dtype}\t{(parameters.Contains(pair.Key) ? "param" : "buffer")}").Order(StringComparer.Ordinal);
        Assert.Equal(Rows().Order(StringComparer.Ordinal), ours);
    }

    [Fact]
    public void Counts_are_those_of_the_released_model()
    {
        using var network = new PanoHeadNetwork(PanoHeadConfig.Paper);
        Assert.Equal(53_741_548, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(28_774_125, network.Backbone.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(1_649_578, network.SuperResolution.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void A_single_slice_has_the_sibling_models_count()
    {
        using var network = new PanoHeadNetwork(PanoHeadConfig.Paper with { PlaneDepth = 1 });
        Assert.Equal(53_174_956, network.parameters().Sum(parameter => parameter.numel()));
    }

    private static IEnumerable<string> Rows() =>
        from line in File.ReadLines(Path.Combine(FixtureFiles.Repository, "tests/Workbench.Tests/Generator/panohead-state-dict.tsv"))
        let cells = line.Split('\t')
        where cells[0] != "key" && cells[0] != TrainerBuffer && cells[0].Length > 0 && cells[0][0] != '#'
        select $"{cells[0]}\t[{string.Join(", ", cells[1].Trim('[', ']', '(', ')').Split([',', 'x', ' '], StringSplitOptions.RemoveEmptyEntries))}]\t{cells[2].Replace("torch.", "", StringComparison.Ordinal).Replace("float32", "Float32", StringComparison.Ordinal)}\t{cells[3]}";
}
