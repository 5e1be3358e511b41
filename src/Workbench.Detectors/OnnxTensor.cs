namespace Workbench.Detectors;

/// <summary>A float32 array with its shape.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">Row-major.</param>
public sealed record OnnxTensor(IReadOnlyList<int> Shape, float[] Values)
{
    /// <summary>The shape in words, such as [1, 3, 640, 640].</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";
}
