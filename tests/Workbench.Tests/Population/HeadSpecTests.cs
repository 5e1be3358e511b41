using Workbench.Population;

namespace Workbench.Tests.Population;

public sealed class HeadSpecTests : TensorTest
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-1.959963984540054, 0.025)]
    [InlineData(2.999999, 0.998650097589)]
    [InlineData(3.000001, 0.998650106453)]
    [InlineData(-5, 2.866515718791939e-7)]
    public void Normal_distribution_has_its_known_values(double x, double expected) => Assert.Equal(expected, HeadCoordinates.Normal(x), 1e-9);

    [Fact]
    public void Only_the_direction_of_a_latent_vector_counts()
    {
        var z = HeadPopulation.Latent(5);
        var twice = HeadSpec.FromLatent([.. z.Select(value => 2 * value)]);
        var once = HeadSpec.FromLatent(z);
        for (var i = 0; i < once.Values.Length; i++)
            Assert.Equal(once.Values[i], twice.Values[i], 1e-6f);
    }

    [Fact]
    public void Style_mixing_takes_shape_from_one_vector_and_colours_from_the_other()
    {
        var (a, b) = (HeadPopulation.Latent(1), HeadPopulation.Latent(2));
        var (first, second, mixed) = (HeadSpec.FromLatent(a), HeadSpec.FromLatent(b), HeadSpec.FromLatents(a, b));
        Assert.Equal((first.SkullWidth, first.HairLength, first.BeardLength), (mixed.SkullWidth, mixed.HairLength, mixed.BeardLength));
        Assert.Equal((second.SkinTone, second.HairMelanin, second.CollarWidth), (mixed.SkinTone, mixed.HairMelanin, mixed.CollarWidth));
    }

    [Fact]
    public void A_tensor_of_latents_gives_the_heads_of_its_rows()
    {
        var heads = HeadSpec.FromLatents(HeadPopulation.Latents(HeadSplit.Test, 3, 4));
        Assert.Equal(Enumerable.Range(3, 4).Select(i => HeadPopulation.Head(HeadSplit.Test, i)), heads);
    }

    [Fact]
    public void With_changes_one_field_and_leaves_the_original()
    {
        var head = HeadPopulation.Head(7);
        var longer = head with { HairLength = 0.3f };
        Assert.Equal(0.3f, longer.HairLength);
        Assert.NotEqual(head, longer);
        Assert.Equal(head, longer with { HairLength = head.HairLength });
        Assert.Equal(longer, head.With("HairLength", 0.3f));
    }

    [Fact]
    public void Values_outside_their_range_and_unknown_fields_are_refused_by_name()
    {
        Assert.Contains("HairLength lies in", Assert.Throws<ArgumentOutOfRangeException>(() => new HeadSpec { HairLength = 3 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HeadSpec { SkinTone = float.NaN });
        Assert.Contains("'Horns'", Assert.Throws<ArgumentException>(() => new HeadSpec().With("Horns", 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Latents_that_are_no_direction_are_refused()
    {
        Assert.Contains("got 63", Assert.Throws<ArgumentException>(() => HeadSpec.FromLatent(new float[63])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HeadSpec.FromLatent(new float[64]));
        Assert.Throws<ArgumentException>(() => HeadSpec.FromLatent([.. Enumerable.Repeat(float.PositiveInfinity, 64)]));
    }

    [Fact]
    public void Every_coordinate_sets_a_field_and_every_field_lies_in_its_range()
    {
        Assert.All(HeadCoordinates.Names, name => Assert.NotEmpty(name));
        for (var seed = 0u; seed < 50; seed++)
            Assert.All(HeadPopulation.Head(seed).NormalizedValues(), value => Assert.InRange(value, -1, 1));
    }

    [Fact]
    public void The_same_person_may_wear_another_head_of_hair()
    {
        var (person, other) = (HeadPopulation.Head(1), HeadPopulation.Head(2));
        var changed = person.WithHairOf(other);
        Assert.True(changed.IsSamePersonAs(person));
        Assert.Equal((other.HairLength, other.TailRadius, other.HairMelanin), (changed.HairLength, changed.TailRadius, changed.HairMelanin));
        Assert.Equal(person.HairMelanin, person.WithHairOf(other, withColour: false).HairMelanin);
        Assert.False(person.IsSamePersonAs(other));
        Assert.True(other.WithIdentityOf(person).IsSamePersonAs(person));
        Assert.Equal(other.HairLength, other.WithIdentityOf(person).HairLength);
    }
}
