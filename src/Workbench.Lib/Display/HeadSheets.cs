using System.Globalization;
using Workbench.Cameras;
using Workbench.Population;

namespace Workbench.Display;

/// <summary>Contact sheets of procedural heads.</summary>
public static class HeadSheets
{
    private static readonly double[] s_yaws = [0, 45, 90, 135, 180, -90];

    /// <summary>Heads all round.</summary>
    /// <param name="heads">One a row.</param>
    /// <param name="size">Pixels a side of a picture.</param>
    /// <param name="yawsDegrees">One a column; null takes six round the head.</param>
    /// <param name="title">Title.</param>
    public static Figure Around(IReadOnlyList<(string Name, HeadSpec Head)> heads, int size = 128, IReadOnlyList<double>? yawsDegrees = null, string title = "Procedural heads")
    {
        ArgumentNullException.ThrowIfNull(heads);
        var yaws = yawsDegrees ?? s_yaws;
        var rows = heads.Select(item => (item.Name, Pictures([.. Enumerable.Repeat(item.Head, yaws.Count)], [.. yaws.Select(yaw => Camera.At(yaw, 5))], size))).ToList();
        return Figures.Sheet(rows, [.. yaws.Select(yaw => string.Create(CultureInfo.InvariantCulture, $"{yaw:0}°"))], title, $"true pictures, {size}², white background");
    }

    /// <summary>What each coordinate of the latent vector does: one row a coordinate, from u = 0.02 to u = 0.98, everything else as in one head; the last column shows where the two ends differ.</summary>
    /// <param name="head">The head that the others are taken from.</param>
    /// <param name="coordinates">Which coordinates; null takes all.</param>
    /// <param name="size">Pixels a side of a picture.</param>
    /// <param name="yawDegrees">Where the camera stands.</param>
    /// <param name="zoom">Factor of the focal length: 1 shows the whole head, 2 the face.</param>
    /// <param name="title">Title.</param>
    public static Figure Coordinates(HeadSpec head, IReadOnlyList<int>? coordinates = null, int size = 128, double yawDegrees = 25, double zoom = 1, string title = "Coordinates of the latent vector")
    {
        const int Steps = 5;
        ArgumentNullException.ThrowIfNull(head);
        if (!(zoom is > 0 and < 100))
            throw new ArgumentOutOfRangeException(nameof(zoom), zoom, "A zoom is positive and below 100.");
        var standard = Intrinsics.Standard;
        var camera = Camera.At(yawDegrees, 5, intrinsics: standard with { FocalX = (float)(standard.FocalX * zoom), FocalY = (float)(standard.FocalY * zoom) });
        var rows = new List<(string, IReadOnlyList<Picture>)>();
        foreach (var i in coordinates ?? [.. Enumerable.Range(0, HeadCoordinates.Count)])
        {
            using var scope = NewDisposeScope();
            HeadSpec[] heads = [.. Enumerable.Range(0, Steps).Select(step => head.WithCoordinate(i, 0.02 + 0.96 * step / (Steps - 1)))];
            var images = HeadRenderer.Render(heads, [.. Enumerable.Repeat(camera, Steps)], size).Image();
            var change = (images[0] - images[^1]).abs().mean([0], keepdim: true); // 0…2
            rows.Add(($"{i} {HeadCoordinates.Names[i]}", [.. Picture.FromBatch(images), Picture.FromTensor(1 - 2 * change.clamp(0, 1))]));
        }
        return Figures.Sheet(rows, ["u = 0.02", "0.26", "0.5", "0.74", "0.98", "change"], title, $"true pictures, {size}²; the darker the last column, the more the two ends differ");
    }

    private static IReadOnlyList<Picture> Pictures(IReadOnlyList<HeadSpec> heads, IReadOnlyList<Camera> cameras, int size)
    {
        using var scope = NewDisposeScope();
        using var views = HeadRenderer.Render(heads, cameras, size);
        return Picture.FromBatch(views.Image());
    }
}
