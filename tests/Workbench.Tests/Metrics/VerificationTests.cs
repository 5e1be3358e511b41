using Workbench.Metrics;

namespace Workbench.Tests.Metrics;

public sealed class VerificationTests : TensorTest
{
    [Fact]
    public void Area_counts_pairs_in_the_right_order_and_ties_half()
    {
        // 0.9 beats all three, 0.5 beats one and ties with one: (3 + 1.5) / 6.
        Assert.Equal(0.75, Verification.Of([0.9f, 0.5f], [0.1f, 0.5f, 0.8f]).Area, 1e-12);
        Assert.Equal(1, Verification.Of([0.9f, 0.8f], [0.1f, 0.2f]).Area);
        Assert.Equal(0.5, Verification.Of([0.3f, 0.3f], [0.3f]).Area);
    }

    [Fact]
    public void Errors_are_equal_where_the_curves_cross()
    {
        var perfect = Verification.Of([0.9f, 0.8f, 0.7f], [0.1f, 0.2f]);
        Assert.Equal(0, perfect.EqualErrorRate, 1e-12);
        Assert.InRange(perfect.Threshold, 0.2, 0.7);
        // At 0.6 one of four is refused, one of four accepted.
        var mixed = Verification.Of([0.9f, 0.8f, 0.6f, 0.1f], [0.7f, 0.3f, 0.2f, 0.0f]);
        Assert.Equal(0.25, mixed.EqualErrorRate, 1e-12);
    }

    [Fact]
    public void Embeddings_are_compared_pair_by_pair()
    {
        var embeddings = tensor(new float[] { 1, 0, 1, 0, 0, 1, 0, 1 }, [4, 2]);
        var found = Verification.OfAll(embeddings, [7, 7, 8, 8]);
        Assert.Equal((1.0, 2L, 4L), (found.Area, found.SamePairs, found.DifferentPairs));
        Assert.Throws<ArgumentException>(() => Verification.OfAll(embeddings, [1, 2, 3, 4]));
    }
}
