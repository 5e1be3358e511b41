using Workbench.Cameras;
using Workbench.Display;
using Workbench.Generator;
using Workbench.Rendering;

namespace Workbench.Viewer.Subjects;

/// <summary>Pictures of a generator's planes: what all subjects with a head share.</summary>
/// <param name="head">The generator.</param>
/// <param name="distance">Distance of the camera that the limits of the sampling are made for.</param>
/// <param name="sampling">How rays are sampled; the generator's unless given.</param>
internal sealed class HeadRenderer(PanoHead head, double distance, RenderingConfig? sampling = null)
{
    private const string Group = "Picture";
    private const int FewestSamples = 8, MostSamples = 256, FewestDraftSamples = 12, SmallestSide = 8;

    private static readonly string[] Shown = ["Colour", "Cut-out", "Raw", "Depth", "Opacity"];

    private readonly RenderingConfig _sampling = sampling ?? head.Config.Rendering;

    private enum View
    {
        Colour,
        CutOut,
        Raw,
        Depth,
        Opacity,
    }

    public IReadOnlyList<ViewerControl> Controls =>
    [
        ViewerControl.Choice("show", "Show", Group, Shown, hint: $"The super-resolved image, the same without background, the raw {head.Config.NeuralResolution}² image, the distance along each ray, the accumulated opacity."),
        ViewerControl.Whole("samples", "Samples per ray", Group, FewestSamples, MostSamples, Math.Clamp(Total / 2 * 2, FewestSamples, MostSamples), step: 2, hint: "Points where the field is read along each ray, half of them placed by importance. Drafts take half as many."),
    ];

    private int Total => _sampling.CoarseSamples + _sampling.FineSamples;

    /// <summary>Draws planes.</summary>
    /// <param name="grid">Planes with the latents that dress them.</param>
    /// <param name="state">Pose and values.</param>
    /// <param name="detail">Draft or final.</param>
    /// <param name="camera">The camera; that of the pose unless given.</param>
    /// <param name="cancellation">Stops rays.</param>
    public ViewedPicture Render(TriGrid grid, ViewState state, ViewDetail detail, Camera? camera, CancellationToken cancellation)
    {
        var view = (View)state.Whole("show");
        var refine = detail.IsFinal && (view is View.Colour or View.CutOut);
        var side = detail.IsFinal ? head.Config.NeuralResolution : Math.Max(SmallestSide, (int)Math.Round(head.Config.NeuralResolution * detail.Share));
        var samples = detail.IsFinal ? state.Whole("samples") : Math.Max(FewestDraftSamples, state.Whole("samples") / 2);
        var options = new RenderOptions { NeuralResolution = side, Refine = refine, Rendering = Sampling(state.Pose, samples, camera) };
        using var views = head.Render(grid, [camera ?? state.Pose.ToCamera()], options, cancellation: cancellation);
        var picture = view switch
        {
            View.Raw => Picture.FromTensor(views.ImageRaw),
            View.Depth => DepthPicture(views),
            View.Opacity => Picture.FromTensor(views.Mask, PixelRange.Unit),
            View.CutOut => CutOut(views),
            _ => Picture.FromTensor(views.Image),
        };
        return new ViewedPicture(picture, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Shown[(int)view].ToLowerInvariant()} {picture.Width}², {side}² rays × {samples} samples"));
    }

    /// <summary>C# of the options that make the final picture, or nothing where the defaults do.</summary>
    public string Options(ViewState state, Camera? camera = null)
    {
        var wanted = Sampling(state.Pose, state.Whole("samples"), camera);
        var changes = new List<string>();
        if (wanted.CoarseSamples != _sampling.CoarseSamples || wanted.FineSamples != _sampling.FineSamples)
            changes.Add($"CoarseSamples = {wanted.CoarseSamples}, FineSamples = {wanted.FineSamples}");
        if (wanted.Near != _sampling.Near)
            changes.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Near = {wanted.Near}, Far = {wanted.Far}"));
        return changes.Count == 0 ? "" : string.Join(", ", changes);
    }

    /// <summary>The property of the rendered views that is shown.</summary>
    public static string ShownPart(ViewState state) => (View)state.Whole("show") switch
    {
        View.Raw => "Picture.FromTensor(views.ImageRaw)",
        View.Depth => "Figures.DepthMap(views.Depth, views.Mask)",
        View.Opacity => "Picture.FromTensor(views.Mask, PixelRange.Unit)",
        _ => "Picture.FromTensor(views.Image)",
    };

    // Fixed limits are distances from the camera: they move with it.
    private RenderingConfig Sampling(ViewPose pose, int samples, Camera? camera)
    {
        var shift = camera is null ? Math.Round(pose.Distance - distance, 3) : 0;
        var fine = _sampling.FineSamples == 0 ? 0 : samples / 2;
        var config = _sampling with { CoarseSamples = samples - fine, FineSamples = fine };
        return _sampling.Near is { } near && shift != 0 ? config with { Near = Math.Max(0.01, Math.Round(near + shift, 6)), Far = Math.Round(_sampling.Far!.Value + shift, 6) } : config;
    }

    private static Picture DepthPicture(RenderedViews views)
    {
        var (depths, opacity) = (Numbers(views.Depth), Numbers(views.Mask));
        var side = (int)views.Depth.shape[3];
        var picture = new Picture(side, (int)views.Depth.shape[2]);
        var (near, far) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < depths.Length; i++)
            if (opacity[i] > 0.5f)
                (near, far) = (Math.Min(near, depths[i]), Math.Max(far, depths[i]));
        if (!(near < far))
            (near, far) = (depths.Min(), depths.Max() + 1e-6f);
        for (var i = 0; i < depths.Length; i++)
            picture[i % side, i / side] = ColourMap.Sequential(1 - (depths[i] - near) / (far - near)) with { A = Alpha(opacity[i]) };
        return picture;
    }

    private static Picture CutOut(RenderedViews views)
    {
        var picture = Picture.FromTensor(views.Image);
        using var wide = nn.functional.interpolate(views.Mask, size: [picture.Height, picture.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        var opacity = Numbers(wide);
        var pixels = picture.Pixels;
        for (var i = 0; i < opacity.Length; i++)
            pixels[4 * i + 3] = Alpha(opacity[i]);
        return picture;
    }

    private static float[] Numbers(Tensor map) => map.cpu().contiguous().data<float>().ToArray();

    private static byte Alpha(float opacity) => (byte)(Math.Clamp(float.IsNaN(opacity) ? 0 : opacity, 0, 1) * 255 + 0.5f);
}
