using Workbench.Losses;
using Workbench.Metrics;
using Workbench.Tests.Losses;

namespace Workbench.Tests.Metrics;

/// <summary>Metrics over many batches, with their conditions.</summary>
public sealed class GatheringTests : TensorTest
{
    [Fact]
    public void Paired_metrics_average_over_all_samples_and_say_how()
    {
        using var lpips = new Lpips(LpipsNetwork.Squeeze);
        using var identity = SmallIdentity.Create();
        var metrics = new PairedMetrics(lpips, identity, resolution: 32);
        var (images, targets) = (rand(3, 3, 64, 64) * 2 - 1, rand(3, 3, 64, 64) * 2 - 1);
        metrics.Add(images[..2], targets[..2]);
        metrics.Add(images[2..], targets[2..]);
        var results = metrics.Results().ToDictionary(result => result.Metric);
        var (x, y) = (Resize.Area(images, 32, 32), Resize.Area(targets, 32, 32));
        Assert.Equal(PixelLoss.Squared(x, y).ToDouble(), results["L2"].Value, 1e-6);
        Assert.Equal(lpips.Loss(x, y).ToDouble(), results["LPIPS"].Value, 1e-6);
        using var terms = identity.Compare(x, y);
        Assert.Equal(1 - terms.Loss.ToDouble(), results["ID"].Value, 1e-5);
        Assert.All(results.Values, result => Assert.Equal((3L, 32), (result.Conditions.Samples, result.Conditions.Resolution)));
        Assert.Contains("LPIPS (squeeze), 3 samples, 32², area average", results["LPIPS"].ToString(), StringComparison.Ordinal);
        Assert.Equal(3, metrics.PerSample()["SSIM"].Count);
    }

    [Fact]
    public void Pictures_below_the_resolution_are_refused()
    {
        var metrics = new PairedMetrics(resolution: 32);
        var error = Assert.Throws<ArgumentException>(() => metrics.Add(zeros(1, 3, 31, 32), zeros(1, 3, 32, 32)));
        Assert.Contains("better than they are", error.Message, StringComparison.Ordinal);
        Assert.Contains("0…255", Assert.Throws<ArgumentException>(() => metrics.Add(full([1, 3, 32, 32], 99f), zeros(1, 3, 32, 32))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => metrics.Results());
    }

    [Fact]
    public void A_set_of_pictures_has_no_distance_from_itself()
    {
        using var inception = new InceptionNetwork();
        using var distance = new SetDistance(inception);
        var pictures = rand(3, 3, 40, 40) * 2 - 1;
        distance.AddReference(pictures);
        distance.AddGenerated(pictures[..1]);
        distance.AddGenerated(pictures[1..]);
        var fid = distance.Fid();
        Assert.InRange(fid.Value, 0, 1e-3);
        Assert.Contains("Inception v3, Fid pooling, 3 samples, 299², 8 bits", fid.ToString(), StringComparison.Ordinal);
        Assert.Contains("seed 5", distance.Kid(4, 3, seed: 5).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Inception_reads_pictures_in_the_range_it_says()
    {
        using var inception = new InceptionNetwork();
        Assert.Contains("0…255", Assert.Throws<ArgumentException>(() => inception.Features(full([1, 3, 32, 32], 128f))).Message, StringComparison.Ordinal);
        Assert.Contains("look like −1…1", Assert.Throws<ArgumentException>(() => inception.forward(full([1, 3, 32, 32], -0.5f))).Message, StringComparison.Ordinal);
    }
}
