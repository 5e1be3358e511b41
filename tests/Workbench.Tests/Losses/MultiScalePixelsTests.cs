using Workbench.Losses;
using Workbench.Ops;

namespace Workbench.Tests.Losses;

public sealed class MultiScalePixelsTests : TensorTest
{
    private static readonly MultiScalePixels Distance = new();

    private readonly RandomSource _random = RandomSource.Seeded(1);

    private Tensor Noise(params ReadOnlySpan<long> shape) => _random.Normal("pictures", shape);

    private static double Between(Tensor a, Tensor b) => (Distance.Features(a) - Distance.Features(b)).square().sum().ToDouble();

    [Fact]
    public void One_band_is_the_mean_squared_difference()
    {
        var (a, b) = (Noise(1, 3, 16, 16), Noise(1, 3, 16, 16));
        var distance = (new MultiScalePixels(1).Features(a) - new MultiScalePixels(1).Features(b)).square().sum();
        Assert.Equal((a - b).square().mean().ToDouble(), distance.ToDouble(), 1e-5);
    }

    [Fact]
    public void A_change_of_brightness_is_seen_by_the_coarsest_band_alone()
    {
        var image = Noise(1, 3, 64, 64);
        Assert.Equal(0.25, Between(image, image + 0.5), 1e-5);
    }

    [Fact]
    public void A_checkerboard_of_pixels_is_seen_by_the_finest_band_alone()
    {
        var places = arange(32);
        var board = ((places.unsqueeze(0) + places.unsqueeze(1)) % 2 * 2 - 1).to(ScalarType.Float32).expand(1, 3, 32, 32);
        Assert.Equal(1, Between(board, zeros_like(board)), 1e-5);
        Assert.Equal(0, Between(board, board));
    }

    [Fact]
    public void Any_size_is_taken_and_gives_one_vector_a_picture()
    {
        foreach (var side in (ReadOnlySpan<long>)[8, 33, 50])
            Assert.Equal(2, Distance.Features(Noise(2, 3, side, side)).shape[0]);
    }

    [Fact]
    public void Gradients_agree_with_differences()
    {
        var target = Distance.Features(zeros(1, 3, 16, 16, dtype: ScalarType.Float64));
        var image = arange(768, ScalarType.Float64).view(1, 3, 16, 16).sin().requires_grad_();
        (Distance.Features(image) - target).square().sum().backward();
        using var grad = no_grad();
        var moved = image.detach().clone();
        moved[0, 1, 5, 6] += 1e-5;
        var above = (Distance.Features(moved) - target).square().sum().ToDouble();
        moved[0, 1, 5, 6] -= 2e-5;
        var below = (Distance.Features(moved) - target).square().sum().ToDouble();
        Assert.Equal((above - below) / 2e-5, image.grad![0, 1, 5, 6].ToDouble(), 1e-7);
    }
}
