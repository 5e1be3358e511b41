namespace Workbench.Tests.Parity;

/// <summary>Comparison with tensors whose sampling is part of the family's format rather than of the file.</summary>
internal static class SampledTensors
{
    /// <summary>Compares <paramref name="full"/>, cut as the metadata says or, where they say nothing, as the family does.</summary>
    /// <param name="f">The file.</param>
    /// <param name="key">The stored tensor.</param>
    /// <param name="full">The whole result.</param>
    /// <param name="slices">start::step, one an axis.</param>
    /// <param name="tolerance">Relative to the largest magnitude of the stored tensor.</param>
    public static void ExpectSampled(this Fixture f, string key, Tensor full, string slices, double tolerance)
    {
        using var scope = NewDisposeScope();
        f.ExpectRelative(key, f.Metadata.ContainsKey("slice:" + key) ? full : SlicedTensors.Cut(full, slices), tolerance);
    }
}
