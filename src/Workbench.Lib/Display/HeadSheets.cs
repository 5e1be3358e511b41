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

    /// <summary>What each coordinate of the latent vector does: one row a coordinate, from u = 0.02 to u = 0.98, everything else as in one head.</summary>
    /// <param name="z">The latent vector that the others are taken from, 64 numbers.</param>
    /// <param name="coordinates">Which coordinates; null takes all.</param>
    /// <param name="size">Pixels a side of a picture.</param>
    /// <param name="yawDegrees">Where the camera stands.</param>
    public static Figure Coordinates(ReadOnlySpan<float> z, IReadOnlyList<int>? coordinates = null, int size = 96, double yawDegrees = 25)
    {
        const int Steps = 5;
        var rows = new List<(string, IReadOnlyList<Picture>)>();
        foreach (var i in coordinates ?? [.. Enumerable.Range(0, HeadCoordinates.Count)])
        {
            var heads = new HeadSpec[Steps];
            for (var step = 0; step < Steps; step++)
                heads[step] = HeadSpec.FromLatent(z).WithCoordinate(i, 0.02 + 0.96 * step / (Steps - 1));
            rows.Add(($"{i} {HeadCoordinates.Names[i]}", Pictures(heads, [.. Enumerable.Repeat(Camera.At(yawDegrees), Steps)], size)));
        }
        return Figures.Sheet(rows, ["u = 0.02", "0.26", "0.5", "0.74", "0.98"], "Coordinates of the latent vector");
    }

    private static IReadOnlyList<Picture> Pictures(IReadOnlyList<HeadSpec> heads, IReadOnlyList<Camera> cameras, int size)
    {
        using var scope = NewDisposeScope();
        using var views = HeadRenderer.Render(heads, cameras, size);
        return Picture.FromBatch(views.Image());
    }
}
