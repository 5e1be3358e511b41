using System.Diagnostics;
using Workbench.Cameras;
using Workbench.Encoders;
using Workbench.Generator;
using Workbench.Losses;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Inversion;

/// <content>From photographs to heads.</content>
public sealed partial class TriGridEncoder : IInverter
{
    /// <summary>Encodes photographs: code, planes, first render, refined planes. Without gradients; the network is in evaluation mode meanwhile.</summary>
    /// <param name="head">The generator that the encoder was trained for; unaltered.</param>
    /// <param name="photos">Photographs of any size; masked-out pixels become the grey that the encoder was trained with.</param>
    /// <param name="cancellation">Checked between the stages and before every render.</param>
    /// <exception cref="ArgumentException">The encoder and the generator do not fit, or there is no photograph.</exception>
    /// <exception cref="InvalidOperationException">Codes or planes hold NaN or infinite numbers.</exception>
    public EncodedHeads Encode(PanoHead head, IReadOnlyList<Photo> photos, CancellationToken cancellation = default) => Encode(head, photos, _planes, cancellation);

    /// <summary>Stops at the planes of the code.</summary>
    internal EncodedHeads EncodeCodes(PanoHead head, IReadOnlyList<Photo> photos, CancellationToken cancellation) => Encode(head, photos, null, cancellation);

    /// <inheritdoc/>
    public InvertedPhoto Invert(PanoHead head, Photo photo, IProgress<InversionReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var encoded = Encode(head, [photo], cancellation);
        return Inverted(head, photo, encoded.Grid, encoded.Codes, encoded.Stages, Name, progress).MoveToOuterDisposeScope();
    }

    /// <summary>Photographs as encoders see them, [N, 3, H, H] at a side, before the trained grey.</summary>
    internal Tensor Pictures(IReadOnlyList<Photo> photos, int side, Device device)
    {
        using var scope = NewDisposeScope();
        return cat([.. photos.Select(photo => RefinementPictures.Sized(OverGrey(photo), side))]).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>The result of a feed-forward inversion, with how far its render is from the photograph.</summary>
    internal static InvertedPhoto Inverted(PanoHead head, Photo photo, TriGrid grid, Latents codes, IReadOnlyList<InversionStage> stages, string method, IProgress<InversionReport>? progress)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var shown = head.Render(grid, photo.Camera).Image.clamp(-1, 1);
        var side = (int)shown.shape[2];
        var (pixel, perceptual) = new PhotoObjective(photo, new MultiScalePixels(), side, side, head.Device).Compare(shown);
        var losses = new InversionLosses(pixel.ToDouble() + perceptual.ToDouble(), pixel.ToDouble(), perceptual.ToDouble());
        progress?.Report(new InversionReport("encoding", 1, 1, losses, 0, shown.cpu().DetachFromDisposeScope()));
        return new InvertedPhoto
        {
            Latents = codes with { Codes = codes.Codes.clone() },
            Grid = new TriGrid(grid.Features.alias(), grid.Axes, grid.BoxSize)
            {
                Latents = grid.Latents is { } latents ? latents with { Codes = latents.Codes.clone() } : null,
                Background = grid.Background?.clone(),
            },
            Camera = photo.Camera,
            Rendering = head.Config.Rendering,
            Losses = losses,
            Stages = stages,
            End = InversionEnd.Finished,
            Provenance = $"{photo.Name} by {method} on {head.Name}",
        }.MoveToOuterDisposeScope();
    }

    /// <summary>The picture that encoders compare: raw or final, over the trained backdrop, at the reader's resolution.</summary>
    internal Tensor Compared(PanoHead head, TriGrid grid, IReadOnlyList<Camera> cameras, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var final = Config.View == ComparedView.Final;
        var views = HeadByHead.Render(head, grid, cameras, new RenderOptions { Refine = final, Background = !Config.Backdrop.ReplacesRendered }, cancellation);
        var image = final ? views.Image : views.ImageRaw;
        if (Config.Backdrop.ReplacesRendered)
            image = OverGrey(image, RefinementPictures.Sized(views.Mask, (int)image.shape[2]), Config.Backdrop.Grey);
        return RefinementPictures.Sized(image, Config.ImageResolution).clamp(-1.5, 1.5).MoveToOuterDisposeScope(); // refined pictures overshoot
    }

    /// <summary>mask·image + (1 − mask)·grey.</summary>
    /// <param name="image">[N, 3, H, W], −1…1.</param>
    /// <param name="mask">[N, 1, H, W]</param>
    /// <param name="grey">0 black … 1 white.</param>
    internal static Tensor OverGrey(Tensor image, Tensor mask, double grey)
    {
        using var scope = NewDisposeScope();
        var kept = mask.clamp(0, 1);
        return (image * kept + (1 - kept) * (2 * grey - 1)).MoveToOuterDisposeScope();
    }

    private EncodedHeads Encode(PanoHead head, IReadOnlyList<Photo> photos, TriplaneNetEncoder? refinement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentOutOfRangeException.ThrowIfZero(photos.Count, nameof(photos));
        if (Misfits(head.Config) is { Count: > 0 } problems)
            throw new ArgumentException("head: " + string.Join(' ', problems), nameof(head));
        var wasTraining = training;
        eval();
        try
        {
            using var grad = no_grad();
            using var scope = NewDisposeScope();
            return EncodeAll(head, photos, refinement, cancellation).MoveToOuterDisposeScope();
        }
        finally
        {
            train(wasTraining);
        }
    }

    private EncodedHeads EncodeAll(PanoHead head, IReadOnlyList<Photo> photos, TriplaneNetEncoder? refinement, CancellationToken cancellation)
    {
        var stages = new List<InversionStage>();
        Camera[] cameras = [.. photos.Select(photo => photo.Camera)];
        var image = Pictures(photos, Config.ImageResolution, head.Device); // [N, 3, H, H]
        var codes = Timed("code", () => ReadCodes(image, head.Network)); // [N, L, K]
        cancellation.ThrowIfCancellationRequested();
        var initial = Timed("planes of the code", () => head.Synthesize(new Latents(codes, LatentSpace.WPlus)));
        Check(codes, $"codes of {Name}", $"Its weights or a photograph hold such numbers; take an earlier checkpoint of its training.");
        Check(initial.Features, $"planes that {head.Name} makes of them", "Its weights hold such numbers or 16-bit floats overflowed; `workbench inspect FILE` names the tensors, then take an intact copy of the file.");
        var grid = initial;
        if (refinement is { } network)
        {
            var pictures = Timed("first renders", () => new RefinementPictures(
                Pictures(photos, network.Config.Resolution, head.Device),
                Compared(head, initial, cameras, cancellation),
                network.Config.Version == TriplaneNetVersion.V1 ? null : Compared(head, initial, [.. cameras.Select(camera => camera.Mirror())], cancellation)));
            cancellation.ThrowIfCancellationRequested();
            var refined = Timed("refined planes", () => RefinePlanes(pictures, initial.ToChannels()));
            Check(refined, $"planes that {Name} refines", "The weights of its refinement hold such numbers; take an earlier checkpoint of its training.");
            grid = TriGrid.FromChannels(refined, head.Config.PlaneDepth, head.Config.PlaneAxes, head.Config.BoxSize);
        }
        return new EncodedHeads
        {
            Codes = new Latents(codes, LatentSpace.WPlus),
            Initial = initial,
            Grid = new TriGrid(grid.Features.alias(), grid.Axes, grid.BoxSize) { Latents = new Latents(codes.alias(), LatentSpace.WPlus), Background = initial.Background?.alias() },
            Cameras = cameras,
            Stages = stages,
        };

        T Timed<T>(string stage, Func<T> work)
        {
            var clock = Stopwatch.StartNew();
            var result = work();
            stages.Add(new InversionStage($"{Name}: {stage}", 1, 1, clock.Elapsed));
            return result;
        }
    }

    // Numbers that are none would run through everything that follows and end as an empty picture.
    internal static void Check(Tensor values, string what, string remedy)
    {
        using var scope = NewDisposeScope();
        if (!values.isfinite().all().ToBoolean())
            throw new InvalidOperationException($"The {what} hold NaN or infinite numbers. {remedy}");
    }

    private Tensor OverGrey(Photo photo) => photo.Mask is { } mask ? OverGrey(photo.Image, mask, Config.Backdrop.Grey) : photo.Image.alias();
}
