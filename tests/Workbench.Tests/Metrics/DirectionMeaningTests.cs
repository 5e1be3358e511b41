using Workbench.Generator;
using Workbench.Metrics;
using Workbench.Population;

namespace Workbench.Tests.Metrics;

public sealed class DirectionMeaningTests : TensorTest
{
    [Fact]
    public void Correlations_are_those_of_places_and_fields()
    {
        using var head = SmallPopulationHead.Create();
        using var directions = PrincipalDirections.Fit(head, 2, 256);
        var meanings = DirectionMeaning.Measure(head, directions, 300, seed: 8);
        var z = RandomSource.Seeded(8).Normal(RandomSource.Latent, 300, HeadCoordinates.Count);
        var places = head.Map(new Latents(z, LatentSpace.Z)).Codes[.., 0].mv(directions.Directions[1]).data<float>().Select(x => (double)x).ToArray();
        var lengths = HeadSpec.FromLatents(z).Select(spec => (double)spec.HairLength).ToArray();
        var (meanPlace, meanLength) = (places.Average(), lengths.Average());
        var covariance = places.Zip(lengths, (a, b) => (a - meanPlace) * (b - meanLength)).Sum();
        var expected = covariance / Math.Sqrt(places.Sum(a => (a - meanPlace) * (a - meanPlace)) * lengths.Sum(b => (b - meanLength) * (b - meanLength)));
        Assert.Equal(expected, meanings[1].Fields.Single(field => field.Key == nameof(HeadSpec.HairLength)).Value, 4);
    }

    [Fact]
    public void Strongest_fields_come_first_with_their_signs()
    {
        using var head = SmallPopulationHead.Create();
        using var directions = PrincipalDirections.Fit(head, 3, 256);
        var meanings = DirectionMeaning.Measure(head, directions, 200);
        Assert.Equal([0, 1, 2], meanings.Select(meaning => meaning.Direction));
        Assert.All(meanings, meaning =>
        {
            Assert.Equal(HeadSpec.FieldNames.Count, meaning.Fields.Count);
            Assert.Equal(meaning.Fields.Select(field => Math.Abs(field.Value)).OrderDescending(), meaning.Fields.Select(field => Math.Abs(field.Value)));
        });
        var text = new DirectionMeaning(0, [new("HairLength", -0.612), new("Chin", 0.4)]).Describe();
        Assert.Equal("HairLength −0.61, Chin +0.40", text);
    }
}
