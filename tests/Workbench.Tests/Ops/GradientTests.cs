using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;
using static Workbench.Tests.Ops.GradCheck;

namespace Workbench.Tests.Ops;

/// <summary>Gradients of the primitives against finite differences in float64.</summary>
public sealed class GradientTests : TensorTest
{
    private static readonly float[] Taps = [1, 3, 3, 1];

    public static TheoryData<Activation> AllActivations() => [.. Enum.GetValues<Activation>()];

    [Fact]
    public void Upfirdn_has_the_right_gradient() =>
        First(x => UpFirDn.Apply(x[0], x[1], (2, 1), (1, 2), new Margins(2, 1, -1, 2), gain: 1.5), Input(1, 2, 2, 4, 5), Input(2, 3, 3));

    [Fact]
    public void Separable_upfirdn_has_the_right_gradient() =>
        First(x => UpFirDn.Apply(x[0], x[1], (1, 1), (2, 2), Margins.All(4), flipFilter: true), Input(3, 1, 2, 4, 4), Input(4, 8));

    [Theory]
    [MemberData(nameof(AllActivations))]
    public void Bias_and_activation_have_the_right_gradient(Activation activation) =>
        First(x => BiasAct.Apply(x[0], x[1], activation, clamp: 1.5), Input(5, 2, 3, 2, 2), Input(6, 3));

    [Theory]
    [InlineData(true, 1, true)]
    [InlineData(false, 1, true)]
    [InlineData(true, 2, true)]
    [InlineData(false, 2, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 2, false)]
    public void Modulated_convolution_has_the_right_gradient(bool fused, int up, bool demodulate)
    {
        var filter = UpFirDn.Filter(Taps);
        First(
            x => ModulatedConv.Apply(x[0], x[1], x[2], x[3], up: up, padding: 1, filter: filter, demodulate: demodulate, flipWeight: up == 1, fused: fused),
            Input(7, 2, 2, 3, 3), Input(8, 2, 2, 3, 3), Input(9, 2, 2), Input(10, 2, 1, 3 * up, 3 * up));
    }

    [Fact]
    public void Fully_connected_layer_has_the_right_gradient()
    {
        using var layer = new FullyConnected(4, 3, activation: Activation.LeakyRelu, learningRateMultiplier: 0.1).to(ScalarType.Float64);
        First(x => layer.forward(x[0]), Input(11, 2, 4));
        CheckParameters(layer, () => layer.forward(Input(11, 2, 4)));
    }

    [Theory]
    [InlineData(5, 3, true)]
    [InlineData(5, 3, false)]
    [InlineData(3, 7, true)]
    [InlineData(3, 7, false)]
    public void Bilinear_resize_has_the_right_gradient(int from, int to, bool antialias) =>
        First(x => Resize.Bilinear(x[0], to, to, antialias), Input(12, 1, 2, from, from));

    [Fact]
    public void Area_resize_has_the_right_gradient() => First(x => Resize.Area(x[0], 2, 2), Input(13, 1, 2, 4, 4));

    [Theory]
    [InlineData(ResizeFilter.Antialiased)]
    [InlineData(ResizeFilter.Classic)]
    public void Filtered_resize_has_the_right_gradient(ResizeFilter filter) => First(x => FilteredResize.Apply(x[0], 3, filter), Input(14, 1, 1, 5, 5));

    [Fact]
    public void Blur_has_the_right_gradient() => First(x => Blur.Apply(x[0], 0.8), Input(15, 1, 2, 4, 4));

    [Fact]
    public void Minibatch_deviation_has_the_right_gradient() => First(x => MinibatchStd.Append(x[0], 2, 2), Input(16, 4, 4, 2, 2));

    [Fact]
    public void Compositing_has_the_right_gradient()
    {
        var depths = (Input(17, 2, 3, 5, 1).abs().cumsum(2) + 2).detach().requires_grad_();
        First(x => Joined(VolumeRenderer.Composite(x[0], x[1], x[2], whiteBackground: true)), Input(18, 2, 3, 5, 2), Input(19, 2, 3, 5, 1), depths);

        static Tensor Joined(CompositedRays rays) => cat([rays.Values, rays.DistanceSum, rays.Opacity, rays.Weights.sum([2])], 2);
    }

    [Fact]
    public void Depth_of_rays_has_the_right_gradient()
    {
        var depths = (linspace(0, 1, 5, dtype: ScalarType.Float64).view(1, 1, 5, 1).expand(1, 3, 5, 1) + 2).detach().clone().requires_grad_();
        var values = Input(20, 1, 3, 5, 2).detach();
        First(x => VolumeRenderer.Composite(values, x[0], x[1]).Depth(0, 10), Input(21, 1, 3, 5, 1), depths);
    }

    [Fact]
    public void Tri_grid_sampling_has_the_right_gradient_by_points_and_features()
    {
        var points = (Input(22, 1, 4, 3) * 0.2).detach().requires_grad_();
        First(x => TriGridSampler.Sample(new TriGrid(x[0], PlaneAxes.PanoHead, 1), x[1]), Input(23, 1, 3, 2, 2, 3, 3), points);
    }

    [Fact]
    public void Rays_have_the_right_gradient_by_the_camera_label()
    {
        var label = tensor(new double[] { 1, 0.1, 0, 0.2, 0, -1, 0.1, 0.1, 0.1, 0, -1, 2.7, 0, 0, 0, 1, 4.2647, 0.1, 0.5, 0, 4.1, 0.45, 0, 0, 1 }, [1, 25]).requires_grad_();
        First(x => Joined(RaySampler.Sample(x[0], 3)), label);

        static Tensor Joined(Rays rays) => cat([rays.Origins, rays.Directions], 2);
    }

    [Fact]
    public void Mapping_has_the_right_gradient()
    {
        using var network = new MappingNetwork(new MappingConfig { LatentWidth = 3, ConditionWidth = 5, StyleWidth = 4, StyleCount = 3, Layers = 2, LearningRateMultiplier = 0.5 });
        network.to(ScalarType.Float64);
        First(x => network.Map(x[0], x[1], 0.7, 2), Input(24, 2, 3), Input(25, 2, 5));
        CheckParameters(network, () => network.Map(Input(24, 2, 3), Input(25, 2, 5)));
    }

    [Fact]
    public void Upfirdn_has_the_right_second_derivative() =>
        Second(x => UpFirDn.Apply(x[0], x[1], (2, 2), (1, 1), Margins.All(1)), 2, Input(26, 1, 1, 3, 3), Input(27, 3, 3));

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(2, 1)]
    public void Convolution_has_the_right_second_derivative(int down, int kernel)
    {
        var filter = UpFirDn.Filter(Taps);
        Second(x => ConvResample.Apply(x[0], x[1], filter, down: down, padding: kernel / 2), 2, Input(28, 1, 2, 4, 4), Input(29, 2, 2, kernel, kernel));
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Softplus)]
    [InlineData(Activation.Swish)]
    public void Smooth_activations_have_the_right_second_derivative(Activation activation) =>
        Second(x => BiasAct.Apply(x[0], x[1], activation), 2, Input(30, 2, 3), Input(31, 3));

    [Theory]
    [InlineData(Activation.LeakyRelu)]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Elu)]
    [InlineData(Activation.Selu)]
    public void Kinked_activations_have_the_right_second_derivative_behind_a_square(Activation activation) =>
        Second(x => BiasAct.Apply(x[0].square() - 1, x[1], activation), 2, Input(32, 2, 3), Input(33, 3));

    [Fact]
    public void Minibatch_deviation_has_the_right_second_derivative() => Second(x => MinibatchStd.Append(x[0], 2), 1, Input(34, 4, 2, 2, 2));

    [Fact]
    public void Linear_map_has_the_right_second_derivative() =>
        Second(x => nn.functional.linear(x[0], x[1], x[2]).square(), 3, Input(35, 2, 3), Input(36, 2, 3), Input(37, 2));

    [Fact]
    public void Modulated_convolution_has_the_right_second_derivative() =>
        Second(x => ModulatedConv.Apply(x[0], x[1], x[2], padding: 1, fused: false), 3, Input(38, 1, 2, 3, 3), Input(39, 2, 2, 3, 3), Input(40, 1, 2));

    // A module's parameters are inputs too: each is moved in place.
    private static void CheckParameters(nn.Module module, Func<Tensor> output)
    {
        using var scope = NewDisposeScope();
        var parameters = module.parameters().ToArray();
        First(
            x =>
            {
                var saved = parameters.Select(parameter => parameter.detach().clone()).ToArray();
                var same = x.Zip(parameters).All(pair => ReferenceEquals(pair.First, pair.Second));
                if (same)
                    return output();
                using (no_grad())
                    foreach (var (parameter, value) in parameters.Zip(x))
                        parameter.copy_(value);
                var result = output();
                using (no_grad())
                    foreach (var (parameter, value) in parameters.Zip(saved))
                        parameter.copy_(value);
                return result;
            },
            parameters);
    }
}
