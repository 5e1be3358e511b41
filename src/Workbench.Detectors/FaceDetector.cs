using System.Numerics;
using Workbench.Display;
using Workbench.Photos;

namespace Workbench.Detectors;

/// <summary>A face detector with five points: YuNet, SCRFD, or any network that gives decoded boxes, scores and points.</summary>
public sealed class FaceDetector : IFaceLandmarks, IDisposable
{
    private readonly OnnxNetwork _network;
    private readonly Func<IReadOnlyDictionary<string, OnnxTensor>, int, int, double, IEnumerable<RawFace>> _decode;
    private readonly ImageInput _input;
    private readonly string _layout;

    private FaceDetector(OnnxNetwork network, ImageInput? input)
    {
        _network = network;
        _ = network.ImageInput;
        (_layout, var known, _decode) = FaceDecoding.For(network)
            ?? throw new OnnxFormatException(network.Path, $"these are not the outputs of a face detector; {network.Contents()} {FaceDecoding.Expected}");
        _input = input ?? known;
    }

    /// <summary>Faces less sure than this are left out.</summary>
    public double LeastScore { get; init; } = 0.5;

    /// <inheritdoc/>
    public string Name => $"{Path.GetFileName(_network.Path)} ({_layout})";

    /// <summary>Opens a file.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="input">How pictures are written into it; as usual for its layout unless given.</param>
    /// <exception cref="OnnxFormatException">The file is no network, or its layout is unknown; the message says what it has.</exception>
    public static FaceDetector Open(string path, ImageInput? input = null) => OpenOrFree(path, network => new FaceDetector(network, input));

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> Detect(Picture photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var box = Letterbox.Of(photo.Over(Colour.White), _network.ImageInput);
        var outputs = _network.Run(_input.Write(box.Picture));
        return [.. RawFace.Suppress(_decode(outputs, box.Picture.Width, box.Picture.Height, LeastScore).Where(IsFinite)).Select(face => Face(face, box))];
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _network.Dispose();

    internal static T OpenOrFree<T>(string path, Func<OnnxNetwork, T> create)
    {
        var network = OnnxNetwork.Open(path);
        try
        {
            return create(network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static bool IsFinite(RawFace face) => double.IsFinite(face.Left + face.Top + face.Right + face.Bottom) && face.Points.All(point => double.IsFinite(point.X + point.Y));

    // A detector's box ends at the forehead, so it is no head box; the points say more.
    private static DetectedFace Face(RawFace face, Letterbox box) =>
        new(HeadPoints.Five([.. face.Points.Select(point => box.ToPhoto(point.X, point.Y))]), face.Score);

    internal static (Vector2 Low, Vector2 High) Bounds(HeadPoints points)
    {
        var places = points.Known.Select(item => item.Place).ToArray();
        return (places.Aggregate(Vector2.Min), places.Aggregate(Vector2.Max));
    }
}
