using System.Numerics;

namespace Workbench.Population;

/// <content>Skin and what is painted on it: eyes, brows, lips.</content>
internal sealed partial class HeadPaint
{
    private (Vector3 Albedo, HeadPart Part) Skin(in SurfacePoint s)
    {
        var p = s.Position;
        var left = p.X > 0;
        var side = Math.Abs(p.X);
        var part = HeadPart.Skin;
        var colour = _colours.Skin;

        var cheek = Fall(new Vector3((side - 0.062f) / 0.036f, (p.Y + 0.042f) / 0.030f, (p.Z - 0.09f) / 0.06f));
        colour = Vector3.Lerp(colour, _colours.Blush, 0.65f * _spec.Blush * cheek);
        if (_spec.Freckles > 0)
            colour = Vector3.Lerp(colour, _colours.Freckle, 0.55f * _spec.Freckles * Speckle(p, side));

        if (s.Neck < s.Head && s.Neck < s.Ear && p.Y < -0.10f)
            part = HeadPart.Neck;
        if (s.Ear < s.Head + 0.003f && s.Ear < s.Nose)
        {
            part = left ? HeadPart.LeftEar : HeadPart.RightEar;
            colour = Vector3.Lerp(colour, _colours.Blush, 0.08f + 0.3f * _spec.NoseRedness);
        }
        if (s.Nose < s.Head + 0.002f)
            part = HeadPart.Nose;
        var tip = Fall((p - _shape.NoseTip) / 0.024f);
        colour = Vector3.Lerp(colour, _colours.Blush, 0.6f * _spec.NoseRedness * tip);
        var nostril = new Vector3((side - 0.55f * _spec.NoseWidth) / 0.0065f, (p.Y - _shape.NoseWing.Y + 0.0115f) / 0.005f, (p.Z - _shape.NoseWing.Z - 0.010f) / 0.011f);
        colour = Vector3.Lerp(colour, _colours.Skin * 0.35f, 0.9f * Fall(nostril));

        colour = Vector3.Lerp(colour, _colours.HairRoots, Stubble(s, side));
        colour = PaintMarks(p, side, colour);
        if (p.Z > 0.02f)
        {
            PaintLips(p, side, ref colour, ref part);
            PaintBrow(p, side, left, ref colour, ref part);
            PaintEye(p, side, left, ref colour, ref part);
        }
        return (colour, part);
    }

    /// <summary>Shade of hair that is shaved or too short to stand off: on the scalp and on the chin.</summary>
    private float Stubble(in SurfacePoint s, float side)
    {
        var p = s.Position;
        var crown = (p.Y - _spec.Hairline - 0.012f + 1.6f * side * side + 0.9f * (0.105f - p.Z)) * 0.743f;
        var back = Math.Min(_spec.SideDepth - 0.02f - p.Z, p.Y + 0.105f);
        var scalp = Math.Max(crown, back);
        scalp = Math.Min(scalp, new Vector3(p.X, p.Y - HeadShape.SkullY - _spec.SkullHeight, p.Z + 0.05f).Length() - _spec.CrownHole);
        var onScalp = s.Ear < s.Head + 0.003f ? 0 : Ramp(scalp / 0.03f + 0.3f);
        var top = _shape.MouthY + Math.Max(0.020f - 7 * side * side, -0.012f) + 0.06f * Ramp((0.07f - p.Z) / 0.06f);
        var lip = (p.Y - _shape.MouthY - _shape.SmileBend * side * side) / (1.3f * _spec.LipFullness);
        var mouth = Ramp(1.6f - new Vector2(side / (_spec.MouthWidth + 0.002f), lip).Length() * 1.1f);
        var onChin = Ramp((top - p.Y) / 0.022f) * Ramp((p.Y + 0.195f) / 0.03f) * Ramp((p.Z + 0.005f) / 0.04f) * (1 - mouth);
        var beard = Math.Max(0.6f * Math.Max(0, _spec.BeardShade), Ramp(_spec.BeardLength / 0.007f) * 0.95f);
        return Math.Max(onScalp * 0.55f * _spec.ScalpShade, onChin * beard);
    }

    private void PaintLips(Vector3 p, float side, ref Vector3 colour, ref HeadPart part)
    {
        var u = side / _spec.MouthWidth;
        var y = p.Y - _shape.MouthY - _shape.SmileBend * side * side;
        var full = _spec.LipFullness;
        // Two arcs; the upper one dips in the middle.
        var upper = full * (1 - u * u) * (1 - 0.28f * Math.Max(0, 1 - 9 * u * u)) * 1.05f;
        var lower = 1.3f * full * (1 - MathF.Pow(Math.Min(u, 1), 2.5f));
        var inside = Math.Min(upper - y, y + lower);
        if (u > 1.15f || inside < -0.006f || Math.Abs(p.Z - _shape.MouthZ) > 0.05f)
            return;
        var lips = y > 0 ? _colours.Lips * 0.9f : Vector3.Lerp(_colours.Lips, _colours.Gloss, 0.55f * _spec.LipGloss * Fall(new Vector3(side / 0.02f, (y + 0.62f * full) / (0.45f * full), 0)));
        colour = Vector3.Lerp(colour, lips, Edge(inside));
        var line = 0.0024f + 0.0016f * (1 - u * u);
        colour = Vector3.Lerp(colour, _colours.MouthLine, 0.9f * Edge(line - Math.Abs(y)) * Edge((0.94f - u) * _spec.MouthWidth));
        if (inside > 0 || (u < 0.94f && Math.Abs(y) < line))
            part = Math.Abs(y) < line ? HeadPart.Mouth : y > 0 ? HeadPart.UpperLip : HeadPart.LowerLip;
    }

    private void PaintBrow(Vector3 p, float side, bool left, ref Vector3 colour, ref HeadPart part)
    {
        var u = (side - _spec.EyeSpacing - 0.002f) / (_spec.EyeSize * 1.06f); // −1 inner … 1 outer end
        if (Math.Abs(u) > 1.2f)
            return;
        var middle = _shape.BrowY + 0.002f + 0.006f * (1 - (u - 0.25f) * (u - 0.25f)) - 0.004f * u;
        var half = 0.5f * _spec.BrowThickness * (1.15f - 0.45f * Math.Max(0, u)) * MathF.Sqrt(Math.Max(0, 1 - MathF.Pow(Math.Abs(u), 4)));
        var inside = half - Math.Abs(p.Y - middle);
        if (inside < -0.006f)
            return;
        var amount = Math.Clamp(Edge(inside) * 1.1f, 0, 1) * (Math.Abs(u) < 1 ? 1 : 0);
        colour = Vector3.Lerp(colour, _colours.Brow, amount * (0.45f + 0.55f * _spec.BrowDarkness));
        if (inside > 0 && Math.Abs(u) < 1)
            part = left ? HeadPart.LeftBrow : HeadPart.RightBrow;
    }

    private void PaintEye(Vector3 p, float side, bool left, ref Vector3 colour, ref HeadPart part)
    {
        var half = _spec.EyeSize;
        var u = (side - _spec.EyeSpacing) / half; // −1 at the nose … 1 outside
        var v = p.Y - HeadShape.EyeY - _spec.EyeTilt * 0.35f * u * half;
        if (Math.Abs(u) > 1.5f || Math.Abs(v) > 0.05f)
            return;
        var arc = 1 - u * u;
        var top = half * 0.60f * _spec.EyeOpening * Math.Max(arc, -0.12f);
        var bottom = half * 0.40f * _spec.EyeOpening * Math.Max(arc, -0.12f);

        // Lid and the shade below the eye first, then the opening.
        var lid = Fall(new Vector3(u / 1.25f, (v - top - 0.009f) / 0.011f, 0));
        colour = Vector3.Lerp(colour, _colours.EyeShadow, 0.8f * _spec.EyeShadow * lid);
        var under = Fall(new Vector3(u / 1.1f, (v + bottom + 0.010f) / 0.008f, 0));
        colour = Vector3.Lerp(colour, _colours.UnderEye, 0.7f * _spec.UnderEye * under);

        var inside = Math.Min(top - v, v + bottom);
        var white = new Vector3(0.95f, 0.94f, 0.93f) * (0.86f + 0.14f * Ramp((top - v) / 0.012f)); // the lid's shadow
        var open = Edge(inside);
        colour = Vector3.Lerp(colour, white, open);
        var radius = half * 0.50f;
        var x = (side - _spec.EyeSpacing) * (left ? 1 : -1); // to the picture's right from the front
        var y = v - 0.10f * half;
        var distance = MathF.Sqrt(x * x + y * y);
        var ring = Vector3.Lerp(_colours.Iris, _colours.Iris * 0.45f, Ramp((distance - radius * 0.62f) / (radius * 0.38f)));
        var eye = Vector3.Lerp(ring, new Vector3(0.03f, 0.025f, 0.03f), Fine(radius * 0.48f - distance));
        var glint = Fine(radius * 0.27f - new Vector2(x - 0.38f * radius, y - 0.42f * radius).Length());
        eye = Vector3.Lerp(eye, Vector3.One, glint * 0.95f);
        colour = Vector3.Lerp(colour, eye, Fine(radius - distance) * open);
        // Lashes above, a thin edge below.
        var lashes = Edge(0.0032f - Math.Abs(v - top - 0.0008f)) * Ramp((1.08f - Math.Abs(u)) / 0.1f);
        colour = Vector3.Lerp(colour, _colours.Lashes, lashes * (0.35f + 0.65f * _spec.EyeLine));
        var rim = Edge(0.0012f - Math.Abs(v + bottom)) * Ramp((1.05f - Math.Abs(u)) / 0.1f);
        colour = Vector3.Lerp(colour, _colours.Skin * 0.55f, rim * 0.6f);
        if (inside > 0)
            part = left ? HeadPart.LeftEye : HeadPart.RightEye;
    }

    private static float Fine(float inside) => Ramp(inside / 0.003f + 0.5f);

    /// <summary>e^(−|v|²).</summary>
    private static float Fall(Vector3 v) => MathF.Exp(-v.LengthSquared());

    // Spots 0.03 apart over nose and cheeks.
    private static float Speckle(Vector3 p, float side)
    {
        var spots = MathF.Sin(210 * p.X + 40 * p.Y) * MathF.Sin(195 * p.Y - 60 * p.X);
        return Ramp((spots - 0.15f) / 0.5f) * Fall(new Vector3(side / 0.085f, (p.Y + 0.030f) / 0.034f, (p.Z - 0.12f) / 0.08f));
    }
}
