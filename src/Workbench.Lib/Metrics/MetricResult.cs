using System.Globalization;

namespace Workbench.Metrics;

/// <summary>A measured number together with everything that must be equal for two such numbers to be compared.</summary>
/// <param name="Metric">What was measured: L2, LPIPS, ID, PSNR, SSIM, FID, KID, PPL with its space and sampling.</param>
/// <param name="Value">The number.</param>
/// <param name="Conditions">How it was measured.</param>
public sealed record MetricResult(string Metric, double Value, MetricConditions Conditions)
{
    /// <summary>Standard deviation over samples or subsets; null where there is none.</summary>
    public double? Deviation { get; init; }

    /// <summary>The number and its conditions in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Metric} {Value:0.####}{(Deviation is { } spread ? $" ± {spread:0.####}" : "")} ({Conditions})");
}

/// <summary>Under which conditions a number was measured.</summary>
/// <param name="Network">Network whose features were compared, with its weights' name; empty for pixels.</param>
/// <param name="Samples">How many samples; of the smaller set where two sets are compared.</param>
/// <param name="Resolution">Pixels a side at which pictures were compared.</param>
/// <param name="ResizeRule">How pictures were brought to it.</param>
/// <param name="Seed">Seed of whatever was random; null where nothing was.</param>
public sealed record MetricConditions(string Network, long Samples, int Resolution, string ResizeRule, long? Seed)
{
    /// <summary>Further choices that change the number, in words.</summary>
    public string? Remarks { get; init; }

    /// <summary>The conditions in one line.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        Network, string.Create(CultureInfo.InvariantCulture, $"{Samples} samples"), string.Create(CultureInfo.InvariantCulture, $"{Resolution}²"), ResizeRule,
        Seed is { } seed ? string.Create(CultureInfo.InvariantCulture, $"seed {seed}") : "", Remarks ?? "",
    }.Where(part => part.Length > 0));
}
