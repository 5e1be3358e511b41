using Workbench.Inversion;

namespace Workbench.Tests.Inversion;

public sealed class NoiseRegularizerTests : TensorTest
{
    [Fact]
    public void Columns_of_alternating_sign_resemble_their_neighbours_fully()
    {
        var row = tensor(new float[] { 1, -1, 1, -1 });
        Assert.Equal(2, NoiseRegularizer.Penalty(row.expand(4, 4)).ToDouble(), 1e-6); // (−1)² along x, 1² along y
    }

    [Fact]
    public void Every_scale_down_to_eight_pixels_counts()
    {
        Assert.Equal(2, NoiseRegularizer.Penalty(ones(8, 8)).ToDouble(), 1e-6);
        Assert.Equal(6, NoiseRegularizer.Penalty(ones(32, 32)).ToDouble(), 1e-6);
    }

    [Fact]
    public void White_noise_is_nearly_free()
    {
        var noise = Workbench.Ops.RandomSource.Seeded(1).Normal("noise", 64, 64);
        Assert.InRange(NoiseRegularizer.Penalty(noise).ToDouble(), 0, 0.02);
    }

    [Fact]
    public void Normalised_noise_has_mean_0_and_root_mean_square_1()
    {
        var noise = NoiseRegularizer.Normalize(tensor(new float[] { 3, 5, 3, 5 }, [2, 2]));
        Assert.Equal([-1f, 1f, -1f, 1f], noise.data<float>().ToArray());
    }

    [Fact]
    public void Gradients_reach_the_noise()
    {
        var noise = arange(64, ScalarType.Float64).view(8, 8).sin().requires_grad_();
        NoiseRegularizer.Penalty(noise).backward();
        var (i, j, step) = (3, 4, 1e-5);
        using var grad = no_grad();
        var moved = noise.detach().clone();
        moved[i, j] += step;
        var above = NoiseRegularizer.Penalty(moved).ToDouble();
        moved[i, j] -= 2 * step;
        Assert.Equal((above - NoiseRegularizer.Penalty(moved).ToDouble()) / (2 * step), noise.grad![i, j].ToDouble(), 1e-7);
    }

    [Fact]
    public void A_noise_image_that_is_not_square_is_refused() =>
        Assert.Contains("square", Assert.Throws<ArgumentException>(() => NoiseRegularizer.Penalty(ones(4, 8))).Message, StringComparison.Ordinal);
}
