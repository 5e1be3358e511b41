using Workbench.Losses;

namespace Workbench.Tests.Losses;

public sealed class AngularMarginTests : TensorTest
{
    [Fact]
    public void Without_margin_the_loss_is_the_cross_entropy_of_scaled_cosines()
    {
        using var margin = new AngularMargin(5, 4) { Scale = 7, Margin = 0 };
        var (embeddings, classes) = (Unit(3, 4), tensor(new long[] { 0, 4, 2 }));
        var expected = nn.functional.cross_entropy(margin.Cosines(embeddings) * 7, classes);
        Assert.Equal(expected.ToDouble(), margin.call(embeddings, classes).ToDouble(), 1e-5);
    }

    [Fact]
    public void Margin_turns_the_own_class_away_by_an_angle()
    {
        using var margin = new AngularMargin(2, 2) { Scale = 3, Margin = 0.4 };
        Set(margin, "weight", new float[] { 1, 0, 0, 1 }, 2, 2);
        var angle = 0.3;
        var embedding = tensor(new[] { (float)Math.Cos(angle), (float)Math.Sin(angle) }, [1, 2]);
        var (own, other) = (3 * Math.Cos(angle + 0.4), 3 * Math.Sin(angle));
        Assert.Equal(Math.Log(1 + Math.Exp(other - own)), margin.call(embedding, tensor(new long[] { 0 })).ToDouble(), 1e-5);
    }

    [Fact]
    public void Loss_keeps_falling_towards_the_class_behind_the_turning_point()
    {
        using var margin = new AngularMargin(2, 2) { Scale = 1, Margin = 0.5 };
        Set(margin, "weight", new float[] { 1, 0, 0, -1 }, 2, 2);
        var losses = Enumerable.Range(0, 9).Select(i => Math.PI * i / 8).Select(angle =>
            margin.call(tensor(new[] { (float)Math.Cos(angle), (float)Math.Sin(angle) }, [1, 2]), tensor(new long[] { 0 })).ToDouble()).ToList();
        // Seen alone the own logit falls with the angle, also beyond π − m.
        var own = losses.Select((loss, i) => -Math.Log(Math.Exp(loss) - 1) + -Math.Sin(Math.PI * i / 8)).ToList();
        Assert.All(own.Zip(own.Skip(1)), pair => Assert.True(pair.First > pair.Second, string.Join(", ", own)));
    }

    [Fact]
    public void Classes_of_equal_descriptions_begin_in_one_direction()
    {
        using var margin = new AngularMargin(3, 6, tensor(new float[] { 1, 0, 1, 0, 0, 1 }, [3, 2]));
        var cosines = margin.Cosines(Unit(4, 6));
        Assert.True((cosines[.., 0] - cosines[.., 1]).abs().max().ToDouble() < 1e-6);
        Assert.True((cosines[.., 0] - cosines[.., 2]).abs().max().ToDouble() > 1e-3);
    }

    private static Tensor Unit(long count, long width)
    {
        manual_seed(3);
        var x = randn(count, width);
        return x / x.norm(1, true, 2);
    }

    private static void Set(AngularMargin margin, string name, float[] values, params long[] shape)
    {
        using var grad = no_grad();
        margin.named_parameters().Single(item => item.name == name).parameter.copy_(tensor(values, shape));
    }
}
