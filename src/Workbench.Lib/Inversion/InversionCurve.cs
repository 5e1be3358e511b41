namespace Workbench.Inversion;

/// <summary>Collects the loss of every step, and passes the report on.</summary>
/// <param name="losses">Receives the weighted loss of each step.</param>
/// <param name="next">Told afterwards; null for nobody. Without a next receiver pictures are freed here.</param>
public sealed class InversionCurve(ICollection<double> losses, IProgress<InversionReport>? next = null) : IProgress<InversionReport>
{
    /// <inheritdoc/>
    public void Report(InversionReport value)
    {
        losses.Add(value.Losses.Total);
        if (next is null)
            value.Dispose();
        else
            next.Report(value);
    }
}
