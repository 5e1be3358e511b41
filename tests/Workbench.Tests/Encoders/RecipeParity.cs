using Workbench.Tests.Parity;

namespace Workbench.Tests.Encoders;

/// <summary>The recipe of weights and inputs itself.</summary>
internal static class RecipeParity
{
    [Parity("encoders/recipe*.safetensors")]
    internal static void Recipe(Fixture f)
    {
        var salt = f.Metadata["salt"];
        var names = f.Metadata["names"].Split('|');
        var index = f["index"].data<long>().ToArray();
        f.Expect("crc32", tensor(names.Select(name => (long)WeightRecipe.NameHash(name)).ToArray()), 0);
        var mixed = index.Select(i => unchecked((long)WeightRecipe.SplitMix((ulong)i)));
        if (!f["splitmix64_of_index_bits"].data<long>().ToArray().SequenceEqual(mixed))
            f.Fail("splitmix64_of_index_bits: other bits");
        var numbers = names.SelectMany(name => index.Select(i => WeightRecipe.LabelledNumber(WeightRecipe.NameHash(name), i))).ToArray();
        f.Expect("u", tensor(numbers, names.Length, index.Length), 0);
        var demo = f.Under("demo.").Select(key => key.Split('.')[0]).Distinct().Order(StringComparer.Ordinal).ToArray();
        using var stack = nn.Sequential(
            nn.Conv2d(f.ShapeOf("demo.0.weight")[1], f.ShapeOf("demo.0.weight")[0], f.ShapeOf("demo.0.weight")[2]), nn.BatchNorm2d(f.ShapeOf("demo.1.weight")[0]),
            nn.PReLU(f.ShapeOf("demo.2.weight")[0]), nn.Linear(f.ShapeOf("demo.3.weight")[1], f.ShapeOf("demo.3.weight")[0]));
        WeightRecipe.Fill(stack, salt, "demo");
        foreach (var (key, value) in stack.state_dict())
            f.Expect("demo." + key, value, 0);
        Assert.Equal(["0", "1", "2", "3"], demo);
    }
}
