using Workbench.Display;
using Workbench.Photos;

namespace Workbench.Detectors;

/// <summary>A network that tells people from their background: opacity [1, 1, h, w] (MODNet, U²-Net and others), or scores of classes [1, c, h, w] (face parsers), of which the chosen ones are the head.</summary>
public sealed class MattingNetwork : IMatting, IDisposable
{
    private static readonly int[] Nineteen = [.. Enumerable.Range(1, 18)];

    private readonly OnnxNetwork _network;
    private readonly ImageInput _input;
    private readonly int[] _classes;
    private readonly string _output;

    private MattingNetwork(OnnxNetwork network, ImageInput? input, IReadOnlyList<int>? classes)
    {
        _network = network;
        _ = network.ImageInput;
        var port = network.Outputs.FirstOrDefault(port => port.Type == "float32" && port.Shape is [_, _, _, _])
            ?? throw new OnnxFormatException(network.Path, $"these are neither opacities nor classes; {network.Contents()} Expected is an output [1, 1, height, width] or [1, classes, height, width].");
        _output = port.Name;
        var count = port.Shape[1];
        _classes = count == 1 ? [] : classes is not null ? [.. classes] : count switch
        {
            19 => Nineteen,
            2 => [1],
            _ => throw new OnnxFormatException(network.Path, $"its {count} classes are unknown; name those that belong to the head. {network.Contents()}"),
        };
        if (_classes.Any(c => c < 0 || (count > 0 && c >= count)))
            throw new ArgumentException($"classes: the network has classes 0…{count - 1}.", nameof(classes));
        _input = input ?? (count == 1 ? ImageInput.Signed : ImageInput.ImageNet);
    }

    /// <inheritdoc/>
    public string Name => Path.GetFileName(_network.Path);

    /// <summary>Opens a file.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="input">How pictures are written into it; −1…1 for opacities and ImageNet's for classes unless given.</param>
    /// <param name="classes">Which classes belong to the head; all but background for 19 (CelebAMask) and 2.</param>
    /// <exception cref="OnnxFormatException">The file is no network, or its layout is unknown; the message says what it has.</exception>
    public static MattingNetwork Open(string path, ImageInput? input = null, IReadOnlyList<int>? classes = null) =>
        FaceDetector.OpenOrFree(path, network => new MattingNetwork(network, input, classes));

    /// <inheritdoc/>
    public Picture Mask(Picture photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        const int Free = 512;
        const int Step = 32;
        var (height, width) = (_network.ImageInput.Shape[2], _network.ImageInput.Shape[3]);
        var scale = Free / (double)Math.Max(photo.Width, photo.Height);
        int Side(int declared, int pixels) => declared > 0 ? declared : Math.Max(Step, (int)Math.Round(pixels * scale / Step) * Step);
        var small = photo.Resize(Side(width, photo.Width), Side(height, photo.Height));
        var output = _network.Run(_input.Write(small))[_output];
        if (output.Shape is not [1, var classes, var rows, var columns] || classes < 1 || rows < 1 || columns < 1)
            throw new OnnxFormatException(_network.Path, $"the network gave {output} instead of one map.");
        var mask = new Picture(columns, rows);
        for (var i = 0; i < rows * columns; i++)
        {
            var share = classes == 1 ? Math.Clamp(output.Values[i], 0, 1) : _classes.Contains(Largest(output.Values, i, rows * columns, classes)) ? 1 : 0;
            var value = float.IsFinite(share) ? (byte)(255 * share + 0.5f) : (byte)0;
            mask[i % columns, i / columns] = new Colour(value, value, value);
        }
        return mask.Resize(photo.Width, photo.Height);
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _network.Dispose();

    private static int Largest(float[] scores, int pixel, int plane, int classes)
    {
        var best = 0;
        for (var c = 1; c < classes; c++)
            if (scores[c * plane + pixel] > scores[best * plane + pixel])
                best = c;
        return best;
    }
}
