using Workbench.Rendering;

namespace Workbench.Tests.Rendering;

public sealed class TriGridGatherTests : TensorTest
{
    [Theory]
    [InlineData("xyz xzy yzx", 3, 16, 1.0)]
    [InlineData("xyz xzy zxy", 1, 8, 0.7)]
    [InlineData("xyz xzy yzx", 2, 20, 1.0)]
    public void Equals_the_mean_of_the_sampler_in_values_and_gradients(string axesText, int slices, int features, double box)
    {
        manual_seed(8);
        var axes = PlaneAxes.Parse(axesText);
        var channels = randn(2, axes.Count * features * slices, 6, 7).requires_grad_();
        var points = (rand(2, 200, 3) - 0.5) * (1.3 * box); // some outside
        var order = TriGridGather.Order(axes.Count, features, slices);
        var weights = randn(2, 200, features);

        using var grid = TriGrid.FromChannels(channels, slices, axes, box);
        var expected = TriGridSampler.Sample(grid, points).mean([1]);
        (expected * weights).sum().backward();
        var gradient = channels.grad!.clone();
        channels.grad = null;
        var actual = TriGridGather.Apply(channels.index_select(1, order), points, axes, slices, box);
        (actual * weights).sum().backward();

        Assert.True((expected - actual).abs().max().ToDouble() < 1e-5);
        Assert.True((gradient - channels.grad!).abs().max().ToDouble() < 1e-4);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        manual_seed(9);
        var image = randn(4, 72, 8, 8).requires_grad_();
        var points = rand(4, 300, 3) - 0.5;
        var weights = randn(4, 300, 8);
        var threads = get_num_threads();
        var results = new List<Tensor>();
        try
        {
            foreach (var count in new[] { 1, 2 })
            {
                set_num_threads(count);
                image.grad = null;
                TriGridGather.Apply(image, points, PlaneAxes.PanoHead, 3, 1).backward([weights]);
                results.Add(image.grad!.clone());
            }
        }
        finally
        {
            set_num_threads(threads);
        }
        Assert.Equal(0, (results[0] - results[1]).abs().max().ToDouble());
    }

    [Fact]
    public void Points_that_are_no_numbers_read_nothing()
    {
        var image = ones(1, 36, 4, 4);
        var points = tensor(new[] { float.NaN, 0, 0, 0, 0, 0 }, [1, 2, 3]);
        var features = TriGridGather.Apply(image, points, PlaneAxes.PanoHead, 3, 1);
        Assert.Equal(0, features[0, 0].abs().max().ToDouble()); // every plane reads all three coordinates
        Assert.Equal(1, features[0, 1, 0].ToDouble(), 5);
    }

    [Fact]
    public void Channels_that_do_not_divide_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => TriGridGather.Apply(ones(1, 35, 4, 4), zeros(1, 1, 3), PlaneAxes.PanoHead, 3, 1));
        Assert.Contains("35 channels", error.Message, StringComparison.Ordinal);
    }
}
