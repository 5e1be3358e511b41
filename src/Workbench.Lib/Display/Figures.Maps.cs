namespace Workbench.Display;

public static partial class Figures
{
    private const float Inside = 0.5f;

    /// <summary>A mask laid over a picture in one colour.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="mask">[H, W] or [1, 1, H, W], 0…1; scaled to the picture.</param>
    /// <param name="colour">Colour of the mask; red where none is given.</param>
    /// <param name="opacity">Opacity where the mask is 1.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null says shape and share of the mask.</param>
    public static Figure MaskOver(Picture picture, Tensor mask, Colour? colour = null, double opacity = 0.5, string title = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var plane = Plane.Read(mask, nameof(mask));
        var share = plane.Values.Count(value => value >= Inside) / (double)plane.Values.Length;
        return Image(MaskPicture(picture, plane, colour ?? new Colour(230, 30, 50), opacity), title, caption ?? $"mask {plane.Width}×{plane.Height}, covers {share:P1} of the picture".Replace(" %", "%", StringComparison.Ordinal));
    }

    /// <summary>A depth map in colours, with a bar that tells distances.</summary>
    /// <param name="depth">[H, W] or [1, 1, H, W], distances.</param>
    /// <param name="mask">Where there is something to see, same size, 0…1; elsewhere the map is empty. Null shows all.</param>
    /// <param name="range">Nearest and farthest distance of the colours; null takes them from the map.</param>
    /// <param name="unit">Unit of the distances.</param>
    /// <param name="title">What is shown.</param>
    public static Figure DepthMap(Tensor depth, Tensor? mask = null, (double Near, double Far)? range = null, string unit = "world units", string title = "")
    {
        var plane = Plane.Read(depth, nameof(depth));
        var keep = Keep(plane, mask);
        var (low, high) = plane.Range(keep);
        var (near, far) = range ?? (low, high);
        var picture = plane.Coloured(near, far, Near, keep);
        var factor = Math.Max(1, 256 / Math.Max(picture.Width, picture.Height));
        var sheet = PlanePictures.Beside(picture.Magnify(factor), PlanePictures.Bar(picture.Height * factor, near, far, Near, unit));
        return Image(sheet, title, $"depth {plane.Width}×{plane.Height}, {Html.Number(low)}…{Html.Number(high)} {unit}{(mask is null ? "" : ", where the mask is at least 0.5")}");

        static Colour Near(double share) => ColourMap.Sequential(double.IsNaN(share) ? share : 1 - share); // near is light
    }

    /// <summary>A plane of numbers in colours, with a bar that tells values.</summary>
    /// <param name="values">[H, W], or more axes of size 1 before.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null says shape and range.</param>
    /// <param name="signed">Colours zero white, negative values blue, positive values red.</param>
    public static Figure Map(Tensor values, string title = "", string? caption = null, bool signed = false)
    {
        var plane = Plane.Read(values, nameof(values));
        var (low, high) = plane.Range();
        var (from, to) = signed ? (-Math.Max(Math.Abs(low), Math.Abs(high)), Math.Max(Math.Abs(low), Math.Abs(high))) : (low, high);
        Func<double, Colour> map = signed ? ColourMap.Diverging : ColourMap.Sequential;
        var picture = plane.Coloured(from, to, map).Within(1024);
        var factor = Math.Max(1, 200 / Math.Max(picture.Width, picture.Height));
        var bar = PlanePictures.Bar(Math.Max(100, picture.Height * factor), from, to, map, "");
        return Image(PlanePictures.Beside(picture.Magnify(factor), bar), title, caption ?? $"[{string.Join(", ", values.shape)}], {Html.Number(low)}…{Html.Number(high)}");
    }

    internal static Picture MaskPicture(Picture picture, Plane mask, Colour colour, double opacity)
    {
        var layer = new Picture(mask.Width, mask.Height);
        for (var i = 0; i < mask.Values.Length; i++)
            layer[i % mask.Width, i / mask.Width] = colour.WithOpacity(float.IsNaN(mask.Values[i]) ? 0 : Math.Clamp(mask.Values[i], 0, 1) * opacity);
        var result = picture.Over(Colour.White);
        result.Draw(layer.Resize(picture.Width, picture.Height), 0, 0);
        return result;
    }

    internal static Func<int, bool>? Keep(Plane plane, Tensor? mask)
    {
        if (mask is null)
            return null;
        var where = Plane.Read(mask, nameof(mask));
        return (where.Width, where.Height) == (plane.Width, plane.Height)
            ? i => where.Values[i] >= Inside
            : throw new ArgumentException($"mask: expected {plane.Width}×{plane.Height} values like the depth, got {where.Width}×{where.Height}.", nameof(mask));
    }
}
