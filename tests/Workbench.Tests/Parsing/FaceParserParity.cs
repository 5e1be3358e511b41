using System.Text.Json;
using Workbench.Parsing;
using Workbench.Tests.Parity;

namespace Workbench.Tests.Parsing;

/// <summary>The face parser against the original, and the table of its file.</summary>
internal static class FaceParserParity
{
    private const double Scores = 1e-4;
    private const long Flips = 4;

    [Parity("editing/bisenet*.safetensors")]
    internal static void Forward(Fixture f)
    {
        using var grad = no_grad();
        using var parser = new FaceParser();
        WeightRecipe.FillNamed(parser, f.Metadata["weight_prefix"]);
        foreach (var size in f.Under("input.").ToList())
        {
            using var scope = NewDisposeScope();
            var image = f["input." + size];
            using (var scores = parser.Scores(image))
            {
                f.Expect("lowres.main." + size, scores.Main, Scores);
                f.Expect("lowres.aux16." + size, scores.Fine, Scores);
                f.Expect("lowres.aux32." + size, scores.Coarse, Scores);
            }
            var logits = parser.forward(image);
            foreach (var key in f.Keys.Where(key => key == "logits.main." + size || key.StartsWith($"logits.main.{size}.every", StringComparison.Ordinal)).ToList())
            {
                // logits.main.<size>[.every<step>]
                var step = key.Length > ("logits.main." + size).Length ? long.Parse(key[$"logits.main.{size}.every".Length..], System.Globalization.CultureInfo.InvariantCulture) : 1;
                var kept = TensorIndex.Slice(step: step);
                f.Expect(key, logits[.., .., kept, kept], Scores);
            }
            var labels = logits.argmax(1)[0];
            var flips = f["labels." + size].to(ScalarType.Int64).ne(labels).sum().item<long>();
            f.ExpectNumber($"labels.{size}: other pixels", 0, flips, Flips);
        }
    }

    [Parity("editing/bisenet_keys*.json")]
    internal static void Keys(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var expected = document.RootElement.GetProperty("keys").EnumerateObject()
            .Select(row => $"{row.Name} [{string.Join(", ", row.Value.EnumerateArray().Select(size => size.GetInt64()))}] {(row.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? ScalarType.Int64 : ScalarType.Float32)}");
        using var parser = new FaceParser();
        Assert.Equal(expected, Walk(parser, ""));
    }

    // A module's own parameters, its own buffers, then its children: the order of a published state dict.
    private static IEnumerable<string> Walk(nn.Module module, string prefix)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
            yield return Row(prefix + name, parameter);
        foreach (var (name, buffer) in module.named_buffers(recurse: false))
            yield return Row(prefix + name, buffer);
        foreach (var (name, child) in module.named_children())
            foreach (var row in Walk(child, $"{prefix}{name}."))
                yield return row;
    }

    private static string Row(string name, Tensor value) => $"{name} [{string.Join(", ", value.shape)}] {value.dtype}";
}
