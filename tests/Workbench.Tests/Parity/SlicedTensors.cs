using System.Globalization;

namespace Workbench.Tests.Parity;

/// <summary>Comparison with tensors that were cut to a sample before they were stored, relative to the largest stored magnitude.</summary>
internal static class SlicedTensors
{
    /// <summary>Compares <paramref name="full"/>, cut as the metadata says, and its statistics where they are stored.</summary>
    /// <param name="f">The file.</param>
    /// <param name="key">The stored tensor.</param>
    /// <param name="full">The whole result.</param>
    /// <param name="tolerance">Relative to the largest magnitude of the stored tensor.</param>
    public static void ExpectRelative(this Fixture f, string key, Tensor full, double tolerance)
    {
        using var scope = NewDisposeScope();
        if (f.Metadata.TryGetValue("shape:" + key, out var shape) && shape != $"[{string.Join(", ", full.shape)}]")
        {
            f.Fail($"{key}: the whole tensor is [{string.Join(", ", full.shape)}], expected {shape}");
            return;
        }
        var expected = f[key];
        f.Expect(key, expected, f.Metadata.TryGetValue("slice:" + key, out var slices) ? Cut(full, slices) : full, tolerance * Largest(expected));
        if (f.Has(key + ".stats"))
            ExpectStatistics(f, key + ".stats", full, tolerance);
    }

    /// <summary>Every start::step of the text, one an axis.</summary>
    public static Tensor Cut(Tensor full, string slices)
    {
        using var scope = NewDisposeScope();
        var axis = 0;
        var cut = full;
        foreach (var slice in slices.Split(','))
        {
            var numbers = slice.Split("::").Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            cut = cut.slice(axis, numbers[0], cut.shape[axis], numbers[1]);
            axis++;
        }
        return cut.alias().MoveToOuterDisposeScope();
    }

    /// <summary>The largest magnitude.</summary>
    public static double Largest(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.abs().max().ToDouble();
    }

    // Mean, deviation, minimum, maximum and length of the whole tensor.
    private static void ExpectStatistics(Fixture f, string key, Tensor full, double tolerance)
    {
        var expected = f[key].to(ScalarType.Float64).data<double>().ToArray();
        var values = full.detach().cpu().to(ScalarType.Float64);
        var largest = Largest(values);
        f.ExpectNumber(key + "[mean]", expected[0], values.mean().ToDouble(), tolerance * largest);
        f.ExpectNumber(key + "[deviation]", expected[1], values.std(unbiased: false).ToDouble(), tolerance * largest);
        f.ExpectNumber(key + "[minimum]", expected[2], values.min().ToDouble(), tolerance * largest);
        f.ExpectNumber(key + "[maximum]", expected[3], values.max().ToDouble(), tolerance * largest);
        f.ExpectNumber(key + "[length]", expected[4], values.norm().ToDouble(), 0, tolerance);
    }
}
