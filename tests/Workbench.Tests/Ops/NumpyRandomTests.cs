using Workbench.Ops;

namespace Workbench.Tests.Ops;

public sealed class NumpyRandomTests : TensorTest
{
    [Fact]
    public void The_first_numbers_of_seed_5489_are_those_of_the_published_generator() =>
        Assert.Equal([3499211612u, 581869302u, 3890346734u, 3586334585u], Enumerable.Repeat(new NumpyRandom(5489), 4).Select(random => random.NextUInt32()));

    [Fact]
    public void The_ten_thousandth_number_of_seed_5489_is_that_of_the_language_standard()
    {
        var random = new NumpyRandom(5489);
        for (var i = 0; i < 9999; i++)
            random.NextUInt32();
        Assert.Equal(4123659995u, random.NextUInt32()); // C++ [rand.predef]: the 10000th output of mt19937
    }

    [Fact]
    public void Bulk_draws_continue_the_stream_of_single_draws()
    {
        var bulk = new NumpyRandom(7);
        var single = new NumpyRandom(7);
        using var first = bulk.Randn(3);
        using var second = bulk.Randn(2, 2);
        Assert.Equal(
            Enumerable.Range(0, 7).Select(_ => single.NextNormal()),
            first.data<double>().Concat(second.data<double>()));
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        var items = Enumerable.Range(0, 1000).ToArray();
        new NumpyRandom(1).Shuffle<int>(items);
        Assert.NotEqual(Enumerable.Range(0, 1000), items);
        Assert.Equal(Enumerable.Range(0, 1000), items.Order());
    }

    [Fact]
    public void Integers_stay_in_range_and_reach_both_ends()
    {
        var random = new NumpyRandom(3);
        var drawn = Enumerable.Range(0, 500).Select(_ => random.NextInteger(4)).Distinct().Order();
        Assert.Equal([0u, 1u, 2u, 3u, 4u], drawn);
        Assert.Equal(0u, random.NextInteger(0));
    }
}
