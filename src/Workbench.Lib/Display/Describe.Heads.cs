using System.Globalization;
using System.Reflection;
using Workbench.Cameras;
using Workbench.Generator;
using Workbench.Ops;
using Workbench.Rendering;

namespace Workbench.Display;

public static partial class Describe
{
    private const int MaximumViews = 12;
    private const int MaximumHeads = 4;

    /// <summary>A contact sheet: image, raw image, depth and mask below one another, one column a camera.</summary>
    internal static Figure Show(RenderedViews views)
    {
        if (((Tensor[])[views.Image, views.ImageRaw, views.Depth, views.Mask]).Any(tensor => tensor.IsInvalid))
            return Gone("RenderedViews");
        var count = (int)Math.Min(views.Count, MaximumViews);
        if (count == 0)
            return Figures.Text("No view.", "RenderedViews");
        var chosen = Enumerable.Range(0, count).Select(i => i * views.Count / count).ToArray();
        using var scope = NewDisposeScope();
        IReadOnlyList<Picture> Row(Func<long, Picture> picture) => [.. chosen.Select(picture)];
        var labels = chosen.Select(i => i < views.Cameras.Count ? AngleWords(views.Cameras[(int)i]) : $"view {i}").ToArray();
        // One scale for all depths, from what the masks keep.
        var depths = chosen.Select(i => Plane.Read(views.Depth[i])).ToArray();
        var keeps = chosen.Select((i, k) => Figures.Keep(depths[k], views.Mask[i])).ToArray();
        var ranges = depths.Select((depth, k) => depth.Range(keeps[k])).ToArray();
        var (near, far) = (ranges.Min(range => range.Low), ranges.Max(range => range.High));
        var depthRow = depths.Select((depth, k) => depth.Coloured(near, far, share => ColourMap.Sequential(1 - share), keeps[k])).ToArray();
        var note = count < views.Count ? $", {count} of {views.Count} shown" : "";
        var caption = $"image {Size(views.Image)}, −1…1; raw {Size(views.ImageRaw)}; depth {Html.Number(near)}…{Html.Number(far)} world units where the mask is at least 0.5; mask 0…1{note}";
        return Figures.Sheet(
            [
                ("image", Row(i => Picture.FromTensor(views.Image[i]).Within(512))),
                ("raw", Row(i => Picture.FromTensor(views.ImageRaw[i]))),
                ("depth", depthRow),
                ("mask", Row(i => Picture.FromTensor(views.Mask[i], PixelRange.Unit))),
            ],
            labels,
            views.Count == 1 ? "Rendering" : $"Rendering of {views.Count} views",
            caption);
    }

    /// <summary>The strength of the features on every plane, root mean square over features and slices.</summary>
    internal static Figure Show(TriGrid grid)
    {
        if (grid.Features.IsInvalid)
            return Gone("TriGrid");
        var summary = TensorSummary.Of(grid.Features);
        var caption = $"{summary}; planes {grid.Axes} (width, height, depth), box of side {Html.Number(grid.BoxSize)} world units";
        if (summary.Count == 0 || grid.Features.dim() != 6)
            return Figures.Text("No features to show.", "TriGrid", caption);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var heads = (int)Math.Min(grid.Count, MaximumHeads);
        var energy = grid.Features.slice(0, 0, heads, 1).detach().to(ScalarType.Float32).square().mean([2, 3]).sqrt().cpu(); // [N, P, H, W]
        var planes = Enumerable.Range(0, heads).SelectMany(n => Enumerable.Range(0, (int)energy.shape[1]).Select(p => (n, p, Plane.Read(energy[n, p])))).ToArray();
        var (low, high) = (planes.Min(item => item.Item3.Range().Low), planes.Max(item => item.Item3.Range().High));
        var pictures = planes.Select(item => item.Item3.Coloured(low, high, ColourMap.Sequential).Within(256)).ToArray();
        var captions = planes.Select(item => $"{(heads > 1 ? $"head {item.n}, " : "")}plane {item.p}: {AxisNames(grid.Axes, item.p)}").ToArray();
        var note = heads < grid.Count ? $"; the first {heads} of {grid.Count} heads" : "";
        return Figures.Grid(pictures, captions, (int)energy.shape[1], grid.Count == 1 ? "TriGrid" : $"TriGrid of {grid.Count} heads", $"{caption}. Colours: strength {Html.Number(low)}…{Html.Number(high)}, root mean square over {grid.Features.shape[2]} features and {grid.Depth} slices{note}");
    }

    /// <summary>The numbers of the codes as a strip, one row a layer.</summary>
    internal static Figure Show(Latents latents)
    {
        if (latents.Codes.IsInvalid)
            return Gone("Latents");
        var summary = TensorSummary.Of(latents.Codes);
        var space = latents.Space switch { LatentSpace.ZPlus => "Z+", LatentSpace.WPlus => "W+", var other => other.ToString() };
        var title = $"Latents in {space}{(latents.Count == 1 ? "" : $", {latents.Count} codes")}";
        if (summary.Count == 0 || latents.Codes.dim() is not (2 or 3))
            return Figures.Text("No numbers to show.", title, summary.ToString());
        using var scope = NewDisposeScope();
        var heads = (int)Math.Min(latents.Count, MaximumHeads);
        var limit = Math.Max(1e-12, 3 * summary.Deviation);
        var strips = Enumerable.Range(0, heads).Select(n =>
        {
            var code = latents.Codes[n];
            var plane = Plane.Read(code.dim() == 1 ? code.unsqueeze(0) : code);
            var picture = plane.Coloured(-limit, limit, ColourMap.Diverging).Within(1024);
            return Stretch(picture, Math.Max(1, 768 / picture.Width), Math.Max(1, Math.Min(24, 112 / picture.Height)));
        }).ToArray();
        var captions = heads == 1 ? null : strips.Select((_, n) => $"code {n}").ToArray();
        return Figures.Grid(strips, captions, 1, title, $"{summary}; rows are layers, colours −{Html.Number(limit)} blue, 0 white, {Html.Number(limit)} red");
    }

    /// <summary>The pose in words and in numbers.</summary>
    internal static Figure Show(Camera camera)
    {
        var pinhole = camera.Intrinsics;
        string Row(int row) => string.Join("  ", Enumerable.Range(0, 4).Select(column => Fixed(camera.CameraToWorld[4 * row + column])));
        return Figures.Table(
            ["", "value"],
            [
                ["pose", AngleWords(camera)],
                ["distance", $"{Fixed(camera.Position.Length())} world units from the centre of the head"],
                ["position", $"x {Fixed(camera.Position.X)}, y {Fixed(camera.Position.Y)}, z {Fixed(camera.Position.Z)}"],
                ["looks to", $"x {Fixed(camera.Forward.X)}, y {Fixed(camera.Forward.Y)}, z {Fixed(camera.Forward.Z)}"],
                ["focal length", $"{Fixed(pinhole.FocalX)}, {Fixed(pinhole.FocalY)} of the image size"],
                ["field of view", $"{Fixed(pinhole.HorizontalFieldOfViewDegrees)}°"],
                ["principal point", $"{Fixed(pinhole.CentreX)}, {Fixed(pinhole.CentreY)}"],
                ["camera to world", Row(0)], ["", Row(1)], ["", Row(2)],
                .. camera.Diagnose().Select(finding => (IReadOnlyList<string>)["notice", finding]),
            ],
            "Camera",
            camera.ToString());
    }

    /// <summary>Any other value that owns tensors: its properties in a table, its images below.</summary>
    internal static Figure Show(TensorRecord record)
    {
        var properties = record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0).ToArray();
        var rows = new List<IReadOnlyList<string>>();
        var figures = new List<Figure>();
        foreach (var property in properties)
        {
            var value = property.GetValue(record);
            rows.Add([property.Name, value is Tensor tensor ? TensorSummary.Of(tensor).ToString() : value is TensorRecord inner ? inner.GetType().Name : Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""]);
            if (value is Tensor image && IsImage(image) && figures.Count < MaximumHeads)
                figures.Add(Show(image).WithTitle(property.Name));
        }
        var title = record.GetType().Name;
        var table = rows.Count > 0 ? Figures.Table(["property", "value"], rows) : Figures.Text(title);
        return figures.Count == 0 ? table.WithTitle(title) : Figures.Column([table, .. figures], title);
    }

    // Where the camera stands, not how it is rolled: azimuth and elevation of its position.
    internal static string AngleWords(Camera camera)
    {
        var at = camera.Position;
        var yaw = Angle(double.RadiansToDegrees(Math.Atan2(at.X, at.Z)));
        var elevation = Angle(double.RadiansToDegrees(Math.Atan2(at.Y, Math.Sqrt(at.X * at.X + at.Z * at.Z))));
        return elevation == "0°" ? $"yaw {yaw}" : $"yaw {yaw}, elevation {elevation}";
    }

    private static Figure Gone(string title) => Figures.Text("Its tensors have been disposed. Move it to the outer dispose scope, or show it before its scope ends.", title);

    private static string Angle(double degrees) => Math.Round(degrees) is var whole && whole == 0 ? "0°" : whole == -180 ? "180°" : $"{whole.ToString("0", CultureInfo.InvariantCulture).Replace('-', '−')}°";

    private static string Fixed(float value) => Fixed((double)value);

    private static string Fixed(double value) => (Math.Round(value, 4) + 0.0).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Size(Tensor images) => string.Join('×', images.shape[^2..].Reverse());

    private static string AxisNames(PlaneAxes axes, int plane)
    {
        if (plane >= axes.Count)
            return "no axes";
        var (width, height, _) = axes[plane];
        return $"{(char)('x' + width)} across, {(char)('x' + height)} down";
    }

    private static Picture Stretch(Picture picture, int across, int down)
    {
        var result = new Picture(picture.Width * across, picture.Height * down);
        for (var y = 0; y < result.Height; y++)
            for (var x = 0; x < result.Width; x++)
                result[x, y] = picture[x / across, y / down];
        return result;
    }
}
