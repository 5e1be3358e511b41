using Workbench.Losses;

namespace Workbench.Tests.Losses;

public sealed class IdentityLossTests : TensorTest
{
    [Fact]
    public void The_same_picture_costs_nothing()
    {
        using var identity = SmallIdentity.Create();
        var image = rand(2, 3, 64, 64) * 2 - 1;
        using var terms = identity.Compare(image, image);
        Assert.Equal(0, terms.Loss.ToDouble(), 1e-6);
        Assert.Equal(0, terms.Improvement.ToDouble(), 1e-6); // the source is the target: cosine 1 either way
        Assert.True(terms.Cosines.allclose(ones(2, 3), 1e-5, 1e-5));
    }

    [Fact]
    public void Squared_distance_of_features_is_one_less_the_cosine()
    {
        using var identity = SmallIdentity.Create();
        var (a, b) = (rand(2, 3, 64, 64) * 2 - 1, rand(2, 3, 64, 64) * 2 - 1);
        var squared = (identity.Features(a) - identity.Features(b)).square().sum(1);
        using var terms = identity.Compare(a, b);
        Assert.Equal(terms.Loss.ToDouble(), squared.mean().ToDouble(), 1e-5);
    }

    [Fact]
    public void The_network_stays_in_evaluation_mode_and_unchanged()
    {
        using var identity = SmallIdentity.Create();
        var image = (rand(2, 3, 64, 64) * 2 - 1).requires_grad_();
        var first = identity.Embed(image);
        using var terms = identity.Compare(image, rand(2, 3, 64, 64));
        terms.Loss.backward();
        Assert.True(identity.Embed(image).eq(first).all().ToBoolean());
        Assert.NotNull(image.grad);
    }

    [Fact]
    public void The_crop_takes_rows_35_to_222_and_columns_32_to_219()
    {
        var image = zeros(1, 3, 256, 256);
        image[.., .., 35..223, 32..220] = ones(1, 3, 188, 188);
        Assert.True(FaceCrop.Apply(image).eq(1).all().ToBoolean());
        image[.., .., 35, 32] = zeros(1, 3);
        Assert.True(FaceCrop.Apply(image)[0, 0, 0, 0].ToSingle() < 1);
        var outside = ones(1, 3, 256, 256);
        outside[.., .., 35..223, 32..220] = zeros(1, 3, 188, 188);
        Assert.True(FaceCrop.Apply(outside).eq(0).all().ToBoolean());
    }

    [Fact]
    public void Pictures_of_wrong_shape_or_range_are_named()
    {
        using var identity = SmallIdentity.Create();
        Assert.Contains("square", Assert.Throws<ArgumentException>(() => identity.Embed(zeros(1, 3, 64, 60))).Message, StringComparison.Ordinal);
        Assert.Contains("0…255", Assert.Throws<ArgumentException>(() => identity.Embed(full([1, 3, 64, 64], 200f))).Message, StringComparison.Ordinal);
    }
}
