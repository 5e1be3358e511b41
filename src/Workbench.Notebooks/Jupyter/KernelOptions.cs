using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Jupyter;

/// <summary>How a kernel is set up.</summary>
public sealed record KernelOptions
{
    /// <summary>What its session starts with.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>Accepts a connection without a key.</summary>
    public bool Insecure { get; init; }
}
