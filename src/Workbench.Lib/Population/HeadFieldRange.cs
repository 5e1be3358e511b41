namespace Workbench.Population;

/// <summary>What a coordinate of the latent vector does to a field.</summary>
/// <param name="Field">Which field.</param>
/// <param name="Low">Its value at u = 0.</param>
/// <param name="High">Its value at u = 1.</param>
/// <param name="Coordinate">Which of the 64 coordinates sets it: 0…31 geometry, 32…63 appearance.</param>
/// <param name="Default">Its value in a head made by hand.</param>
internal readonly record struct HeadFieldRange(HeadField Field, float Low, float High, int Coordinate, float Default)
{
    /// <summary>The name of the property.</summary>
    public string Name => Field.ToString();

    /// <summary>Fields may leave their range by a quarter of it on either side, so that heads made by hand can be a little unusual.</summary>
    public float Least => Low - (High - Low) / 4;

    /// <summary>Upper end of what is accepted.</summary>
    public float Most => High + (High - Low) / 4;

    /// <summary>All fields.</summary>
    public static IReadOnlyList<HeadFieldRange> All { get; } =
    [
        new(HeadField.SkullWidth, 0.112f, 0.13f, 0, 0.121f),
        new(HeadField.SkullHeight, 0.122f, 0.145f, 1, 0.1335f),
        new(HeadField.SkullDepth, 0.13f, 0.152f, 2, 0.141f),
        new(HeadField.JawWidth, 0.082f, 0.106f, 3, 0.094f),
        new(HeadField.Chin, 0f, 0.022f, 4, 0.011f),
        new(HeadField.CheekFullness, 0f, 1f, 5, 0.5f),
        new(HeadField.Smile, -0.3f, 1f, 5, 0.4f),
        new(HeadField.BrowRidge, 0f, 1f, 6, 0.5f),
        new(HeadField.EyeSpacing, 0.046f, 0.057f, 7, 0.0515f),
        new(HeadField.EyeSize, 0.029f, 0.038f, 8, 0.0335f),
        new(HeadField.EyeOpening, 0.55f, 1.1f, 9, 0.825f),
        new(HeadField.EyeTilt, -0.12f, 0.3f, 9, 0.09f),
        new(HeadField.NoseLength, 0.034f, 0.058f, 10, 0.046f),
        new(HeadField.NoseWidth, 0.016f, 0.028f, 11, 0.022f),
        new(HeadField.NoseBridge, 0.022f, 0.044f, 12, 0.033f),
        new(HeadField.MouthWidth, 0.034f, 0.05f, 13, 0.042f),
        new(HeadField.LipFullness, 0.009f, 0.018f, 14, 0.0135f),
        new(HeadField.EarSize, 0.034f, 0.052f, 15, 0.043f),
        new(HeadField.NeckWidth, 0.05f, 0.068f, 16, 0.059f),
        new(HeadField.ShoulderWidth, 0.235f, 0.29f, 16, 0.2625f),
        new(HeadField.HairThickness, -0.008f, 0.058f, 17, 0.024f),
        new(HeadField.HairLength, 0f, 0.42f, 18, 0.06f),
        new(HeadField.Hairline, 0.09f, 0.145f, 19, 0.112f),
        new(HeadField.Fringe, -0.04f, 0.07f, 20, -0.02f),
        new(HeadField.Parting, -0.075f, 0.075f, 21, 0.04f),
        new(HeadField.Curl, -1.2f, 1f, 22, -0.2f),
        new(HeadField.SideDepth, -0.03f, 0.04f, 23, 0.005f),
        new(HeadField.CrownHole, -0.36f, 0.115f, 24, -0.2f),
        new(HeadField.TailRadius, -0.09f, 0.05f, 25, -0.05f),
        new(HeadField.TailLength, 0.14f, 0.34f, 26, 0.2f),
        new(HeadField.TailHeight, -0.5f, 0.95f, 27, 0.35f),
        new(HeadField.BunRadius, -0.11f, 0.062f, 28, -0.06f),
        new(HeadField.BunElevation, 0f, 0.95f, 29, 0.75f),
        new(HeadField.TailSide, -0.8f, 0.8f, 30, 0f),
        new(HeadField.BunSide, -0.8f, 0.8f, 30, 0f),
        new(HeadField.BeardLength, -0.022f, 0.019f, 31, -0.02f),
        new(HeadField.SkinTone, 0f, 1f, 32, 0.3f),
        new(HeadField.SkinHue, -1f, 1f, 33, 0f),
        new(HeadField.SkinSaturation, -1f, 1f, 34, 0f),
        new(HeadField.Blush, 0f, 1f, 35, 0.4f),
        new(HeadField.LipRedness, 0f, 1f, 36, 0.5f),
        new(HeadField.LipDarkness, 0f, 1f, 37, 0.35f),
        new(HeadField.IrisHue, 0f, 1f, 38, 0.35f),
        new(HeadField.IrisLightness, 0f, 1f, 39, 0.5f),
        new(HeadField.EyeShadow, 0f, 1f, 40, 0.25f),
        new(HeadField.EyeShadowHue, 0f, 1f, 41, 0.5f),
        new(HeadField.EyeLine, 0f, 1f, 42, 0.55f),
        new(HeadField.BrowDarkness, 0f, 1f, 43, 0.65f),
        new(HeadField.BrowThickness, 0.006f, 0.013f, 44, 0.0095f),
        new(HeadField.HairMelanin, 0f, 1f, 45, 0.6f),
        new(HeadField.HairRedness, 0f, 1f, 46, 0.25f),
        new(HeadField.HairGrey, -0.6f, 1f, 47, -0.3f),
        new(HeadField.Ombre, -1f, 1f, 48, 0.1f),
        new(HeadField.StrandContrast, 0f, 1f, 49, 0.5f),
        new(HeadField.BeardShade, -0.3f, 1f, 50, 0f),
        new(HeadField.ClothRed, 0.08f, 0.92f, 51, 0.25f),
        new(HeadField.ClothGreen, 0.08f, 0.92f, 52, 0.4f),
        new(HeadField.ClothBlue, 0.08f, 0.92f, 53, 0.62f),
        new(HeadField.Yoke, -0.5f, 1f, 54, 0f),
        new(HeadField.TrimRed, 0.08f, 0.92f, 55, 0.85f),
        new(HeadField.TrimGreen, 0.08f, 0.92f, 56, 0.8f),
        new(HeadField.TrimBlue, 0.08f, 0.92f, 57, 0.75f),
        new(HeadField.Freckles, -0.6f, 1f, 58, -0.2f),
        new(HeadField.NoseRedness, 0f, 1f, 59, 0.3f),
        new(HeadField.UnderEye, 0f, 1f, 60, 0.25f),
        new(HeadField.ScalpShade, 0f, 1f, 61, 0.4f),
        new(HeadField.LipGloss, 0f, 1f, 62, 0.3f),
        new(HeadField.CollarWidth, 0.008f, 0.03f, 63, 0.019f),
    ];
}
