using System.Diagnostics;
using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Inversion;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Evaluation;

/// <summary>One photograph through one inverter: numbers, pictures and, if asked for, the inverted head.</summary>
/// <param name="Score">The numbers.</param>
/// <param name="Photograph">The photograph.</param>
/// <param name="Reconstruction">The head as the photograph shows it.</param>
/// <param name="Views">Novel views.</param>
/// <param name="Features">Features of the views for the distance between sets, [V, F]; null without.</param>
internal sealed record InversionTrial(PhotoScore Score, Picture Photograph, Picture Reconstruction, IReadOnlyList<Picture> Views, Tensor? Features) : TensorRecord
{
    /// <inheritdoc/>
    protected override IEnumerable<Tensor?> Owned => [Features];

    /// <summary>Inverts and measures.</summary>
    /// <param name="head">The generator.</param>
    /// <param name="inverter">The inverter.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="config">What is measured.</param>
    /// <param name="networks">With what.</param>
    /// <param name="setCameras">Cameras of the pictures whose features are kept.</param>
    /// <param name="cancellation">Handed to the inverter.</param>
    /// <exception cref="OperationCanceledException">Cancelled; what an inverter had found so far is not measured.</exception>
    public static InversionTrial Run(PanoHead head, NamedInverter inverter, EvaluationPhoto photo, TrialConfig config, EvaluationNetworks networks, IReadOnlyList<Camera> setCameras, CancellationToken cancellation)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var inverted = inverter.Inverter.Invert(head, photo.Photo, null, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var shown = Shown(head, inverted, [inverted.Camera], photo);
        var seconds = inverted.Stages.Sum(stage => stage.Duration.TotalSeconds) + clock.Elapsed.TotalSeconds;
        var side = Math.Min(config.Resolution, head.Config.ImageResolution);
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, numbers) in networks.Measure(At(shown, side), At(photo.Photo.Image.to(head.Device), side)))
            values[name] = numbers[0];
        var cameras = config.Cameras(head.Config.CameraRadius);
        var views = Shown(head, inverted, cameras, photo);
        if (photo.TrueViews is { } truth)
            AddSectors(values, networks.Measure(At(views, side), truth(cameras, side).to(head.Device)), config.NovelViews);
        var features = networks.Features is { } reader && setCameras.Count > 0 ? reader.Read(Shown(head, inverted, setCameras, photo)).cpu() : null;
        var score = new PhotoScore { Photo = photo.Photo.Name, YawDegrees = Yaw(photo.Photo.Camera), Values = values, Seconds = seconds };
        return new InversionTrial(score, Picture.FromTensor(photo.Photo.Image), Picture.FromTensor(shown), Picture.FromBatch(views), features).MoveToOuterDisposeScope();
    }

    /// <summary>Degrees from the front, from where a camera stands.</summary>
    public static double Yaw(Camera camera) => double.RadiansToDegrees(Math.Atan2(camera.Position.X, camera.Position.Z));

    /// <summary>A batch at a side: averaged down, or bilinearly enlarged.</summary>
    public static Tensor At(Tensor images, int side)
    {
        using var scope = NewDisposeScope();
        var sized = images.shape[2] == side ? images.alias() : images.shape[2] > side ? nn.functional.adaptive_avg_pool2d(images, side) : Resize.Bilinear(images, side, side, antialias: false);
        return sized.clamp(-1, 1).MoveToOuterDisposeScope();
    }

    // A photograph without background is compared with a head before white, whatever the generator paints behind it.
    private static Tensor Shown(PanoHead head, InvertedPhoto inverted, IReadOnlyList<Camera> cameras, EvaluationPhoto photo)
    {
        using var scope = NewDisposeScope();
        var cut = head.Config.HasBackground && photo.Photo.Mask is not null;
        var views = inverted.Render(head, cameras, new RenderOptions { Background = !cut });
        if (!cut)
            return views.Image.clamp(-1, 1).MoveToOuterDisposeScope();
        var mask = Resize.Bilinear(views.Mask.clamp(0, 1), (int)views.Image.shape[2], (int)views.Image.shape[3], antialias: false);
        return (views.Image * mask + (1 - mask)).clamp(-1, 1).MoveToOuterDisposeScope();
    }

    private static void AddSectors(SortedDictionary<string, double> values, IReadOnlyDictionary<string, double[]> measured, int views)
    {
        foreach (var (name, numbers) in measured)
            foreach (var sector in numbers.Select((number, i) => (number, Sector: TrialConfig.Sector(360.0 * i / views))).GroupBy(item => item.Sector))
                values[$"{sector.Key}/{name}"] = sector.Average(item => item.number);
    }
}
