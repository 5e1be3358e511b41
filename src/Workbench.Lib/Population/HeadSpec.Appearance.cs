namespace Workbench.Population;

/// <content>Colours.</content>
public sealed partial record HeadSpec
{
    /// <summary>0 the lightest … 1 the darkest skin. Usually 0…1.</summary>
    public float SkinTone { get => this[HeadField.SkinTone]; init => this[HeadField.SkinTone] = value; }

    /// <summary>−1 rosy … 1 golden skin. Usually -1…1.</summary>
    public float SkinHue { get => this[HeadField.SkinHue]; init => this[HeadField.SkinHue] = value; }

    /// <summary>−1 pale … 1 strongly coloured skin. Usually -1…1.</summary>
    public float SkinSaturation { get => this[HeadField.SkinSaturation]; init => this[HeadField.SkinSaturation] = value; }

    /// <summary>Red of the cheeks. Usually 0…1.</summary>
    public float Blush { get => this[HeadField.Blush]; init => this[HeadField.Blush] = value; }

    /// <summary>0 lips like the skin … 1 red lips. Usually 0…1.</summary>
    public float LipRedness { get => this[HeadField.LipRedness]; init => this[HeadField.LipRedness] = value; }

    /// <summary>0 light … 1 dark lips. Usually 0…1.</summary>
    public float LipDarkness { get => this[HeadField.LipDarkness]; init => this[HeadField.LipDarkness] = value; }

    /// <summary>0 blue, 0.5 green … 1 brown. Usually 0…1.</summary>
    public float IrisHue { get => this[HeadField.IrisHue]; init => this[HeadField.IrisHue] = value; }

    /// <summary>0 dark … 1 light irises. Usually 0…1.</summary>
    public float IrisLightness { get => this[HeadField.IrisLightness]; init => this[HeadField.IrisLightness] = value; }

    /// <summary>Strength of the colour on the upper lid. Usually 0…1.</summary>
    public float EyeShadow { get => this[HeadField.EyeShadow]; init => this[HeadField.EyeShadow] = value; }

    /// <summary>Colour of the upper lid: 0 blue, 0.5 brown, 1 violet. Usually 0…1.</summary>
    public float EyeShadowHue { get => this[HeadField.EyeShadowHue]; init => this[HeadField.EyeShadowHue] = value; }

    /// <summary>Strength of the dark line of the upper lashes. Usually 0…1.</summary>
    public float EyeLine { get => this[HeadField.EyeLine]; init => this[HeadField.EyeLine] = value; }

    /// <summary>0 hardly visible … 1 black brows. Usually 0…1.</summary>
    public float BrowDarkness { get => this[HeadField.BrowDarkness]; init => this[HeadField.BrowDarkness] = value; }

    /// <summary>Height of a brow, model units. Usually 0.006…0.013.</summary>
    public float BrowThickness { get => this[HeadField.BrowThickness]; init => this[HeadField.BrowThickness] = value; }

    /// <summary>0 blond, 0.5 brown … 1 black hair. Usually 0…1.</summary>
    public float HairMelanin { get => this[HeadField.HairMelanin]; init => this[HeadField.HairMelanin] = value; }

    /// <summary>Red of the hair. Usually 0…1.</summary>
    public float HairRedness { get => this[HeadField.HairRedness]; init => this[HeadField.HairRedness] = value; }

    /// <summary>Grey of the hair; below 0 none. Usually -0.6…1.</summary>
    public float HairGrey { get => this[HeadField.HairGrey]; init => this[HeadField.HairGrey] = value; }

    /// <summary>How much lighter (or, below 0, darker) hair becomes towards its ends. Usually -1…1.</summary>
    public float Ombre { get => this[HeadField.Ombre]; init => this[HeadField.Ombre] = value; }

    /// <summary>Contrast between light and dark locks. Usually 0…1.</summary>
    public float StrandContrast { get => this[HeadField.StrandContrast]; init => this[HeadField.StrandContrast] = value; }

    /// <summary>Darkness of stubble; below 0 none. Usually -0.3…1.</summary>
    public float BeardShade { get => this[HeadField.BeardShade]; init => this[HeadField.BeardShade] = value; }

    /// <summary>Red of the cloth, 0…1. Usually 0.08…0.92.</summary>
    public float ClothRed { get => this[HeadField.ClothRed]; init => this[HeadField.ClothRed] = value; }

    /// <summary>Green of the cloth, 0…1. Usually 0.08…0.92.</summary>
    public float ClothGreen { get => this[HeadField.ClothGreen]; init => this[HeadField.ClothGreen] = value; }

    /// <summary>Blue of the cloth, 0…1. Usually 0.08…0.92.</summary>
    public float ClothBlue { get => this[HeadField.ClothBlue]; init => this[HeadField.ClothBlue] = value; }

    /// <summary>Strength of a broad light or dark panel over the shoulders; below 0 none. Usually -0.5…1.</summary>
    public float Yoke { get => this[HeadField.Yoke]; init => this[HeadField.Yoke] = value; }

    /// <summary>Red of the collar and of the tie of the hair, 0…1. Usually 0.08…0.92.</summary>
    public float TrimRed { get => this[HeadField.TrimRed]; init => this[HeadField.TrimRed] = value; }

    /// <summary>Green of the collar and of the tie of the hair, 0…1. Usually 0.08…0.92.</summary>
    public float TrimGreen { get => this[HeadField.TrimGreen]; init => this[HeadField.TrimGreen] = value; }

    /// <summary>Blue of the collar and of the tie of the hair, 0…1. Usually 0.08…0.92.</summary>
    public float TrimBlue { get => this[HeadField.TrimBlue]; init => this[HeadField.TrimBlue] = value; }

    /// <summary>Strength of freckles; below 0 none. Usually -0.6…1.</summary>
    public float Freckles { get => this[HeadField.Freckles]; init => this[HeadField.Freckles] = value; }

    /// <summary>Red of the nose and ears. Usually 0…1.</summary>
    public float NoseRedness { get => this[HeadField.NoseRedness]; init => this[HeadField.NoseRedness] = value; }

    /// <summary>Shade below the eyes. Usually 0…1.</summary>
    public float UnderEye { get => this[HeadField.UnderEye]; init => this[HeadField.UnderEye] = value; }

    /// <summary>Darkness of the shaved scalp. Usually 0…1.</summary>
    public float ScalpShade { get => this[HeadField.ScalpShade]; init => this[HeadField.ScalpShade] = value; }

    /// <summary>Brightness of the middle of the lower lip. Usually 0…1.</summary>
    public float LipGloss { get => this[HeadField.LipGloss]; init => this[HeadField.LipGloss] = value; }

    /// <summary>Width of the collar, model units. Usually 0.008…0.03.</summary>
    public float CollarWidth { get => this[HeadField.CollarWidth]; init => this[HeadField.CollarWidth] = value; }
}
