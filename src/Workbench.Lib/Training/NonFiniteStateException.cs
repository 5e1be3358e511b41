namespace Workbench.Training;

/// <summary>A state that must not be kept: it holds NaN or infinite values.</summary>
public sealed class NonFiniteStateException : InvalidOperationException
{
    private const int Shown = 5;

    /// <summary>Names the tensors.</summary>
    /// <param name="step">Steps done.</param>
    /// <param name="names">Names of the tensors that hold such values.</param>
    public NonFiniteStateException(long step, IReadOnlyList<string> names)
        : base($"After step {step} {names.Count} tensors hold NaN or infinite values ({string.Join(", ", names.Take(Shown))}{(names.Count > Shown ? ", …" : "")}); no checkpoint was written.") => Names = names;

    /// <summary>Names of the tensors.</summary>
    public IReadOnlyList<string> Names { get; }
}
