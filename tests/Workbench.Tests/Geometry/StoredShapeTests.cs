using Workbench.Tests.Parity;

namespace Workbench.Tests.Geometry;

public sealed class StoredShapeTests : TensorTest
{
    public static TheoryData<string> Files() => [.. FixtureFiles.All().Where(file => Path.GetFileName(file).StartsWith("generator_", StringComparison.Ordinal) && file.EndsWith(".safetensors", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Category", "Parity")]
    public void Stored_densities_give_the_stored_points_volume_and_surface(string file)
    {
        var fixture = new Fixture(FixtureFiles.Full(file));
        ShapeParity.CheckStored(fixture);
        FinishShape(fixture);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_field_that_returns_the_stored_densities_passes_the_whole_check(string file)
    {
        var fixture = new Fixture(FixtureFiles.Full(file));
        var sigma = fixture["shape.sigma_flat"];
        long next = 0;
        ShapeParity.Check(fixture, points =>
        {
            var count = points.shape[1];
            next += count;
            return sigma.narrow(0, next - count, count).reshape(1, count, 1);
        });
        ShapeParity.Check(fixture, sigma);
        Assert.Equal(sigma.numel(), next);
        FinishShape(fixture);
    }

    private static void FinishShape(Fixture fixture)
    {
        foreach (var key in fixture.Keys.Where(key => !key.StartsWith("shape.", StringComparison.Ordinal)).ToList())
            fixture.Touch(key); // the rest belongs to the generator's check
        fixture.Finish();
    }
}
