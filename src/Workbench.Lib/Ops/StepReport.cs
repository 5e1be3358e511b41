namespace Workbench.Ops;

/// <summary>One step of long work.</summary>
/// <param name="Step">Steps done, from 0.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="Message">What is being done, or null.</param>
public record StepReport(long Step, long Total, string? Message = null);
