namespace Workbench.Tests.Parity;

/// <summary>The tolerance of the evidence called "unit": 2e-5 absolute and relative.</summary>
internal static class Tolerance
{
    public const double Unit = 2e-5;
}
