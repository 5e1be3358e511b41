using Workbench.Ops;

namespace Workbench.Tests.Ops;

public sealed class MinibatchStdTests : TensorTest
{
    [Fact]
    public void Two_opposite_samples_deviate_by_their_distance_from_the_mean()
    {
        var x = cat([ones(1, 2, 1, 1) * 3, ones(1, 2, 1, 1) * -3]);
        var appended = MinibatchStd.Append(x, 2)[.., 2];
        Assert.All(appended.data<float>().ToArray(), value => Assert.Equal(3, value, 1e-6));
    }

    [Fact]
    public void Samples_a_group_apart_belong_together()
    {
        // Groups of 2 in a batch of 4 are {0, 2} and {1, 3}; only the second differs inside.
        var x = ones(4, 1, 1, 1);
        x[1].fill_(5);
        x[3].fill_(7);
        var appended = MinibatchStd.Append(x, 2)[.., 1, 0, 0].data<float>().ToArray();
        Assert.Equal(1e-4, appended[0], 1e-6); // √1e-8
        Assert.Equal(1, appended[1], 1e-6);
        Assert.Equal(appended[0], appended[2]);
        Assert.Equal(appended[1], appended[3]);
    }

    [Fact]
    public void Small_batch_is_one_group() => Assert.Equal([3, 3, 2, 2], MinibatchStd.Append(ones(3, 2, 2, 2), 4).shape);

    [Fact]
    public void Batch_that_does_not_divide_into_groups_is_refused() =>
        Assert.Contains("groups of 4", Assert.Throws<ArgumentException>(() => MinibatchStd.Append(ones(6, 2, 2, 2), 4)).Message, StringComparison.Ordinal);

    [Fact]
    public void Channels_that_do_not_divide_into_parts_are_refused() =>
        Assert.Contains("3 channels", Assert.Throws<ArgumentException>(() => MinibatchStd.Append(ones(4, 3, 2, 2), 4, 2)).Message, StringComparison.Ordinal);
}
