using System.Globalization;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Population;
using Workbench.Rendering;

namespace Workbench.Display;

/// <summary>Contact sheets that hold a generator of the population against the truth.</summary>
public static class HeadComparison
{
    private static readonly double[] s_yaws = [0, 45, 90, 135, 180, -135, -90, -45];

    /// <summary>The true pictures of heads above what a generator shows of them, all round.</summary>
    /// <param name="generator">A generator whose codes are the population's latent vectors.</param>
    /// <param name="split">Which heads.</param>
    /// <param name="indices">Their numbers in the split.</param>
    /// <param name="yawsDegrees">One a column; null takes eight all round.</param>
    /// <param name="withError">Adds a row of absolute colour errors, mean over channels: black 0, white 0.5 and more.</param>
    /// <param name="title">Title.</param>
    /// <exception cref="ArgumentException">The generator's codes have another width.</exception>
    public static Figure Around(PanoHead generator, HeadSplit split, IReadOnlyList<int> indices, IReadOnlyList<double>? yawsDegrees = null, bool withError = false, string title = "Truth and generator")
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(indices);
        var yaws = yawsDegrees ?? s_yaws;
        var rows = new List<(string, IReadOnlyList<Picture>)>();
        foreach (var index in indices)
        {
            using var scope = NewDisposeScope();
            Camera[] cameras = [.. yaws.Select(yaw => Camera.At(yaw, 5, generator.Config.CameraRadius))];
            var truth = HeadRenderer.Render(HeadPopulation.Head(split, index), cameras, generator.Config.ImageResolution).Image();
            var shown = generator.Render(generator.Synthesize(new Latents(HeadPopulation.Latents(split, index, 1), LatentSpace.Z)), cameras).Image;
            rows.Add(($"{index} true", Picture.FromBatch(truth)));
            rows.Add(($"{index}", Picture.FromBatch(shown)));
            if (withError)
                rows.Add(("error", Picture.FromBatch(((shown.clamp(-1, 1) - truth).abs().mean([1], keepdim: true) * 2 - 1).clamp(-1, 1))));
        }
        return Figures.Sheet(rows, Degrees(yaws), title, string.Create(CultureInfo.InvariantCulture, $"heads of the {split} split, {generator.Config.ImageResolution}², white background"));
    }

    /// <summary>A path of codes in pictures: the true heads of the codes, what a generator makes of each, and the straight line in W between its ends.</summary>
    /// <param name="generator">A generator whose codes are the population's latent vectors.</param>
    /// <param name="codes">Codes along the path, [N, 64].</param>
    /// <param name="yawDegrees">Where the camera stands.</param>
    /// <param name="title">Title.</param>
    public static Figure Along(PanoHead generator, Tensor codes, double yawDegrees = 30, string title = "From one head to another")
    {
        ArgumentNullException.ThrowIfNull(generator);
        Shape.Check(codes, "N K", [("K", HeadCoordinates.Count)]);
        using var scope = NewDisposeScope();
        var steps = (int)codes.shape[0];
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2, nameof(codes));
        var camera = Camera.At(yawDegrees, 5, generator.Config.CameraRadius);
        var truth = HeadRenderer.Render(HeadSpec.FromLatents(codes), [.. Enumerable.Repeat(camera, steps)], generator.Config.ImageResolution);
        var w = generator.Map(new Latents(codes, LatentSpace.Z)).Codes; // [N, L, K]
        var line = cat([.. Enumerable.Range(0, steps).Select(i => w[..1].lerp(w[^1..], i / (steps - 1.0)))]);
        return Figures.Sheet(
            [("truth", Picture.FromBatch(truth.Image())), ("along z", Shown(w)), ("line in w", Shown(line))],
            [.. Enumerable.Range(0, steps).Select(i => (i / (steps - 1.0)).ToString("0.00", CultureInfo.InvariantCulture))], title);

        IReadOnlyList<Picture> Shown(Tensor styles) => Picture.FromBatch(generator.Render(generator.Synthesize(new Latents(styles, LatentSpace.W)), camera).Image);
    }

    private static string[] Degrees(IReadOnlyList<double> yaws) => [.. yaws.Select(yaw => string.Create(CultureInfo.InvariantCulture, $"{yaw:0}°"))];
}
