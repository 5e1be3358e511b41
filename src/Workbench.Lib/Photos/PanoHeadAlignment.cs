using System.Globalization;
using System.Numerics;
using Workbench.Cameras;

namespace Workbench.Photos;

/// <summary>The crop and camera of PanoHead: 68 landmarks, FFHQ quad, a pose fitted by 3DDFA-V2.</summary>
public static class PanoHeadAlignment
{
    // Margins of the last crop, of the quad's side: a tenth on top, a twentieth left and right.
    private const double Top = 0.1;
    private const double Sides = 0.05;
    private const int QuadSize = 512;
    private const double SmallestQuad = 256;

    /// <summary>The quad of FFHQ.</summary>
    /// <remarks>x ∝ e − rot(m) with e from the right to the left eye, m from the eyes to the mouth; |x| = max(2|e|, 1.8|m|); centre = eyes + 0.1·m; y is x turned by a quarter.</remarks>
    /// <param name="points">68 landmarks.</param>
    /// <exception cref="ArgumentException">There are not 68, or they span no face.</exception>
    public static FaceQuad Quad(IReadOnlyList<Vector2> points)
    {
        HeadPoints.Check68(points);
        var (right, left) = (HeadPoints.Mean(points, 36, 42), HeadPoints.Mean(points, 42, 48));
        var eyes = (right + left) / 2;
        var across = left - right;
        var down = (points[48] + points[54]) / 2 - eyes;
        var axis = across - new Vector2(-down.Y, down.X);
        if (!(axis.Length() > 1e-3f) || !float.IsFinite(axis.LengthSquared()))
            throw new ArgumentException("points: eyes and mouth coincide or are not finite; these landmarks show no face.", nameof(points));
        if (across.X * down.Y - across.Y * down.X < 0)
            throw new ArgumentException("points: left and right are exchanged, or the head is upside down: landmarks 36…41 are the right eye, which lies left in the picture of a face.", nameof(points));
        var x = axis / axis.Length() * Math.Max(2 * across.Length(), 1.8f * down.Length());
        return new FaceQuad(eyes + 0.1f * down, x, new Vector2(-x.Y, x.X));
    }

    /// <summary>The quad moved and scaled so that the fitted translation becomes 0 and the fitted scale 1.</summary>
    /// <param name="quad">The first quad.</param>
    /// <param name="pose">What was fitted in it.</param>
    public static FaceQuad Canonical(FaceQuad quad, FittedHeadPose pose) => new(
        quad.Centre + quad.AxisX * (float)pose.OffsetX - quad.AxisY * (float)pose.OffsetY, quad.AxisX * (float)pose.Scale, quad.AxisY * (float)pose.Scale);

    /// <summary>Why PanoHead's tools would leave a photograph out of the training set, one sentence a reason; empty when they would take it.</summary>
    /// <param name="pose">The fitted pose.</param>
    /// <param name="quad">The canonical quad.</param>
    public static IReadOnlyList<string> Rejections(FittedHeadPose pose, FaceQuad quad)
    {
        var reasons = new List<string>();
        if (pose.Scale is not (>= 0.7 and <= 1.3))
            reasons.Add(Text($"The fitted scale {pose.Scale:0.##} lies outside 0.7…1.3: the fitter saw another face, or the landmarks are wrong."));
        if (!(Math.Abs(pose.YawDegrees) <= 90))
            reasons.Add(Text($"The yaw {pose.YawDegrees:0}° is beyond ±90°: this convention has no label for the back of a head."));
        if (!(Math.Abs(pose.PitchDegrees) <= 80))
            reasons.Add(Text($"The pitch {pose.PitchDegrees:0}° is beyond ±80°."));
        if (!(Math.Abs(pose.RollDegrees) <= 50))
            reasons.Add(Text($"The roll {pose.RollDegrees:0}° is beyond ±50°: turn the photograph upright."));
        if (!(Math.Abs(pose.OffsetX) <= 1 && Math.Abs(pose.OffsetY) <= 1))
            reasons.Add(Text($"The fitted centre ({pose.OffsetX:0.##}, {pose.OffsetY:0.##}) lies outside the quad."));
        if (!(quad.Side >= SmallestQuad))
            reasons.Add(Text($"The face quad has {quad.Side:0} pixels a side, fewer than {SmallestQuad}: the crop would be blurred."));
        return reasons;
    }

    /// <summary>The last crop: the quad with a tenth of its side on top and a twentieth at the left and right, 563 pixels, resized. Its border is <see cref="CropBorder.Reflect"/>.</summary>
    /// <param name="quad">The canonical quad.</param>
    /// <param name="size">Pixels a side of the crop.</param>
    public static CropTransform Crop(FaceQuad quad, int size = 512)
    {
        if (!(quad.AxisX.Length() > 1e-3f && float.IsFinite(quad.Centre.LengthSquared() + quad.AxisX.LengthSquared())))
            throw new ArgumentException("quad: it has no size, or a number is not finite.", nameof(quad));
        var whole = (int)(QuadSize * (1 + 2 * Sides));
        var (left, top) = ((int)(QuadSize * Sides), (int)(QuadSize * Top));
        // The quad's corners become the middles of the first and last pixels of its 512.
        var last = QuadSize - 1.0;
        var (corner, x, y) = (quad.Centre - quad.AxisX - quad.AxisY, 2 * quad.AxisX, 2 * quad.AxisY);
        double square = x.LengthSquared();
        var (a, b) = (last * x.X / square, last * x.Y / square);
        var (d, e) = (last * y.X / y.LengthSquared(), last * y.Y / y.LengthSquared());
        var large = new CropTransform(a, b, left - a * corner.X - b * corner.Y, d, e, top - d * corner.X - e * corner.Y, whole);
        return large.Resized(size);
    }

    /// <summary>The label of a fitted pose: inverse(diag(1, −1, −1, 1)·T_z(−2.7)·R), focal length 4.2647.</summary>
    /// <param name="pose">The pose.</param>
    public static Camera Camera(FittedHeadPose pose) => Cameras.Camera.From3Ddfa(pose.Rotation);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
