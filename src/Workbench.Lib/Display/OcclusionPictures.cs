using Workbench.Metrics;
using Workbench.Occlusion;
using Workbench.Rendering;

namespace Workbench.Display;

/// <summary>Occlusion masks to look at: on the planes, on renders and as points in space.</summary>
public static class OcclusionPictures
{
    private static readonly Colour SeenColour = new(40, 150, 90);
    private static readonly Colour HiddenColour = new(215, 70, 50);
    private static readonly Colour RightlySeen = Colour.White;
    private static readonly Colour RightlyOccluded = new(45, 50, 60);
    private static readonly Colour Missed = new(230, 110, 20);
    private static readonly Colour TooMuch = new(70, 130, 220);

    /// <summary>The mask on every plane and slice: white is seen, dark is occluded.</summary>
    /// <param name="mask">A mask.</param>
    /// <param name="axes">Names the planes.</param>
    /// <param name="head">Which head.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Planes(OcclusionMask mask, PlaneAxes? axes = null, int head = 0, string title = "Occlusion mask")
    {
        ArgumentNullException.ThrowIfNull(mask);
        var v = mask.Visible.shape;
        var share = mask.Visible[head].mean().cpu().item<float>();
        return PlaneSheet(v[1], v[2], axes, (plane, slice) => Plane.Read(mask.Visible[head, plane, slice]).Coloured(0, 1, value => Mix(RightlyOccluded, RightlySeen, value)), title,
            $"visible share [{string.Join(", ", v)}], 0…1: white seen, dark occluded; {share:P1} of the cells are seen".Replace(" %", "%", StringComparison.Ordinal));
    }

    /// <summary>The true classes on every plane and slice.</summary>
    /// <param name="truth">True visibility.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Truth(TrueVisibility truth, string title = "True visibility")
    {
        ArgumentNullException.ThrowIfNull(truth);
        var s = truth.Cells.shape;
        return PlaneSheet(s[0], s[1], truth.Layout.Axes, (plane, slice) => Plane.Read(truth.Cells[plane, slice]).Coloured(0, 3, value => ((int)Math.Round(3 * value)) switch
        {
            0 => RightlySeen,
            1 => HiddenColour,
            2 => new Colour(150, 100, 190),
            _ => RightlyOccluded,
        }), title, $"classes [{string.Join(", ", s)}]: white seen, red hidden surface, violet surface outside the picture, dark no surface");
    }

    /// <summary>Estimate against truth on every plane and slice.</summary>
    /// <param name="mask">The estimate, of one head.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Difference(OcclusionMask mask, TrueVisibility truth, string title = "Estimate against truth")
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(truth);
        var agreement = OcclusionAgreement.OfCells(mask, truth);
        var s = truth.Cells.shape;
        return PlaneSheet(s[0], s[1], truth.Layout.Axes, (plane, slice) =>
        {
            var (estimate, classes) = (Plane.Read(mask.Visible[0, plane, slice]), Plane.Read(truth.Cells[plane, slice]));
            var picture = new Picture(classes.Width, classes.Height);
            for (var i = 0; i < classes.Values.Length; i++)
                picture[i % classes.Width, i / classes.Width] = (classes.Values[i] == (int)VisibilityClass.Seen, estimate.Values[i] >= 0.5f) switch
                {
                    (true, true) => RightlySeen,
                    (false, false) => RightlyOccluded,
                    (true, false) => Missed,
                    (false, true) => TooMuch,
                };
            return picture;
        }, title, FormattableString.Invariant($"white and dark agree, orange is seen but called occluded, blue is called seen too much; IoU of the occluded cells {agreement.OcclusionIoU:0.000}, of the seen cells {agreement.SeenIoU:0.000}"));
    }

    /// <summary>Renders tinted by the mask: what the surface in each pixel reads from cells that are seen (green) or not (red).</summary>
    /// <param name="views">Renders of one head, by any cameras.</param>
    /// <param name="mask">The mask of that head.</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="opacity">Strength of the tint.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Over(RenderedViews views, OcclusionMask mask, PlaneLayout layout, double opacity = 0.5, string title = "Seen and unseen")
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(mask);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var pictures = Picture.FromBatch(views.Image);
        var side = (int)views.Depth.shape[3];
        var points = SeenPoints.Unproject(Cameras.Camera.ToTensor(views.Cameras), views.Depth.cpu(), views.Mask.cpu());
        var tinted = new List<Picture>();
        var seen = 0.0;
        for (var i = 0; i < views.Count; i++)
        {
            using var step = NewDisposeScope();
            var share = mask.At(points.Points[i].unsqueeze(0), layout)[0].cpu().amin([0]); // [R]
            var surface = points.Kept[i].to(ScalarType.Float32);
            seen += (share * surface).sum().item<float>() / Math.Max(1, surface.sum().item<float>()) / views.Count;
            var picture = Figures.MaskPicture(pictures[i], Plane.Read((share * surface).view(side, side)), SeenColour, opacity);
            tinted.Add(Figures.MaskPicture(picture, Plane.Read(((1 - share) * surface).view(side, side)), HiddenColour, opacity));
        }
        return Figures.Grid(tinted, [.. views.Cameras.Select(Describe.AngleWords)], title: title,
            caption: $"{pictures[0].Width}² renders, mask read at the {side}² depth: green seen on all planes, red not; {seen:P0} of the surface is seen".Replace(" %", "%", StringComparison.Ordinal));
    }

    /// <summary>Seen and unseen points of a surface in space, to turn with the mouse.</summary>
    /// <param name="points">Surface, world units, [M, 3].</param>
    /// <param name="mask">The mask of that head.</param>
    /// <param name="layout">Where the cells lie.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Space(Tensor points, OcclusionMask mask, PlaneLayout layout, string title = "Seen surface")
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var seen = mask.At(points.unsqueeze(0), layout)[0].cpu().amin([0]).ge(0.5);
        return Charts.Cloud([PointCloud.Of("seen", points, seen, SeenColour), PointCloud.Of("not seen", points, seen.logical_not(), HiddenColour)], title);
    }

    /// <summary>A study as a table: every option with its agreement by class.</summary>
    /// <param name="scores">Rows of a study.</param>
    /// <param name="places">Compares places of the box instead of cells of the planes.</param>
    /// <param name="title">What is shown.</param>
    public static Figure Table(IReadOnlyList<OcclusionScore> scores, bool places = false, string title = "Occlusion masks against true visibility")
    {
        ArgumentNullException.ThrowIfNull(scores);
        var kinds = Enum.GetValues<VisibilityClass>();
        string Number(double value) => double.IsNaN(value) ? "" : value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
        var rows = scores.Select(score => (score, Agreement: places ? score.Places : score.Cells)).Select(row => (IReadOnlyList<string>)
            [row.score.Option, row.score.Source.ToString().ToLowerInvariant(), Number(row.Agreement.OcclusionIoU), Number(row.Agreement.SeenIoU), .. kinds.Select(kind => Number(row.Agreement.Share(kind)))]).ToArray();
        var counts = scores.Count == 0 ? "" : string.Join(", ", kinds.Select(kind => FormattableString.Invariant($"{(places ? scores[0].Places : scores[0].Cells)[kind].Count:n0} {Words(kind)}")));
        return Figures.Table(["option", "depth of", "IoU occluded", "IoU seen", .. kinds.Select(kind => "right: " + Words(kind))], rows, title, $"{(places ? "places of the box" : "cells of the planes")}: {counts}");
    }

    private static string Words(VisibilityClass kind) => kind switch
    {
        VisibilityClass.Seen => "seen",
        VisibilityClass.Hidden => "hidden behind the surface",
        VisibilityClass.Outside => "outside the picture",
        _ => "empty",
    };

    private static Figure PlaneSheet(long planes, long slices, PlaneAxes? axes, Func<int, int, Picture> draw, string title, string caption)
    {
        using var scope = NewDisposeScope();
        var rows = Enumerable.Range(0, (int)planes).Select(plane => (
            axes is not null && plane < axes.Count ? $"{Letter(axes[plane].Width)} across, {Letter(axes[plane].Height)} {(Upright(plane) ? "up" : "down")}" : $"plane {plane}",
            (IReadOnlyList<Picture>)[.. Enumerable.Range(0, (int)slices).Select(slice => Enlarged(draw(plane, slice), Upright(plane)))])).ToArray();
        return Figures.Sheet(rows, [.. Enumerable.Range(0, (int)slices).Select(slice => $"slice {slice}")], title, caption);

        // Rows count upwards along y; heads stand upright.
        bool Upright(int plane) => axes is not null && plane < axes.Count && axes[plane].Height == 1;
    }

    // With a frame, so that a plane that is white throughout is seen on white paper.
    private static Picture Enlarged(Picture picture, bool flip)
    {
        var large = picture.Magnify(Math.Max(1, 190 / picture.Width));
        var framed = Picture.Filled(large.Width + 2, large.Height + 2, Colour.Pale);
        for (var y = 0; y < large.Height; y++)
            for (var x = 0; x < large.Width; x++)
                framed[x + 1, y + 1] = large[x, flip ? large.Height - 1 - y : y];
        return framed;
    }

    private static char Letter(int axis) => (char)('x' + axis);

    private static Colour Mix(Colour dark, Colour light, double share)
    {
        byte Channel(byte a, byte b) => (byte)Math.Round(a + (b - a) * Math.Clamp(share, 0, 1));
        return new(Channel(dark.R, light.R), Channel(dark.G, light.G), Channel(dark.B, light.B));
    }
}
