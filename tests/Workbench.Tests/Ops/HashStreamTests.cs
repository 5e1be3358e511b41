using System.Globalization;
using Workbench.Ops;

namespace Workbench.Tests.Ops;

public sealed class HashStreamTests
{
    [Theory]
    [InlineData("backbone.synthesis.b8.conv0.weight", 20241u, "d18c7b988d0208ca", 15659511, 11831966)]
    [InlineData("t_mapping.fc1.weight", 20241u, "e9b9405ff8bc5471", 14981518, 9349774)]
    [InlineData("backbone.mapping.fc0.weight", 2u, "adea91242542949b", 1197789, 4556210)]
    [InlineData("synth.rand.1", 2u, "cd41359349ad160e", 13034288, 346907)]
    public void Streams_match_the_published_vectors(string name, uint seed, string key, int first, int second)
    {
        var stream = HashStream.Key(seed, name);
        Assert.Equal(ulong.Parse(key, NumberStyles.HexNumber, CultureInfo.InvariantCulture), stream);
        Assert.Equal(first / 16777216.0, HashStream.Uniform(stream, 0));
        Assert.Equal(second / 16777216.0, HashStream.Uniform(stream, 1));
    }
}
