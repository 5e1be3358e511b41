using Workbench.Training;

namespace Workbench.Tests.Training;

public sealed class ObjectiveConfigTests
{
    [Fact]
    public void Training_starts_blurred_noisy_and_with_swapped_cameras()
    {
        var state = new ObjectiveConfig().At(0);
        Assert.Equal(10, state.BlurSigma);
        Assert.Equal(1, state.DensityNoise);
        Assert.Equal(1, state.ConditionSwap);
        Assert.Equal(64, state.Resolution);
    }

    [Fact]
    public void Blur_and_noise_end_together_and_stay_away()
    {
        var config = new ObjectiveConfig();
        Assert.Equal(5, config.At(100_000).BlurSigma, 1e-12);
        Assert.Equal(0.25, config.At(150_000).DensityNoise, 1e-12);
        Assert.Equal(0, config.At(200_000).BlurSigma);
        Assert.Equal(0, config.At(5_000_000).DensityNoise);
    }

    [Fact]
    public void Swap_probability_falls_to_its_final_value()
    {
        var config = new ObjectiveConfig { ConditionSwap = 0.8 };
        Assert.Equal(0.9, config.At(500_000).ConditionSwap!.Value, 1e-12);
        Assert.Equal(0.8, config.At(3_000_000).ConditionSwap!.Value, 1e-12);
    }

    [Fact]
    public void Without_fades_the_final_values_hold_from_the_start()
    {
        var state = new ObjectiveConfig { BlurFade = 0, DensityNoiseFade = 0, ConditionSwapFade = 0, ConditionSwap = 0.5 }.At(0);
        Assert.Equal((0, 0, 0.5), (state.BlurSigma, state.DensityNoise, state.ConditionSwap!.Value));
    }

    [Fact]
    public void Conditioning_can_be_switched_off() => Assert.Null(new ObjectiveConfig { ConditionSwap = null }.At(0).ConditionSwap);

    [Theory]
    [InlineData(0, 64)]
    [InlineData(500_000, 96)]
    [InlineData(1_000_000, 128)]
    [InlineData(9_000_000, 128)]
    public void Resolution_grows_to_its_final_value(long images, int side) => Assert.Equal(side, new ObjectiveConfig { FinalResolution = 128 }.At(images).Resolution);

    [Fact]
    public void Resolution_between_two_integers_goes_to_the_even_one() =>
        Assert.Equal(64, new ObjectiveConfig { InitialResolution = 64, FinalResolution = 65 }.At(500_000).Resolution);

    [Fact]
    public void Negative_number_of_images_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ObjectiveConfig().At(-1));
}
