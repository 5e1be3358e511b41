using Workbench.Encoders;
using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Weights;

namespace Workbench.Tests.Losses;

public sealed class HeadFeatureNetworkTests : TensorTest
{
    private static readonly HeadFeatureConfig Small = new() { Widths = [4, 8], PooledWidth = 6, ImageResolution = 16 };

    [Fact]
    public void Distance_is_the_weighted_sum_of_its_stages_and_the_squared_distance_of_its_features()
    {
        using var network = Network();
        var (x, y) = (rand(3, 3, 20, 24) * 2 - 1, rand(3, 3, 20, 24) * 2 - 1);
        using (no_grad())
            network.StageWeights.copy_(tensor(new[] { 0.7f, 2.5f }));
        var distance = network.Distance(x, y);
        var stages = network.StageDifferences(x, y);
        Near(stages[.., 0] * 0.7 + stages[.., 1] * 2.5, distance);
        Near((network.Features(x) - network.Features(y)).square().sum(1), distance);
        Near(zeros(3), network.Distance(x, x));
    }

    [Fact]
    public void Gradient_reaches_the_picture_and_no_weight()
    {
        using var network = Network();
        var x = (rand(1, 3, 16, 16) * 2 - 1).requires_grad_();
        network.Distance(x, rand(1, 3, 16, 16) * 2 - 1).sum().backward();
        Assert.True(x.grad!.abs().max().ToDouble() > 0);
        Assert.All(network.parameters(), parameter => Assert.True(parameter.grad is null));
    }

    [Fact]
    public void Results_carry_names_that_published_networks_do_not_have()
    {
        using var network = Network();
        using var identity = IdentityLoss.Demo(new ArcFaceNetwork(new ArcFaceConfig { Trunk = new IrSeConfig { StemWidth = 4, Groups = [new(8, 1)], Reduction = 2 }, ImageResolution = 12, EmbeddingWidth = 8 }));
        var (x, y) = (rand(4, 3, 16, 16) * 2 - 1, rand(4, 3, 16, 16) * 2 - 1);
        var paired = new PairedMetrics(network, identity, resolution: 16);
        paired.Add(x, y);
        var results = paired.Results().ToDictionary(result => result.Metric);
        Assert.Contains("demo-features", results["LPIPS-demo"].ToString(), StringComparison.Ordinal);
        Assert.Contains("demo-identity", results["ID-demo"].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("LPIPS", results.Keys);
        Assert.DoesNotContain("ID", results.Keys);
        using var sets = new SetDistance(network);
        sets.AddReference(x);
        sets.AddGenerated(x);
        Assert.Equal("FID-demo", sets.Fid().Metric);
        Assert.InRange(sets.Fid().Value, 0, 1e-4);
        Assert.Contains("KID-demo", sets.Kid(2, 3).ToString(), StringComparison.Ordinal);
        Assert.Contains("16², 8 bits, area average", sets.Fid().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Saved_network_measures_the_same_to_16_bits_and_other_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        using var network = Network();
        var path = folder.File("features.safetensors");
        DemoNetworks.Save(path, network, "a test");
        using var loaded = DemoNetworks.Features(path);
        var (x, y) = (rand(2, 3, 16, 16) * 2 - 1, rand(2, 3, 16, 16) * 2 - 1);
        Near(network.Distance(x, y), loaded.Distance(x, y), 1e-2);
        Assert.Contains("demo-features", Assert.Throws<CheckpointFormatException>(() => DemoNetworks.Identity(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_are_too_small_are_refused()
    {
        using var network = Network();
        Assert.Contains("at least 4", Assert.Throws<ArgumentException>(() => network.Distance(zeros(1, 3, 3, 8), zeros(1, 3, 3, 8))).Message, StringComparison.Ordinal);
        Assert.Contains("Render larger", Assert.Throws<ArgumentException>(() => network.SetFeatures(zeros(1, 3, 8, 8))).Message, StringComparison.Ordinal);
        Assert.Contains("at least 64", Assert.Throws<ArgumentException>(() => HeadCrop.Apply(zeros(1, 3, 32, 32), 48)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Crop_of_a_head_is_the_middle_of_the_picture()
    {
        var image = arange(64 * 64).view(1, 1, 64, 64).expand(1, 3, 64, 64).to(ScalarType.Float32) / 4096;
        Near(image[.., .., 8..56, 8..56], HeadCrop.Apply(image, 48), 1e-9);
        var large = nn.functional.interpolate(image, [128, 128], mode: InterpolationMode.Nearest);
        Near(image[.., .., 8..56, 8..56], HeadCrop.Apply(large, 48));
    }

    private static HeadFeatureNetwork Network()
    {
        manual_seed(4);
        var network = new HeadFeatureNetwork(Small);
        foreach (var parameter in network.parameters())
            parameter.requires_grad = false;
        network.eval();
        return network;
    }

    private static void Near(Tensor expected, Tensor actual, double tolerance = 1e-5) => Assert.True((expected - actual).abs().max().ToDouble() < tolerance, $"{string.Join(", ", expected.flatten().data<float>().Take(8))}… is not {string.Join(", ", actual.flatten().data<float>().Take(8))}…");
}
