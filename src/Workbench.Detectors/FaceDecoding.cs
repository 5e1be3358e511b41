namespace Workbench.Detectors;

/// <summary>The outputs of face detectors that the workbench reads.</summary>
internal static class FaceDecoding
{
    public const string Expected = "Known are: YuNet (cls_8, obj_8, bbox_8, kps_8 and the same at 16 and 32), SCRFD with key points (nine outputs: scores [n, 1], boxes [n, 4] and points [n, 10] at strides 8, 16, 32), and faces that are decoded already (boxes [n, 4], scores [n] or [n, 1], points [n, 10] or [n, 5, 2], pixels of the input).";

    private static readonly int[] Strides = [8, 16, 32];

    /// <summary>The decoder of a network's outputs, and how its input is written; null when the layout is unknown.</summary>
    public static (string Layout, ImageInput Input, Func<IReadOnlyDictionary<string, OnnxTensor>, int, int, double, IEnumerable<RawFace>> Decode)? For(OnnxNetwork network)
    {
        var names = network.Outputs.Select(port => port.Name).ToHashSet(StringComparer.Ordinal);
        if (Strides.All(stride => (string[])[$"cls_{stride}", $"obj_{stride}", $"bbox_{stride}", $"kps_{stride}"] is var all && all.All(names.Contains)))
            return ("YuNet", ImageInput.Bytes, YuNet);
        var last = network.Outputs.Select(port => port.Shape.Count == 0 ? 0 : port.Shape[^1]).ToArray();
        if (last is [1, 1, 1, 4, 4, 4, 10, 10, 10])
            return ("SCRFD", ImageInput.InsightFace, (outputs, width, height, least) => Scrfd([.. network.Outputs.Select(port => outputs[port.Name])], width, height, least));
        if (network.Outputs.Count == 3 && Decoded(network) is { } order)
            return ("decoded faces", ImageInput.Bytes, (outputs, _, _, least) => Plain(outputs[order.Boxes], outputs[order.Scores], outputs[order.Points], least));
        return null;
    }

    // Libfacedetection: score √(class·object); centre (cell + offset)·stride, size exp·stride; points (cell + offset)·stride.
    private static IEnumerable<RawFace> YuNet(IReadOnlyDictionary<string, OnnxTensor> outputs, int width, int height, double least)
    {
        foreach (var stride in Strides)
        {
            var (classes, objects, boxes, points) = (outputs[$"cls_{stride}"].Values, outputs[$"obj_{stride}"].Values, outputs[$"bbox_{stride}"].Values, outputs[$"kps_{stride}"].Values);
            var columns = width / stride;
            var cells = Least(columns * (height / stride), classes.Length, objects.Length, boxes.Length / 4, points.Length / 10);
            for (var i = 0; i < cells; i++)
            {
                var score = Math.Sqrt(Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
                if (!(score >= least))
                    continue;
                var (row, column) = Math.DivRem(i, columns);
                var (x, y) = ((column + boxes[4 * i]) * stride, (row + boxes[4 * i + 1]) * stride);
                var (w, h) = (Math.Exp(boxes[4 * i + 2]) * stride, Math.Exp(boxes[4 * i + 3]) * stride);
                yield return new RawFace(x - w / 2, y - h / 2, x + w / 2, y + h / 2, score,
                    [.. Enumerable.Range(0, 5).Select(k => ((double)(points[10 * i + 2 * k] + column) * stride, (double)(points[10 * i + 2 * k + 1] + row) * stride))]);
            }
        }
    }

    // InsightFace: two anchors a cell; distances from the cell's corner to the box's edges, and offsets of points, in strides.
    private static IEnumerable<RawFace> Scrfd(OnnxTensor[] outputs, int width, int height, double least)
    {
        const int Anchors = 2;
        for (var level = 0; level < Strides.Length; level++)
        {
            var stride = Strides[level];
            var (scores, boxes, points) = (outputs[level].Values, outputs[3 + level].Values, outputs[6 + level].Values);
            var columns = width / stride;
            var count = Least(Anchors * columns * (height / stride), scores.Length, boxes.Length / 4, points.Length / 10);
            for (var i = 0; i < count; i++)
            {
                if (!(scores[i] >= least))
                    continue;
                var (row, column) = Math.DivRem(i / Anchors, columns);
                double x = column * stride, y = row * stride;
                yield return new RawFace(
                    x - boxes[4 * i] * stride, y - boxes[4 * i + 1] * stride, x + boxes[4 * i + 2] * stride, y + boxes[4 * i + 3] * stride, scores[i],
                    [.. Enumerable.Range(0, 5).Select(k => (x + points[10 * i + 2 * k] * stride, y + points[10 * i + 2 * k + 1] * stride))]);
            }
        }
    }

    private static IEnumerable<RawFace> Plain(OnnxTensor boxes, OnnxTensor scores, OnnxTensor points, double least)
    {
        var count = Least(scores.Values.Length, boxes.Values.Length / 4, points.Values.Length / 10);
        for (var i = 0; i < count; i++)
            if (scores.Values[i] >= least)
                yield return new RawFace(
                    boxes.Values[4 * i], boxes.Values[4 * i + 1], boxes.Values[4 * i + 2], boxes.Values[4 * i + 3], scores.Values[i],
                    [.. Enumerable.Range(0, 5).Select(k => ((double)points.Values[10 * i + 2 * k], (double)points.Values[10 * i + 2 * k + 1]))]);
    }

    // A file need not keep what it declares: cells that every output has.
    private static int Least(params ReadOnlySpan<int> counts)
    {
        var least = counts[0];
        foreach (var count in counts)
            least = Math.Min(least, count);
        return least;
    }

    private static (string Boxes, string Scores, string Points)? Decoded(OnnxNetwork network)
    {
        string? Find(Func<IReadOnlyList<int>, bool> fits) => network.Outputs.FirstOrDefault(port => fits(port.Shape))?.Name;
        var boxes = Find(shape => shape is [.., 4]);
        var points = Find(shape => shape is [.., 10] or [.., 5, 2]);
        var scores = network.Outputs.FirstOrDefault(port => port.Name != boxes && port.Name != points && port.Shape is [_] or [.., 1] or [1, _])?.Name;
        return boxes is not null && points is not null && scores is not null ? (boxes, scores, points) : null;
    }
}
