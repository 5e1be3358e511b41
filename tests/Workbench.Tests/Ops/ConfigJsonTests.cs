using Workbench.Generator;
using Workbench.Training;

namespace Workbench.Tests.Ops;

public sealed class ConfigJsonTests
{
    [Fact]
    public void Every_unknown_name_is_listed_with_the_nearest_known_one()
    {
        var message = Assert.Throws<ConfigFormatException>(() => ConfigJson.Read<PanoHeadConfig>("""{"planeDeepth": 3, "rendering": {"coarseSample": 8}, "xyzzy": 1}""")).Message;
        Assert.Contains("'planeDeepth' is no setting; did you mean 'planeDepth'?", message, StringComparison.Ordinal);
        Assert.Contains("'rendering.coarseSample' is no setting; did you mean 'coarseSamples'?", message, StringComparison.Ordinal);
        Assert.Contains("'xyzzy' is no setting; there are ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("null", "JSON object")]
    [InlineData("""{"planeDepth": 1, "planeDepth": 2}""", "twice")]
    [InlineData("""{"planeDepth": "three"}""", "planeDepth")]
    [InlineData("""{"architecture": "Upside"}""", "architecture")]
    [InlineData("""{"planeAxes": 3}""", "planeAxes")]
    [InlineData("""{"rendering": {"near": {}}}""", "rendering.near")]
    public void Bad_text_says_where_it_is_bad(string json, string part) =>
        Assert.Contains(part, Assert.Throws<ConfigFormatException>(() => ConfigJson.Read<PanoHeadConfig>(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Assignments_reach_nested_values_of_every_kind()
    {
        var config = ConfigJson.With(new PanoHeadConfig(), ["planeDepth=2", "rendering.near=1.5", "rendering.far=4", "architecture=Resnet", "clamp=256", "conditionZero=true"]);
        Assert.Equal((2, 1.5, SynthesisArchitecture.Resnet, 256, true), (config.PlaneDepth, config.Rendering.Near, config.Architecture, config.Clamp, config.ConditionZero));
        Assert.Null(ConfigJson.With(config, ["clamp=null"]).Clamp);
    }

    [Theory]
    [InlineData("planeDepth")]
    [InlineData("=3")]
    [InlineData("planeDeepth=3")]
    [InlineData("planeDepth.x=3")]
    [InlineData("planeDepth=many")]
    public void Bad_assignments_are_refused(string assignment) => Assert.Throws<ConfigFormatException>(() => ConfigJson.With(new PanoHeadConfig(), [assignment]));

    [Fact]
    public void Assignments_turn_one_configuration_into_another()
    {
        var (from, to) = (new ObjectiveConfig(), new ObjectiveConfig { BlurFade = 3, DensityPenalty = DensityPenalty.Monotonic });
        Assert.Equal(["blurFade=3", "densityPenalty=\"Monotonic\""], ConfigJson.Assignments(from, to));
        Assert.Empty(ConfigJson.Differences(to, ConfigJson.With(from, ConfigJson.Assignments(from, to))));
    }

    [Fact]
    public void Differences_are_named_one_by_one()
    {
        Assert.Empty(ConfigJson.Differences(new ObjectiveConfig(), new ObjectiveConfig()));
        Assert.Equal(["blurFade: 200 → 3", "densityPenalty: \"Smooth\" → \"Monotonic\""], ConfigJson.Differences(new ObjectiveConfig(), new ObjectiveConfig { BlurFade = 3, DensityPenalty = DensityPenalty.Monotonic }));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("bad.json"), "{");
        Assert.Contains("bad.json", Assert.Throws<ConfigFormatException>(() => ConfigJson.ReadFile<ObjectiveConfig>(folder.File("bad.json"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steps", "step")]
    [InlineData("LEARNINGRATE", "learningRate")]
    [InlineData("quux", null)]
    public void The_nearest_name_needs_few_edits(string written, string? meant) => Assert.Equal(meant, ConfigNames.Nearest(written, ["step", "learningRate", "planeDepth"]));
}
