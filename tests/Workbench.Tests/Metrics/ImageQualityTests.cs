using Workbench.Metrics;

namespace Workbench.Tests.Metrics;

public sealed class ImageQualityTests : TensorTest
{
    [Fact]
    public void Peak_signal_to_noise_of_a_constant_offset()
    {
        var image = zeros(1, 3, 16, 16);
        Assert.Equal(10 * Math.Log10(4 / 0.04), ImageQuality.PeakSignalToNoise(image, image + 0.2f).ToDouble(), 1e-4);
        Assert.Equal(double.PositiveInfinity, ImageQuality.PeakSignalToNoise(image, image).ToDouble());
        Assert.Equal(0.04, ImageQuality.SquaredError(image, image + 0.2f).ToDouble(), 1e-6);
    }

    [Fact]
    public void Equal_pictures_are_perfectly_similar_and_flat_ones_follow_the_formula()
    {
        var image = rand(2, 3, 20, 24) * 2 - 1;
        Assert.True(ImageQuality.StructuralSimilarity(image, image).allclose(ones(2), 1e-5, 1e-5));
        // Without variance only the luminance term remains: (2xy + C1)/(x² + y² + C1), C1 = (0.01 · 2)².
        var (x, y, c1) = (0.5, -0.25, 4e-4);
        var flat = ImageQuality.StructuralSimilarity(full([1, 1, 12, 12], x, dtype: ScalarType.Float64), full([1, 1, 12, 12], y, dtype: ScalarType.Float64));
        Assert.Equal((2 * x * y + c1) / (x * x + y * y + c1), flat.ToDouble(), 1e-9);
    }

    [Fact]
    public void Similarity_falls_with_noise_and_the_inverse_is_dissimilar()
    {
        var pattern = (rand(1, 1, 32, 32) - 0.5) * 0.6;
        var image = pattern + 0.5;
        var little = ImageQuality.StructuralSimilarity(image, image + randn(1, 1, 32, 32) * 0.02).ToDouble();
        var much = ImageQuality.StructuralSimilarity(image, image + randn(1, 1, 32, 32) * 0.8).ToDouble();
        Assert.True(little > 0.9 && much < little);
        Assert.True(ImageQuality.StructuralSimilarity(image, 0.5 - pattern).ToDouble() < -0.8);
    }

    [Fact]
    public void Kernel_distance_is_near_zero_for_one_distribution_and_grows_with_a_shift()
    {
        var (a, b) = (randn(400, 16), randn(400, 16));
        var same = KernelDistance.Between(a, b, subsets: 20, subsetSize: 200);
        Assert.True(Math.Abs(same.Value) < 0.02, $"{same}");
        Assert.True(KernelDistance.Between(a, b + 1, subsets: 20, subsetSize: 200).Value > 1);
        Assert.Equal(same, KernelDistance.Between(a, b, subsets: 20, subsetSize: 200));
        Assert.Contains("at least two", Assert.Throws<ArgumentException>(() => KernelDistance.Between(a[..1], b)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernel_distance_of_two_samples_by_hand()
    {
        // F = 1; k(x, y) = (xy + 1)³. x = 0, 1; y = 2, 2: xx = 1, yy = 125, xy mean = (1 + 1 + 27 + 27)/4 = 14.
        var (x, y) = (tensor(new[] { 0.0, 1 }, [2, 1]), tensor(new[] { 2.0, 2 }, [2, 1]));
        Assert.Equal(1 + 125 - 2 * 14, KernelDistance.Between(x, y, subsets: 3, subsetSize: 2).Value, 1e-9);
    }
}
