namespace Workbench.Detectors;

/// <summary>An ONNX file cannot be used: it is damaged, or its inputs and outputs are not those of any known layout.</summary>
/// <param name="path">The file.</param>
/// <param name="reason">What it holds and what was expected.</param>
/// <param name="inner">What the runtime said.</param>
public sealed class OnnxFormatException(string path, string reason, Exception? inner = null) : IOException($"{path}: {reason}", inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
