using TorchSharp.Modules;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>Averages, optimiser settings and care of gradients.</summary>
public sealed class OptimizationTests : TensorTest
{
    [Fact]
    public void Half_of_the_average_is_forgotten_in_one_half_life() =>
        Assert.Equal(0.5, Math.Pow(MovingAverage.Decay(32, 100_000_000, halfLife: 10), 10_000 / 32.0), 1e-9);

    [Fact]
    public void Half_life_grows_with_the_batch() =>
        Assert.Equal(MovingAverage.Decay(32, 100_000_000), MovingAverage.Decay(4, 100_000_000), 1e-12);

    [Fact]
    public void Young_average_follows_quickly()
    {
        Assert.Equal(0, MovingAverage.Decay(32, 0)); // nothing seen: copy
        Assert.Equal(Math.Pow(0.5, 32 / 50.0), MovingAverage.Decay(32, 1000), 1e-12); // half-life 5 % of 1000 images
        Assert.Equal(MovingAverage.Decay(32, 100_000_000), MovingAverage.Decay(32, 1000, rampUp: null), 1e-12);
    }

    [Fact]
    public void Average_moves_parameters_and_copies_buffers()
    {
        using var average = Norm(0);
        using var trained = Norm(1);
        MovingAverage.Update(average, trained, 0.75);
        Assert.Equal([0.25f, 0.25f], average.weight!.data<float>());
        Assert.Equal([1f, 1f], average.running_mean!.data<float>());
        Assert.Equal([1f, 1f], trained.weight!.data<float>());
    }

    [Fact]
    public void Average_of_another_shape_is_refused_and_unchanged()
    {
        using var average = nn.Linear(2, 2);
        using var trained = nn.Linear(3, 2);
        var before = average.bias!.clone();
        Assert.Contains("weight", Assert.Throws<ArgumentException>(() => MovingAverage.Update(average, trained, 0)).Message, StringComparison.Ordinal);
        Assert.True(average.bias.eq(before).all().ToBoolean());
    }

    [Fact]
    public void Lazy_optimiser_shrinks_step_and_betas()
    {
        var lazy = AdamSettings.Discriminator.Lazy(16);
        Assert.Equal(0.002 * 16 / 17, lazy.LearningRate, 1e-15);
        Assert.Equal(0, lazy.Beta1);
        Assert.Equal(Math.Pow(0.99, 16.0 / 17), lazy.Beta2, 1e-15);
        Assert.Equal(1e-8, lazy.Epsilon);
    }

    [Fact]
    public void First_step_of_adam_has_the_length_of_the_learning_rate()
    {
        using var layer = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            layer.weight!.fill_(1);
        using var adam = AdamSettings.Generator.Create(layer.parameters());
        (layer.weight * 7).sum().backward();
        adam.step();
        Assert.Equal(1 - 0.0025, layer.weight.item<float>(), 1e-6);
    }

    [Fact]
    public void Bad_gradients_are_replaced_and_counted()
    {
        using var parameter = new Parameter(zeros(5));
        parameter.grad = tensor(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 2f, -3f });
        using var untouched = new Parameter(zeros(2));
        Assert.Equal(3, Gradients.Sanitize([parameter, untouched]));
        Assert.Equal([0f, 1e5f, -1e5f, 2f, -3f], parameter.grad!.data<float>());
        Assert.Null(untouched.grad);
    }

    [Fact]
    public void Good_gradients_stay_as_they_are()
    {
        using var parameter = new Parameter(zeros(2));
        parameter.grad = tensor(new[] { 3f, -4f });
        Assert.Equal(0, Gradients.Sanitize([parameter]));
        Assert.Equal(5, Gradients.Norm(parameter), 1e-6);
    }

    private static BatchNorm1d Norm(float value)
    {
        var norm = nn.BatchNorm1d(2);
        using var grad = no_grad();
        norm.weight!.fill_(value);
        norm.running_mean!.fill_(value);
        return norm;
    }
}
