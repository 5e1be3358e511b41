using Workbench.Metrics;

namespace Workbench.Tests.Metrics;

public sealed class FrechetDistanceTests : TensorTest
{
    [Theory]
    [InlineData(300, 40)] // more samples than features
    [InlineData(12, 40)] // singular covariance
    public void A_set_has_no_distance_from_itself_and_the_same_either_way_from_another(int samples, int width)
    {
        using var a = Of(Features(1, samples, width));
        using var b = Of(Features(2, samples + 7, width) * 0.7 + 0.3);
        Assert.InRange(FrechetDistance.Between(a, a), 0, 1e-3);
        var distance = FrechetDistance.Between(a, b);
        Assert.True(distance > 1);
        Assert.Equal(distance, FrechetDistance.Between(b, a), 1e-5 * distance);
    }

    [Fact]
    public void Independent_normal_features_have_the_closed_form()
    {
        // Σ diagonal: Σ (m₁ − m₂)² + Σ (s₁ − s₂)².
        var (m1, m2) = (tensor(new[] { 0.0, 1, 2 }), tensor(new[] { 1.0, 1, 0 }));
        var (s1, s2) = (tensor(new[] { 1.0, 2, 0 }), tensor(new[] { 3.0, 0.5, 0 }));
        Assert.Equal(1 + 0 + 4 + 4 + 2.25 + 0, FrechetDistance.Between(m1, s1.square().diag(), m2, s2.square().diag()), 1e-10);
    }

    [Fact]
    public void Square_root_squares_to_the_matrix_also_where_it_is_singular()
    {
        var x = Features(3, 5, 9);
        var matrix = x.t().mm(x);
        var root = FrechetDistance.SquareRoot(matrix);
        Assert.True(root.mm(root).allclose(matrix, 1e-9, 1e-9));
        Assert.True(root.allclose(root.t(), 1e-9, 1e-9));
    }

    [Fact]
    public void Merged_shards_equal_one_pass()
    {
        var features = Features(4, 1500, 24) + 1000; // a large mean, where sums of squares lose digits
        using var whole = Of(features);
        using var merged = new FeatureStatistics();
        foreach (var shard in features.split([3, 700, 1, 796], 0))
        {
            using var part = new FeatureStatistics();
            foreach (var batch in shard.split(64, 0))
                part.Add(batch);
            merged.Merge(part);
        }
        Assert.Equal(1500, merged.Count);
        Assert.True(merged.Mean().allclose(whole.Mean(), 1e-8, 0));
        var (expected, actual) = (whole.Covariance(), merged.Covariance());
        Assert.True(((actual - expected).abs().max() / expected.abs().max()).ToDouble() < 1e-8);
        Assert.True(expected.allclose(cov(features.t()), 1e-8, 1e-10));
    }

    [Fact]
    public void Stored_statistics_go_on_where_they_were()
    {
        var features = Features(5, 40, 6);
        using var whole = Of(features);
        using var first = Of(features[..25]);
        using var second = FeatureStatistics.FromState(first.CaptureState());
        second.Add(features[25..]);
        Assert.True(second.Covariance(CovarianceDivisor.Biased).allclose(whole.Covariance(CovarianceDivisor.Biased), 1e-10, 1e-12));
        Assert.Throws<ArgumentException>(() => FeatureStatistics.FromState(new Dictionary<string, Tensor>()));
    }

    [Fact]
    public void Divisors_differ_by_one_sample()
    {
        using var statistics = Of(Features(6, 10, 3));
        Assert.True((statistics.Covariance() * 0.9).allclose(statistics.Covariance(CovarianceDivisor.Biased)));
    }

    [Fact]
    public void Bad_features_are_named()
    {
        using var statistics = Of(Features(7, 4, 3));
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => statistics.Add(full([2, 3], double.NaN))).Message, StringComparison.Ordinal);
        Assert.Contains("F=3", Assert.Throws<ArgumentException>(() => statistics.Add(zeros(2, 4))).Message, StringComparison.Ordinal);
        using var other = Of(Features(8, 4, 5));
        Assert.Contains("one network", Assert.Throws<ArgumentException>(() => FrechetDistance.Between(statistics, other)).Message, StringComparison.Ordinal);
        using var empty = new FeatureStatistics();
        Assert.Contains("at least 2", Assert.Throws<InvalidOperationException>(() => empty.Covariance()).Message, StringComparison.Ordinal);
        Assert.Equal(4, statistics.Count);
    }

    private static Tensor Features(int seed, int samples, int width)
    {
        using var random = new torch.Generator((ulong)seed);
        return randn([samples, width], ScalarType.Float64, generator: random);
    }

    private static FeatureStatistics Of(Tensor features)
    {
        var statistics = new FeatureStatistics();
        statistics.Add(features);
        return statistics;
    }
}
