namespace Workbench.Tests.Ops;

public sealed class SeededRandomTests : TensorTest
{
    [Fact]
    public void A_loaded_state_goes_on_bit_for_bit_in_the_middle_of_a_normal_pair()
    {
        var random = RandomSource.Seeded(3);
        random.Normal("a", 3); // an odd number leaves half a pair
        random.Uniform("b", 5);
        var state = random.Save();
        var expected = (random.Normal("a", 7), random.Uniform("b", 7), random.Normal("c", 2));
        random.Load(state);
        Assert.Equal(expected.Item1.data<float>(), random.Normal("a", 7).data<float>());
        var other = RandomSource.Seeded(3);
        other.Normal("d", 1);
        other.Load(state);
        Assert.Equal(["a", "b"], other.Save().Keys);
        Assert.Equal(expected.Item1.data<float>(), other.Normal("a", 7).data<float>());
        Assert.Equal(expected.Item2.data<float>(), other.Uniform("b", 7).data<float>());
        Assert.Equal(expected.Item3.data<float>(), other.Normal("c", 2).data<float>());
    }

    [Fact]
    public void What_is_no_state_is_refused_and_nothing_changes()
    {
        var random = RandomSource.Seeded(3);
        var before = random.Save();
        Assert.Contains("5056", Assert.Throws<ArgumentException>(() => random.Load(new Dictionary<string, Tensor> { ["a"] = zeros(7, dtype: ScalarType.Byte) })).Message, StringComparison.Ordinal);
        Assert.Equal(before.Keys, random.Save().Keys);
    }
}
