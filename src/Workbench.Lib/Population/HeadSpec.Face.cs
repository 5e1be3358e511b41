namespace Workbench.Population;

/// <content>Skull, face and shoulders.</content>
public sealed partial record HeadSpec
{
    /// <summary>Half the width of the skull, model units. Usually 0.112…0.13.</summary>
    public float SkullWidth { get => this[HeadField.SkullWidth]; init => this[HeadField.SkullWidth] = value; }

    /// <summary>From the middle of the skull to its top, model units. Usually 0.122…0.145.</summary>
    public float SkullHeight { get => this[HeadField.SkullHeight]; init => this[HeadField.SkullHeight] = value; }

    /// <summary>Half the length of the skull from forehead to back, model units. Usually 0.13…0.152.</summary>
    public float SkullDepth { get => this[HeadField.SkullDepth]; init => this[HeadField.SkullDepth] = value; }

    /// <summary>Half the width of the jaw, model units. Usually 0.082…0.106.</summary>
    public float JawWidth { get => this[HeadField.JawWidth]; init => this[HeadField.JawWidth] = value; }

    /// <summary>How far the chin reaches down and forward, model units. Usually 0…0.022.</summary>
    public float Chin { get => this[HeadField.Chin]; init => this[HeadField.Chin] = value; }

    /// <summary>0 hollow … 1 round cheeks. Usually 0…1.</summary>
    public float CheekFullness { get => this[HeadField.CheekFullness]; init => this[HeadField.CheekFullness] = value; }

    /// <summary>Corners of the mouth: below 0 down, 1 far up. Shares its coordinate with the cheeks. Usually -0.3…1.</summary>
    public float Smile { get => this[HeadField.Smile]; init => this[HeadField.Smile] = value; }

    /// <summary>0 flat and high … 1 heavy and low brows. Usually 0…1.</summary>
    public float BrowRidge { get => this[HeadField.BrowRidge]; init => this[HeadField.BrowRidge] = value; }

    /// <summary>From the middle of the face to that of an eye, model units. Usually 0.046…0.057.</summary>
    public float EyeSpacing { get => this[HeadField.EyeSpacing]; init => this[HeadField.EyeSpacing] = value; }

    /// <summary>Half the width of an eye, model units. Usually 0.029…0.038.</summary>
    public float EyeSize { get => this[HeadField.EyeSize]; init => this[HeadField.EyeSize] = value; }

    /// <summary>Height of the eye's opening relative to an ordinary one. Usually 0.55…1.1.</summary>
    public float EyeOpening { get => this[HeadField.EyeOpening]; init => this[HeadField.EyeOpening] = value; }

    /// <summary>Rise of the eye from the inner to the outer corner, as a slope. Shares its coordinate with the opening. Usually -0.12…0.3.</summary>
    public float EyeTilt { get => this[HeadField.EyeTilt]; init => this[HeadField.EyeTilt] = value; }

    /// <summary>From the line of the eyes down to the tip of the nose, model units. Usually 0.034…0.058.</summary>
    public float NoseLength { get => this[HeadField.NoseLength]; init => this[HeadField.NoseLength] = value; }

    /// <summary>From the middle of the nose to the middle of a nostril's wing, model units. Usually 0.016…0.028.</summary>
    public float NoseWidth { get => this[HeadField.NoseWidth]; init => this[HeadField.NoseWidth] = value; }

    /// <summary>How far the tip of the nose stands before the face, model units. Usually 0.022…0.044.</summary>
    public float NoseBridge { get => this[HeadField.NoseBridge]; init => this[HeadField.NoseBridge] = value; }

    /// <summary>Half the width of the mouth, model units. Usually 0.034…0.05.</summary>
    public float MouthWidth { get => this[HeadField.MouthWidth]; init => this[HeadField.MouthWidth] = value; }

    /// <summary>Height of a lip at its middle, model units. Usually 0.009…0.018.</summary>
    public float LipFullness { get => this[HeadField.LipFullness]; init => this[HeadField.LipFullness] = value; }

    /// <summary>Half the height of an ear, model units. Usually 0.034…0.052.</summary>
    public float EarSize { get => this[HeadField.EarSize]; init => this[HeadField.EarSize] = value; }

    /// <summary>Radius of the neck, model units. Usually 0.05…0.068.</summary>
    public float NeckWidth { get => this[HeadField.NeckWidth]; init => this[HeadField.NeckWidth] = value; }

    /// <summary>Half the width of the shoulders, model units. Shares its coordinate with the neck. Usually 0.235…0.29.</summary>
    public float ShoulderWidth { get => this[HeadField.ShoulderWidth]; init => this[HeadField.ShoulderWidth] = value; }
}
