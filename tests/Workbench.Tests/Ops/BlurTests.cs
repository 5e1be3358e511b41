using CsCheck;
using Workbench.Ops;

namespace Workbench.Tests.Ops;

public sealed class BlurTests : TensorTest
{
    [Fact]
    public void Kernel_halves_at_one_sigma()
    {
        var taps = Blur.Kernel(2).data<float>().ToArray();
        Assert.Equal(13, taps.Length);
        Assert.Equal(0.5, taps[6 + 2] / taps[6], 1e-6);
        Assert.Equal(1.0 / 16, taps[6 + 4] / taps[6], 1e-6);
    }

    [Fact]
    public void Kernel_sums_to_one_and_is_symmetric_for_any_width() =>
        Gen.Double[0, 12].Sample(
            sigma =>
            {
                using var scope = NewDisposeScope();
                var taps = Blur.Kernel(sigma);
                return Math.Abs(taps.sum().ToDouble() - 1) < 1e-5 && taps.flip(0).allclose(taps, 1e-5, 1e-9);
            },
            iter: 100, threads: 1);

    [Fact]
    public void Narrow_blur_changes_nothing()
    {
        var x = randn(1, 2, 4, 4);
        Assert.True(Blur.Apply(x, 0.3).eq(x).all().ToBoolean());
    }

    [Fact]
    public void Constant_image_stays_constant_far_from_the_border()
    {
        var blurred = Blur.Apply(ones(1, 1, 21, 21), 2);
        Assert.Equal(1, blurred[0, 0, 10, 10].ToDouble(), 1e-6);
        Assert.True(blurred[0, 0, 0, 0].ToDouble() < 0.5); // a corner sees black on two sides
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Meaningless_width_is_refused(double sigma) => Assert.Throws<ArgumentOutOfRangeException>(() => Blur.Kernel(sigma));
}
