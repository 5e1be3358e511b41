using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Workbench.Tests.Parity;

/// <summary>
/// One file of numeric evidence. Every tensor in it must be read or compared: a key that no check touched is a case the tests do not know, and fails.
/// </summary>
/// <remarks>Reads well-formed safetensors by itself, so that the evidence does not depend on the reader under test.</remarks>
public sealed class Fixture
{
    private readonly byte[] _bytes;
    private readonly int _data;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly HashSet<string> _untouched;
    private readonly List<string> _failures = [];

    public Fixture(string path)
    {
        Path = path;
        _bytes = File.ReadAllBytes(path);
        _data = 8 + checked((int)BinaryPrimitives.ReadInt64LittleEndian(_bytes));
        using var header = JsonDocument.Parse(_bytes.AsMemory(8, _data - 8));
        var metadata = new Dictionary<string, string>();
        foreach (var property in header.RootElement.EnumerateObject())
            if (property.Name == "__metadata__")
                foreach (var item in property.Value.EnumerateObject())
                    metadata[item.Name] = item.Value.GetString()!;
            else
                _entries[property.Name] = new Entry(
                    property.Value.GetProperty("dtype").GetString()!,
                    [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())],
                    property.Value.GetProperty("data_offsets")[0].GetInt32(),
                    property.Value.GetProperty("data_offsets")[1].GetInt32());
        Metadata = metadata;
        _untouched = [.. _entries.Keys];
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>A tensor of the file, in its own dtype; the caller's scope owns it.</summary>
    public Tensor this[string key]
    {
        get
        {
            if (!_entries.TryGetValue(key, out var entry))
                throw new KeyNotFoundException($"{Path} has no tensor '{key}'.");
            _untouched.Remove(key);
            var bytes = _bytes.AsSpan(_data + entry.Begin, entry.End - entry.Begin);
            return entry.Dtype switch
            {
                "F32" => tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), entry.Shape),
                "F64" => tensor(MemoryMarshal.Cast<byte, double>(bytes).ToArray(), entry.Shape, dtype: ScalarType.Float64),
                "I64" => tensor(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), entry.Shape, dtype: ScalarType.Int64),
                "U8" => tensor(bytes.ToArray(), entry.Shape, dtype: ScalarType.Byte),
                "BOOL" => tensor(MemoryMarshal.Cast<byte, bool>(bytes).ToArray(), entry.Shape, dtype: ScalarType.Bool),
                var other => throw new NotSupportedException($"{Path}: '{key}' has dtype {other}."),
            };
        }
    }

    public bool Has(string key) => _entries.ContainsKey(key);

    /// <summary>Keys with a prefix, without it.</summary>
    public IEnumerable<string> Under(string prefix) => _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]);

    public long[] ShapeOf(string key) => _entries[key].Shape;

    /// <summary>Fills a module from the tensors under a prefix; every parameter and buffer must be there, filters may be missing.</summary>
    public void LoadInto(nn.Module module, string prefix)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (key, target) in module.state_dict())
            if (Has(prefix + key))
                target.copy_(this[prefix + key]);
            else if (!key.EndsWith("resample_filter", StringComparison.Ordinal))
                Fail($"{prefix}{key}: the module has it, the file does not");
    }

    /// <summary>A metadata value as JSON.</summary>
    public JsonElement Json(string key) => JsonDocument.Parse(Metadata[key]).RootElement;

    /// <summary>A metadata value as a number.</summary>
    public double Number(string key) => Json(key).GetDouble();

    /// <summary>Tensors that were looked at in another way (text or scalars compared by hand).</summary>
    public void Touch(string key) => _untouched.Remove(key);

    /// <summary>Compares with tolerance |actual − expected| ≤ absolute + relative·|expected|, at the places where <paramref name="where"/> is true.</summary>
    public void Expect(string key, Tensor actual, double absolute, double relative = 0, Tensor? where = null) =>
        Expect(key, this[key], actual, absolute, relative, where);

    /// <summary>Compares two tensors under a name of the caller's.</summary>
    public void Expect(string name, Tensor expected, Tensor actual, double absolute, double relative = 0, Tensor? where = null)
    {
        using var scope = NewDisposeScope();
        if (!expected.shape.AsSpan().SequenceEqual(actual.shape))
        {
            _failures.Add($"{name}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
            return;
        }
        var want = expected.to(ScalarType.Float64);
        var got = actual.detach().cpu().to(ScalarType.Float64);
        var error = (got - want).abs();
        error = torch.where(got.eq(want), zeros_like(error), error); // equal infinities
        var excess = error / (want.abs() * relative + absolute).clamp(min: 1e-300);
        if (where is not null)
        {
            error = torch.where(where, error, zeros_like(error));
            excess = torch.where(where, excess, zeros_like(excess));
        }
        var worst = want.numel() == 0 ? 0 : error.max().item<double>();
        var ratio = want.numel() == 0 ? 0 : excess.max().item<double>();
        ParityReport.Add(Path, name, worst, absolute, relative, ratio);
        if (!(ratio <= 1))
            _failures.Add($"{name}: largest error {worst:g4} is {ratio:g4} times the tolerance ({absolute:g3} + {relative:g3}·|expected|)");
    }

    /// <summary>Records a comparison of two numbers.</summary>
    public void ExpectNumber(string name, double expected, double actual, double absolute, double relative = 0)
    {
        using var scope = NewDisposeScope();
        Expect(name, tensor(expected, ScalarType.Float64), tensor(actual, ScalarType.Float64), absolute, relative);
    }

    /// <summary>Records a failure in words.</summary>
    public void Fail(string message) => _failures.Add(message);

    /// <summary>Fails when a comparison failed or a tensor was never touched.</summary>
    public void Finish()
    {
        var problems = _failures.Concat(_untouched.Select(key => $"{key}: no check knows this tensor")).ToList();
        Assert.True(problems.Count == 0, $"{Path}: {problems.Count} problem(s)\n  " + string.Join("\n  ", problems.Take(40)));
    }

    private sealed record Entry(string Dtype, long[] Shape, int Begin, int End);
}
