using System.Numerics;
using Workbench.Display;
using Workbench.Photos;

namespace Workbench.Detectors;

/// <summary>A network of 68 landmarks (iBUG, dlib) that looks at the square around each face of a detector: coordinates [1, 136] or [1, 68, 2], or heat maps [1, 68, h, w].</summary>
public sealed class LandmarkNetwork : IFaceLandmarks, IDisposable
{
    private const int Count = 68;

    // The square around five points that holds the face from the brows to below the chin: their extent is about half of it.
    private const double Widening = 2.2;

    private readonly OnnxNetwork _network;
    private readonly IFaceLandmarks _faces;
    private readonly ImageInput _input;

    private LandmarkNetwork(OnnxNetwork network, IFaceLandmarks faces, ImageInput? input)
    {
        (_network, _faces, _input) = (network, faces, input ?? ImageInput.Unit);
        var image = network.ImageInput;
        if (image.Shape[2] != image.Shape[3])
            throw new OnnxFormatException(network.Path, $"expected a square image input; {network.Contents()}");
        if (!network.Outputs.Any(port => Fits(port.Shape)))
            throw new OnnxFormatException(network.Path, $"these are not 68 landmarks; {network.Contents()} Expected is one output [1, 136], [1, 68, 2] or heat maps [1, 68, height, width].");
    }

    /// <inheritdoc/>
    public string Name => $"{Path.GetFileName(_network.Path)} after {_faces.Name}";

    /// <summary>Opens a file.</summary>
    /// <param name="path">An .onnx file.</param>
    /// <param name="faces">Finds the faces; not disposed.</param>
    /// <param name="input">How pictures are written into it; 0…1 unless given.</param>
    /// <exception cref="OnnxFormatException">The file is no network, or its layout is unknown; the message says what it has.</exception>
    public static LandmarkNetwork Open(string path, IFaceLandmarks faces, ImageInput? input = null)
    {
        ArgumentNullException.ThrowIfNull(faces);
        return FaceDetector.OpenOrFree(path, network => new LandmarkNetwork(network, faces, input));
    }

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> Detect(Picture photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return [.. _faces.Detect(photo).Where(face => face.Points.Known.Count >= 3).Select(face => Refine(photo, face))];
    }

    /// <summary>Frees the network; the detector stays.</summary>
    public void Dispose() => _network.Dispose();

    private DetectedFace Refine(Picture photo, DetectedFace face)
    {
        const int Free = 192;
        var (low, high) = FaceDetector.Bounds(face.Points);
        var side = Math.Max(1, Widening * Math.Max(high.X - low.X, high.Y - low.Y));
        var declared = _network.ImageInput.Shape[2];
        var size = declared > 0 ? declared : Free;
        var crop = CropTransform.Square((low.X + high.X) / 2, (low.Y + high.Y) / 2, side, 0, size);
        var outputs = _network.Run(_input.Write(CropSampler.Apply(photo, crop)));
        var output = outputs.Values.FirstOrDefault(tensor => tensor.Values.Length > 0 && Fits(tensor.Shape))
            ?? throw new OnnxFormatException(_network.Path, $"the network gave {string.Join(", ", outputs.Values)} instead of 68 landmarks.");
        var places = output.Shape is [_, Count, var height, var width] && width > 2 ? Peaks(output.Values, height, width, size) : Coordinates(output.Values, size);
        var points = places.Select(crop.ToPhoto).ToArray();
        return new DetectedFace(HeadPoints.SixtyEight(points), face.Score, points);
    }

    // Shares of the crop, −1…1 over the crop, or its pixels: told apart by the largest number.
    private static Vector2[] Coordinates(float[] values, int size)
    {
        var (low, high) = (values.Min(), values.Max());
        Func<float, float> toPixel = high > 3 ? value => value : low < -0.3f ? value => (value + 1) / 2 * size - 0.5f : value => value * size - 0.5f;
        return [.. Enumerable.Range(0, Count).Select(i => new Vector2(toPixel(values[2 * i]), toPixel(values[2 * i + 1])))];
    }

    // The cell of the largest value, moved by a quarter towards its larger neighbour.
    private static Vector2[] Peaks(float[] maps, int height, int width, int size)
    {
        var places = new Vector2[Count];
        for (var k = 0; k < Count; k++)
        {
            var map = maps.AsSpan(k * height * width, height * width);
            var best = 0;
            for (var i = 1; i < map.Length; i++)
                if (map[i] > map[best])
                    best = i;
            var (row, column) = Math.DivRem(best, width);
            var x = column + (column > 0 && column < width - 1 ? 0.25f * Math.Sign(map[best + 1] - map[best - 1]) : 0);
            var y = row + (row > 0 && row < height - 1 ? 0.25f * Math.Sign(map[best + width] - map[best - width]) : 0);
            places[k] = new Vector2((x + 0.5f) * size / width - 0.5f, (y + 0.5f) * size / height - 0.5f);
        }
        return places;
    }

    private static bool Fits(IReadOnlyList<int> shape) => shape is [_, 2 * Count] or [_, Count, 2] or [_, Count, _, _];
}
