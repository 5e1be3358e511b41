using Workbench.Discriminators;

namespace Workbench.Tests.Discriminators;

public sealed class LatentDiscriminatorTests : TensorTest
{
    [Fact]
    public void Active_layers_are_scored_one_by_one()
    {
        using var network = new LatentDiscriminator(6);
        var latents = randn(2, 5, 6);
        var scores = network.ScoreLayers(latents, 2);
        Assert.Equal([2L, 3, 1], scores.shape);
        Assert.True(scores[1, 2].allclose(network.forward(latents[1, 2].unsqueeze(0))[0]));
    }

    [Fact]
    public void Young_pool_gives_back_what_it_gets()
    {
        using var pool = new LatentPool(3);
        var codes = randn(3, 4);
        Assert.True(pool.Query(codes).eq(codes).all().ToBoolean());
        Assert.Equal(3, pool.Count);
    }

    [Fact]
    public void Full_pool_swaps_about_half_of_the_queries_and_keeps_its_size()
    {
        using var pool = new LatentPool(50);
        pool.Query(zeros(50, 1));
        var old = 0;
        for (var i = 1; i <= 400; i++)
        {
            using var scope = NewDisposeScope();
            old += pool.Query(full([1, 1], (float)i)).ToSingle() == i ? 0 : 1;
        }
        Assert.InRange(old, 160, 240);
        Assert.Equal(50, pool.Count);
    }

    [Fact]
    public void One_layer_of_many_is_chosen_and_without_a_pool_the_first()
    {
        var codes = arange(14).view(1, 14, 1).to(ScalarType.Float32);
        using var pool = new LatentPool(100);
        var seen = Enumerable.Range(0, 100).Select(_ => pool.Query(codes).ToSingle()).Distinct().Count();
        Assert.InRange(seen, 10, 14);
        using var none = new LatentPool(0);
        Assert.Equal(0f, none.Query(codes).ToSingle());
    }

    [Fact]
    public void Restored_pool_goes_on_like_the_captured_one()
    {
        using var pool = new LatentPool(4, seed: 7);
        pool.Query(randn(6, 3));
        var state = pool.CaptureState();
        using var other = new LatentPool(4, seed: 7);
        other.RestoreState(state);
        for (var i = 0; i < 20; i++)
        {
            var codes = randn(2, 3);
            Assert.True(pool.Query(codes).eq(other.Query(codes)).all().ToBoolean());
        }
        using var small = new LatentPool(2);
        Assert.Contains("at most 2", Assert.Throws<ArgumentException>(() => small.RestoreState(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pooled_codes_carry_no_gradient()
    {
        using var pool = new LatentPool(2);
        Assert.False(pool.Query(randn(5, 3).requires_grad_()).requires_grad);
    }
}
