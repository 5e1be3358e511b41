using Microsoft.ML.OnnxRuntime;

namespace Workbench.Detectors;

/// <summary>A network in an ONNX file that the user supplied, run on the CPU.</summary>
/// <remarks>ONNX files hold operators, no programs; the runtime is not told of custom operators or external libraries.</remarks>
public sealed class OnnxNetwork : IDisposable
{
    private const long LargestFile = 2L << 30;
    private const int LargestSide = 4096;

    private readonly InferenceSession _session;

    private OnnxNetwork(string path, InferenceSession session)
    {
        (Path, _session) = (path, session);
        Inputs = [.. session.InputMetadata.Select(item => Port(item.Key, item.Value))];
        Outputs = [.. session.OutputMetadata.Select(item => Port(item.Key, item.Value))];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it takes.</summary>
    public IReadOnlyList<OnnxPort> Inputs { get; }

    /// <summary>What it gives.</summary>
    public IReadOnlyList<OnnxPort> Outputs { get; }

    /// <summary>The only image input: float32, [1, 3, H, W], at most 4096² pixels.</summary>
    /// <exception cref="OnnxFormatException">There is another number of inputs, or the input has another form.</exception>
    public OnnxPort ImageInput => Inputs is [{ Type: "float32", Shape: [<= 1, 3, <= LargestSide, <= LargestSide] } image]
        ? image
        : throw new OnnxFormatException(Path, $"expected one image input float32 [1, 3, height, width] of at most {LargestSide} pixels a side; {Contents()}");

    /// <summary>Opens a file.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="threads">Threads of one run; 0 leaves it to the runtime.</param>
    /// <exception cref="OnnxFormatException">The file is not a network that the runtime can run.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static OnnxNetwork Open(string path, int threads = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new FileNotFoundException($"'{path}' does not exist. Detector files are not part of the workbench: fetch one whose licence suits you.", path);
        if (file.Length is 0 or > LargestFile)
            throw new OnnxFormatException(path, file.Length == 0 ? "the file is empty." : $"the file has {file.Length} bytes; networks of more than {LargestFile} bytes are not opened.");
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            return new OnnxNetwork(path, new InferenceSession(File.ReadAllBytes(path), options));
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxFormatException(path, $"this is no ONNX network that can be run: {FirstLine(error.Message)}", error);
        }
    }

    /// <summary>Runs the network on one input.</summary>
    /// <param name="image">The input's values.</param>
    /// <returns>All float32 outputs by name.</returns>
    /// <exception cref="OnnxFormatException">The runtime refuses the input or fails.</exception>
    public IReadOnlyDictionary<string, OnnxTensor> Run(OnnxTensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            using var value = OrtValue.CreateTensorValueFromMemory(image.Values, [.. image.Shape.Select(size => (long)size)]);
            using var options = new RunOptions();
            var names = Outputs.Where(port => port.Type == "float32").Select(port => port.Name).ToArray();
            using var results = _session.Run(options, [ImageInput.Name], [value], names);
            var outputs = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++)
                outputs[names[i]] = new OnnxTensor([.. results[i].GetTensorTypeAndShape().Shape.Select(size => checked((int)size))], results[i].GetTensorDataAsSpan<float>().ToArray());
            return outputs;
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxFormatException(Path, $"the network fails on an input {image}: {FirstLine(error.Message)}", error);
        }
    }

    /// <summary>All inputs and outputs in one sentence, for messages.</summary>
    public string Contents() => $"the file takes {string.Join(", ", Inputs)} and gives {string.Join(", ", Outputs)}.";

    /// <summary>Frees the network.</summary>
    public void Dispose() => _session.Dispose();

    private static OnnxPort Port(string name, NodeMetadata data) => data.IsTensor
        ? new OnnxPort(name, [.. data.Dimensions], data.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float ? "float32" : data.ElementDataType.ToString().ToLowerInvariant())
        : new OnnxPort(name, [], data.OnnxValueType.ToString());

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
