using System.Globalization;
using Workbench.Ops;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Ops;

internal static class NumpyRandomParity
{
    /// <summary>Keys are <c>kind.seedS</c>; the kinds are randn, rand, mean_z (column means of 10,000 rows) and shuffleN.</summary>
    [Parity("panohead/numpy_random*.safetensors")]
    internal static void Streams(Fixture f)
    {
        foreach (var key in f.Keys.ToList())
        {
            var parts = key.Split(".seed");
            if (parts.Length != 2 || !uint.TryParse(parts[1], CultureInfo.InvariantCulture, out var seed))
                continue;
            var shape = f.ShapeOf(key);
            var random = new NumpyRandom(seed);
            if (parts[0] == "randn")
            {
                f.Expect(key, random.Randn(shape), 0);
            }
            else if (parts[0] is "rand")
            {
                f.Expect(key, random.Rand(shape), 0);
            }
            else if (parts[0] == "mean_z")
            {
                using var samples = random.Randn(10000, shape[0]);
                f.Expect(key, samples.mean([0]), 1e-12);
            }
            else if (parts[0].StartsWith("shuffle", StringComparison.Ordinal))
            {
                var items = Enumerable.Range(0, int.Parse(parts[0]["shuffle".Length..], CultureInfo.InvariantCulture)).Select(i => (long)i).ToArray();
                random.Shuffle<long>(items);
                f.Expect(key, tensor(items), 0);
            }
        }
    }
}
