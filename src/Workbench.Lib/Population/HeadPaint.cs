using System.Numerics;

namespace Workbench.Population;

/// <summary>A point on or near the surface and the distances to the bodies around it.</summary>
internal readonly record struct SurfacePoint(Vector3 Position, Vector3 Normal, float Head, float Nose, float Ear, float Neck, float Skin, float Hair, float Body, float Openness, Vector3 Ray, HeadPart Worn);

/// <summary>Colours and parts of a head's surface.</summary>
/// <remarks>Colour = albedo × light; the light depends on place and normal only, never on the viewer, so that a radiance field can hold it.</remarks>
internal sealed partial class HeadPaint
{
    private static readonly Vector3 KeyLight = Vector3.Normalize(new(0.45f, 0.60f, 0.66f));
    private static readonly Vector3 FillLight = Vector3.Normalize(new(-0.75f, 0.20f, 0.45f));
    private static readonly Vector3 BackLight = Vector3.Normalize(new(0.15f, 0.45f, -0.88f));

    private readonly Vector3 _keyLight;
    private readonly Vector3 _keyColour;
    private readonly HeadShape _shape;
    private readonly HeadSpec _spec;
    private readonly HeadColours _colours;

    public HeadPaint(HeadShape shape)
    {
        _shape = shape;
        _spec = shape.Spec;
        _colours = new HeadColours(shape.Spec);
        var relight = shape.Details.Light;
        _keyLight = relight is null ? KeyLight : Vector3.Normalize(KeyLight + relight.Shift);
        _keyColour = new Vector3(0.62f, 0.60f, 0.57f) * (relight is null ? Vector3.One : relight.Strength * new Vector3(1 + relight.Warmth, 1, 1 - relight.Warmth));
    }

    /// <summary>The colour at a point, 0…1 a channel, and the part it belongs to.</summary>
    public (Vector3 Colour, HeadPart Part) At(in SurfacePoint s)
    {
        Vector3 albedo;
        HeadPart part;
        if (s.Worn != HeadPart.Background)
            (albedo, part) = (Worn(s), s.Worn);
        else if (s.Hair < s.Skin && s.Hair < s.Body)
            (albedo, part) = (Hair(s), HeadPart.Hair);
        else if (s.Body < s.Skin)
            (albedo, part) = (Cloth(s), HeadPart.Cloth);
        else
            (albedo, part) = Skin(s);
        return (Vector3.Clamp(albedo * Light(s, part) + Shine(s, part), Vector3.Zero, Vector3.One), part);
    }

    private Vector3 Light(in SurfacePoint s, HeadPart part)
    {
        var n = s.Normal;
        var open = 0.45f + 0.55f * s.Openness;
        var soft = part == HeadPart.Hair ? 0.25f : 0.4f;
        var key = Wrap(Vector3.Dot(n, _keyLight), soft) * (0.4f + 0.6f * s.Openness);
        var fill = Wrap(Vector3.Dot(n, FillLight), soft);
        var back = Wrap(Vector3.Dot(n, BackLight), soft);
        // Warm from the front, cool from the sides.
        return new Vector3(0.40f, 0.41f, 0.43f) * (open * (0.85f + 0.15f * n.Y))
            + _keyColour * key
            + new Vector3(0.15f, 0.155f, 0.17f) * fill
            + new Vector3(0.42f, 0.42f, 0.43f) * back * open;
    }

    // Light that reaches a little round the edge, as on skin and hair.
    private static float Wrap(float cosine, float width) => Math.Max(0, (cosine + width) / (1 + width));

    private Vector3 Hair(in SurfacePoint s)
    {
        var p = s.Position;
        var colour = Vector3.Lerp(_colours.HairRoots, _colours.HairEnds, Ramp((0.10f - p.Y) / 0.30f));
        // Broad locks: ten and a half light and ten and a half dark ones round the head, bent by height; on the crown they fade.
        var angle = MathF.Atan2(p.X, -(p.Z - HeadShape.SkullZ));
        var round = MathF.Min(1, new Vector2(p.X, p.Z - HeadShape.SkullZ).Length() / 0.10f);
        var locks = MathF.Sin(11 * angle + 9 * p.Y + 2 * MathF.Sin(14 * p.Y)) * round * round;
        colour *= 1 + 0.24f * _spec.StrandContrast * locks;
        // The top catches light.
        colour *= 0.92f + 0.22f * Ramp((s.Normal.Y + 0.1f) / 1.1f);
        if (_shape.TailAmount > 0)
        {
            var along = Vector3.Dot(p - _shape.Tie, _shape.TieAxis);
            var across = (p - _shape.Tie - along * _shape.TieAxis).Length();
            var tie = Edge(0.012f - Math.Abs(along)) * Edge(_shape.TieRadius - across) * _shape.TailAmount;
            colour = Vector3.Lerp(colour, _colours.Trim, tie);
        }
        return colour;
    }

    private Vector3 Cloth(in SurfacePoint s)
    {
        var p = s.Position;
        var axis = new Vector2(p.X, p.Z - HeadShape.NeckZ + 0.004f).Length();
        var collar = Edge(_shape.NeckRadius + 0.012f + _spec.CollarWidth - axis) * Edge(p.Y + 0.30f);
        // A panel over the shoulders, lower at the front.
        var yoke = Ramp((p.Y + 0.262f + 0.10f * Math.Abs(p.X)) / 0.016f) * Math.Max(0, _spec.Yoke);
        var colour = Vector3.Lerp(_colours.Cloth, _colours.Panel, yoke);
        return Vector3.Lerp(colour, _colours.Trim, collar);
    }

    /// <summary>0 … 1 over the width of half a texel of planes of 64², so that edges of colours are not jagged.</summary>
    private static float Edge(float inside) => Ramp(inside / 0.006f + 0.5f);

    private static float Ramp(float t) => HeadShape.Ramp(t);
}
