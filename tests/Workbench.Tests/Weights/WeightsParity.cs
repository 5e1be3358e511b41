using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Tests.Parity;
using Workbench.Weights;

namespace Workbench.Tests.Weights;

/// <summary>Files written by the original software, against the checksums and values that came with them.</summary>
internal static class WeightsParity
{
    [Parity("panohead/network-snapshot-*.pkl")]
    internal static void Snapshot(string path)
    {
        using var snapshot = NetworkPickle.Load(path);
        var expected = Manifest(System.IO.Path.ChangeExtension(path, ".manifest.json"));
        var networks = expected.Keys.Select(key => key[..key.IndexOf('.', StringComparison.Ordinal)]).ToHashSet();
        Assert.Equal(networks.Order(), snapshot.Networks.Keys.Order());
        foreach (var (name, network) in snapshot.Networks)
        {
            var keys = expected.Where(pair => pair.Key.StartsWith(name + ".", StringComparison.Ordinal)).ToList();
            // The manifest lists a state dict in torch's own order.
            Assert.Equal(keys.Select(pair => pair.Key), network.Tensors.Keys.Select(key => $"{name}.{key}"));
            foreach (var (key, tensor) in keys)
                Compare(path, key, tensor, network.Tensors, key[(name.Length + 1)..]);
        }
        using var file = WeightFile.Open(path);
        Assert.Equal(WeightFormat.NetworkPickle, file.Format);
        Assert.Equal(expected.Count, file.Tensors.Count);
    }

    [Parity("panohead/*.manifest.json")]
    internal static void ManifestHasItsFile(string path) => Assert.True(File.Exists(path.Replace(".manifest.json", ".pkl", StringComparison.Ordinal)), path);

    [Parity("panohead/generator_*.pth")]
    internal static void Archive(string path) => StateDict(path, WeightFormat.TorchArchive, isPart: false);

    [Parity("panohead/generator_*_legacy.pth")]
    internal static void Legacy(string path) => StateDict(path, WeightFormat.LegacyTorch, isPart: true);

    [Parity("panohead/loader_quirks*.pth")]
    internal static void Quirks(string path) => CompareQuirks(path, WeightFormat.TorchArchive, Twin(path, "loader_quirks", "loader_quirks_legacy"));

    [Parity("panohead/loader_quirks_legacy*.pth")]
    internal static void LegacyQuirks(string path) => CompareQuirks(path, WeightFormat.LegacyTorch, Twin(path, "loader_quirks_legacy", "loader_quirks"));

    private static void StateDict(string path, WeightFormat format, bool isPart)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path)["generator_".Length..].Replace("_part_legacy", "", StringComparison.Ordinal);
        var expected = Manifest(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $"network-snapshot-{name}.manifest.json"))
            .Where(pair => pair.Key.StartsWith("G_ema.", StringComparison.Ordinal)).ToDictionary(pair => pair.Key["G_ema.".Length..], pair => pair.Value);
        using var file = WeightFile.Open(path);
        Assert.Equal(format, file.Format);
        Assert.Null(file.Values);
        if (!isPart)
            Assert.Equal(expected.Keys, file.Tensors.Keys);
        Assert.NotEmpty(file.Tensors);
        foreach (var key in file.Tensors.Keys)
            Compare(path, key, expected[key], file.Tensors, key);
    }

    private static void Compare(string path, string name, Expected expected, TensorTable tensors, string key)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.Shape, tensors[key].Shape);
        var tensor = tensors.Load(key);
        Assert.Equal(expected.Shape, tensor.shape);
        Assert.Equal(expected.Dtype, "torch." + tensor.dtype.ToString().ToLowerInvariant());
        var checksum = Crc32.HashToUInt32(tensor.bytes);
        ParityReport.Add(path, name, checksum == expected.Crc ? 0 : 1, 0, 0, checksum == expected.Crc ? 0 : double.PositiveInfinity);
        Assert.True(checksum == expected.Crc, $"{name}: the checksum differs");
    }

    private static Dictionary<string, Expected> Manifest(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return json.RootElement.EnumerateObject().ToDictionary(
            property => property.Name,
            property => new Expected(
                [.. property.Value[0].EnumerateArray().Select(size => size.GetInt64())],
                property.Value[1].GetString()!,
                uint.Parse(property.Value[2].GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
    }

    private static string Twin(string path, string own, string other) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, other + System.IO.Path.GetFileName(path)[own.Length..]);

    private static void CompareQuirks(string path, WeightFormat format, string twin)
    {
        using var file = WeightFile.Open(path);
        Assert.Equal(format, file.Format);
        using (var other = WeightFile.Open(twin))
            CompareTwins(file, other);
        var tensors = file.Tensors.LoadAll();
        foreach (var (name, (values, shape, type)) in KnownQuirks())
        {
            Assert.Equal(shape, tensors[name].shape);
            Assert.Equal(type, tensors[name].dtype);
            Assert.Equal(values, MemoryMarshal.Cast<byte, double>(tensors[name].to(ScalarType.Float64).bytes).ToArray());
            ParityReport.Add(path, name, 0, 0, 0, 0);
        }
        Assert.Equal(KnownQuirks().Keys.Order(), tensors.Keys.Order());
        var nested = file.Values!["nested"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""[1, "two", 3.0, null, true, [4, 5]]"""), nested["opts"]), nested["opts"]!.ToJsonString());
        Assert.Contains("1180591620717411303424", nested.AsObject().Select(item => item.Value?.ToJsonString()));
        Assert.Equal(JsonValueKind.String, file.Values["note"]!.GetValueKind());
    }

    private static void CompareTwins(WeightFile file, WeightFile other)
    {
        using var scope = NewDisposeScope();
        Assert.True(JsonNode.DeepEquals(file.Values, other.Values), "the two containers hold different plain values");
        var mine = file.Tensors.LoadAll();
        var theirs = other.Tensors.LoadAll();
        Assert.Equal(mine.Keys, theirs.Keys);
        foreach (var (name, tensor) in mine)
        {
            Assert.Equal(tensor.dtype, theirs[name].dtype);
            Assert.Equal(tensor.shape, theirs[name].shape);
            Assert.True(tensor.bytes.SequenceEqual(theirs[name].bytes), name);
        }
    }

    private static Dictionary<string, (double[] Values, long[] Shape, ScalarType Type)> KnownQuirks() => new()
    {
        ["view_offset"] = (Range(4, 12), [3, 4], ScalarType.Float32),
        ["transposed"] = ([.. Enumerable.Range(0, 24).Select(at => (double)(at % 4 * 6 + at / 4))], [6, 4], ScalarType.Float32),
        ["strided"] = ([0, 5, 10, 15, 20], [5], ScalarType.Float32),
        ["shared"] = (Range(0, 24), [24], ScalarType.Float32),
        ["scalar"] = ([3.5], [], ScalarType.Float32),
        ["half"] = ([1.5, -2.25], [2], ScalarType.Float16),
        ["bf16"] = ([1.5, -2.25], [2], ScalarType.BFloat16),
        ["i64"] = ([1, -2, 3, Math.Pow(2, 40)], [2, 2], ScalarType.Int64),
        ["u8"] = ([0, 255], [2], ScalarType.Byte),
        ["bool"] = ([1, 0], [2], ScalarType.Bool),
        ["f64"] = ([Math.PI], [1], ScalarType.Float64),
        ["empty"] = ([], [0, 3], ScalarType.Float32),
        ["param"] = ([0.25, 0.25, 0.25, 0.25], [2, 2], ScalarType.Float32),
        ["nested.latent_avg"] = ([0.5, 0.5, 0.5], [1, 3], ScalarType.Float32),
    };

    private static double[] Range(int first, int count) => [.. Enumerable.Range(first, count).Select(value => (double)value)];

    private sealed record Expected(long[] Shape, string Dtype, uint Crc);
}
