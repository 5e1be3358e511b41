using System.Numerics;

namespace Workbench.Population;

/// <summary>The colours that a head's appearance fields mean, 0…1 a channel as displayed.</summary>
internal sealed class HeadColours
{
    // Skin from the lightest to the darkest, read off a melanin scale.
    private static readonly Vector3[] SkinScale =
    [
        new(0.985f, 0.865f, 0.790f), new(0.955f, 0.790f, 0.675f), new(0.880f, 0.675f, 0.530f), new(0.745f, 0.525f, 0.385f), new(0.560f, 0.370f, 0.260f), new(0.380f, 0.240f, 0.170f),
    ];

    private static readonly Vector3[] HairScale =
    [
        new(0.900f, 0.760f, 0.480f), new(0.720f, 0.540f, 0.300f), new(0.480f, 0.315f, 0.180f), new(0.290f, 0.185f, 0.115f), new(0.120f, 0.090f, 0.080f),
    ];

    public HeadColours(HeadSpec spec)
    {
        var skin = Along(SkinScale, spec.SkinTone);
        skin *= Vector3.One + spec.SkinHue * new Vector3(-0.015f, 0.035f, -0.065f);
        Skin = Saturate(skin, 1 + 0.18f * spec.SkinSaturation);
        Blush = Vector3.Lerp(Skin * new Vector3(1.0f, 0.66f, 0.64f), new(0.86f, 0.36f, 0.34f), 0.25f);
        Freckle = Skin * new Vector3(0.66f, 0.50f, 0.42f);
        UnderEye = Skin * new Vector3(0.70f, 0.60f, 0.66f);
        var natural = Skin * new Vector3(0.88f, 0.60f, 0.60f);
        Lips = Vector3.Lerp(natural, new(0.80f, 0.16f, 0.22f), 0.75f * spec.LipRedness) * (1.08f - 0.42f * spec.LipDarkness);
        Gloss = Vector3.Min(Vector3.One, Lips * 1.25f + new Vector3(0.12f));
        MouthLine = Lips * new Vector3(0.34f, 0.26f, 0.28f);

        var iris = spec.IrisHue < 0.5f
            ? Vector3.Lerp(new(0.30f, 0.52f, 0.80f), new(0.38f, 0.58f, 0.34f), 2 * spec.IrisHue)
            : Vector3.Lerp(new(0.38f, 0.58f, 0.34f), new(0.46f, 0.27f, 0.13f), 2 * spec.IrisHue - 1);
        Iris = Vector3.Min(Vector3.One, iris * (0.6f + 0.75f * spec.IrisLightness));
        var shadow = spec.EyeShadowHue < 0.5f
            ? Vector3.Lerp(new(0.20f, 0.42f, 0.66f), new(0.45f, 0.28f, 0.20f), 2 * spec.EyeShadowHue)
            : Vector3.Lerp(new(0.45f, 0.28f, 0.20f), new(0.52f, 0.22f, 0.52f), 2 * spec.EyeShadowHue - 1);
        EyeShadow = Vector3.Lerp(shadow, Skin * 0.6f, 0.3f);

        var hair = Along(HairScale, spec.HairMelanin);
        hair = Vector3.Lerp(hair, hair * new Vector3(1.35f, 0.80f, 0.55f) + new Vector3(0.12f, 0.01f, 0f), spec.HairRedness);
        var brightness = (hair.X + hair.Y + hair.Z) / 3;
        hair = Vector3.Lerp(hair, new Vector3(0.34f + 0.55f * brightness + 0.14f) * new Vector3(0.99f, 1, 1.01f), 0.85f * Math.Max(0, spec.HairGrey));
        HairRoots = hair;
        HairEnds = spec.Ombre > 0
            ? Vector3.Lerp(hair, Vector3.Min(new(0.96f, 0.84f, 0.62f), hair * 1.7f + new Vector3(0.12f, 0.09f, 0.04f)), 0.75f * spec.Ombre)
            : hair * (1 + 0.5f * spec.Ombre);
        Brow = hair * (0.80f - 0.50f * spec.BrowDarkness);
        Lashes = new Vector3(0.10f, 0.07f, 0.06f);

        Cloth = new(spec.ClothRed, spec.ClothGreen, spec.ClothBlue);
        var light = Cloth.X * 0.3f + Cloth.Y * 0.6f + Cloth.Z * 0.1f;
        // Dark cloth gets a light panel and the other way round; the change of direction is gradual.
        var lighter = HeadShape.Ramp((0.62f - light) / 0.2f);
        Panel = Vector3.Lerp(Cloth * 0.55f, Vector3.Min(Vector3.One, Cloth * 0.75f + new Vector3(0.30f)), lighter);
        Trim = new(spec.TrimRed, spec.TrimGreen, spec.TrimBlue);
    }

    public Vector3 Skin { get; }

    public Vector3 Blush { get; }

    public Vector3 Freckle { get; }

    public Vector3 UnderEye { get; }

    public Vector3 Lips { get; }

    public Vector3 Gloss { get; }

    public Vector3 MouthLine { get; }

    public Vector3 Iris { get; }

    public Vector3 EyeShadow { get; }

    public Vector3 Lashes { get; }

    public Vector3 HairRoots { get; }

    public Vector3 HairEnds { get; }

    public Vector3 Brow { get; }

    public Vector3 Cloth { get; }

    public Vector3 Panel { get; }

    public Vector3 Trim { get; }

    private static Vector3 Along(Vector3[] scale, float t)
    {
        var place = Math.Clamp(t, 0, 1) * (scale.Length - 1);
        var i = Math.Min((int)place, scale.Length - 2);
        return Vector3.Lerp(scale[i], scale[i + 1], place - i);
    }

    private static Vector3 Saturate(Vector3 colour, float factor)
    {
        var grey = new Vector3(colour.X * 0.3f + colour.Y * 0.59f + colour.Z * 0.11f);
        return Vector3.Clamp(grey + (colour - grey) * factor, Vector3.Zero, Vector3.One);
    }
}
