using System.Numerics;

namespace Workbench.Population;

/// <content>What only photographs show.</content>
internal sealed partial class HeadPaint
{
    private Vector3 Worn(in SurfacePoint s)
    {
        var details = _shape.Details;
        return s.Worn switch
        {
            HeadPart.Glasses => details.Glasses!.Colour,
            HeadPart.Hat => details.Hat!.Colour * (1 + 0.10f * MathF.Sin(40 * MathF.Atan2(s.Position.X, s.Position.Z))),
            _ => details.Earrings!.Colour,
        };
    }

    /// <summary>A highlight about the mirrored main light: the one term that depends on the viewer.</summary>
    private Vector3 Shine(in SurfacePoint s, HeadPart part)
    {
        var strength = _shape.Details.Specular;
        if (strength == 0)
            return Vector3.Zero;
        var half = Vector3.Normalize(_keyLight - s.Ray); // a ray of no length has no viewer: the light itself is taken
        var sharp = part is HeadPart.Hair or HeadPart.Glasses or HeadPart.Earring ? 30 : 14;
        var amount = part is HeadPart.Cloth or HeadPart.Hat ? 0.05f : 0.30f;
        return new Vector3(strength * amount * s.Openness * MathF.Pow(Math.Max(0, Vector3.Dot(s.Normal, half)), sharp));
    }

    private Vector3 PaintMarks(Vector3 p, float side, Vector3 colour)
    {
        var details = _shape.Details;
        if (p.Z < 0.02f)
            return colour;
        foreach (var mole in details.Moles)
            colour = Vector3.Lerp(colour, _colours.Skin * new Vector3(0.38f, 0.26f, 0.22f), Edge(mole.Radius - new Vector2(p.X - mole.X, p.Y - mole.Y).Length()));
        if (details.Scar is { } scar)
        {
            var (along, from) = (scar.To - scar.From, new Vector2(p.X, p.Y) - scar.From);
            var t = Math.Clamp(Vector2.Dot(from, along) / Math.Max(along.LengthSquared(), 1e-12f), 0, 1);
            var amount = Edge(0.5f * scar.Width * (1 - 0.5f * Math.Abs(2 * t - 1)) - (from - t * along).Length());
            colour = Vector3.Lerp(colour, Vector3.Lerp(_colours.Skin, new(0.95f, 0.66f, 0.62f), 0.7f), amount);
        }
        if (details.Paint is { } paint)
        {
            var stripe = Math.Max(
                Edge(0.0065f - Math.Abs(p.Y + 0.034f - 0.25f * (side - 0.06f))),
                Edge(0.0065f - Math.Abs(p.Y + 0.056f - 0.25f * (side - 0.06f)))) * Edge(paint.Stripes - Math.Abs(side - 0.066f));
            var dot = Edge(0.012f - new Vector2(p.X, p.Y - 0.080f).Length());
            colour = Vector3.Lerp(colour, paint.Colour, 0.9f * Math.Max(stripe, dot));
        }
        return colour;
    }
}
