using Workbench.Generator;

namespace Workbench.Tests.Generator;

public sealed class PrincipalDirectionsTests : TensorTest
{
    [Fact]
    public void Directions_are_orthonormal_and_ordered_by_their_deviation()
    {
        using var head = SmallPanoHead.Create();
        var found = PrincipalDirections.Fit(head, count: 6, samples: 512);
        Assert.True(found.Directions.mm(found.Directions.t()).allclose(eye(6), 1e-4, 1e-4));
        var deviations = found.Deviations.data<float>().ToArray();
        Assert.Equal(deviations.OrderDescending(), deviations);
    }

    [Fact]
    public void All_directions_together_explain_all_the_variance()
    {
        using var head = SmallPanoHead.Create();
        var found = PrincipalDirections.Fit(head, count: head.Config.StyleWidth, samples: 256);
        Assert.Equal(1, found.ExplainedVariance().Sum(), 4);
    }

    [Fact]
    public void The_deviation_is_that_of_the_codes_along_the_direction()
    {
        using var head = SmallPanoHead.Create();
        var found = PrincipalDirections.Fit(head, count: 1, samples: 300, seed: 4);
        var z = RandomSource.Seeded(4).Normal(RandomSource.Latent, 300, head.Config.LatentWidth);
        var codes = head.Map(new Latents(z, LatentSpace.Z)).Codes[.., 0];
        var along = (codes - found.Mean).mv(found.Directions[0]);
        Assert.Equal(found.Deviations[0].item<float>(), along.std().item<float>(), 3);
    }

    [Fact]
    public void More_directions_than_the_width_of_w_are_refused()
    {
        using var head = SmallPanoHead.Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalDirections.Fit(head, count: head.Config.StyleWidth + 1));
    }
}
