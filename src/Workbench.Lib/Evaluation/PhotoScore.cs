namespace Workbench.Evaluation;

/// <summary>The numbers of one photograph and one inverter.</summary>
public sealed record PhotoScore
{
    /// <summary>The photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>Where its camera stands, degrees; 0 is the front.</summary>
    public double YawDegrees { get; init; }

    /// <summary>Measures of the reconstruction by name, and of novel views by sector and name, as in <c>back/PSNR</c>.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>From the photograph in memory to its reconstruction.</summary>
    public double Seconds { get; init; }

    /// <summary>Why there are no numbers; null when there are.</summary>
    public string? Problem { get; init; }
}
