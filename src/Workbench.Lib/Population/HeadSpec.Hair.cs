namespace Workbench.Population;

/// <content>Hair and beard.</content>
public sealed partial record HeadSpec
{
    /// <summary>How far hair stands off the scalp, model units; below 0 the head is shaved. Usually -0.008…0.058.</summary>
    public float HairThickness { get => this[HeadField.HairThickness]; init => this[HeadField.HairThickness] = value; }

    /// <summary>How far hair hangs down from the height of the temples, model units: 0.1 to the jaw, 0.3 on the shoulders. Usually 0…0.42.</summary>
    public float HairLength { get => this[HeadField.HairLength]; init => this[HeadField.HairLength] = value; }

    /// <summary>Height at which hair begins over the forehead, model units above the middle of the box. Usually 0.09…0.145.</summary>
    public float Hairline { get => this[HeadField.Hairline]; init => this[HeadField.Hairline] = value; }

    /// <summary>How far hair falls into the forehead, model units; below 0 none. Usually -0.04…0.07.</summary>
    public float Fringe { get => this[HeadField.Fringe]; init => this[HeadField.Fringe] = value; }

    /// <summary>Where hair parts, model units from the middle towards the person's left. Usually -0.075…0.075.</summary>
    public float Parting { get => this[HeadField.Parting]; init => this[HeadField.Parting] = value; }

    /// <summary>Size of curls; below 0 straight. Usually -1.2…1.</summary>
    public float Curl { get => this[HeadField.Curl]; init => this[HeadField.Curl] = value; }

    /// <summary>How far hair reaches forward over the ears, model units from the middle of the head. Usually -0.03…0.04.</summary>
    public float SideDepth { get => this[HeadField.SideDepth]; init => this[HeadField.SideDepth] = value; }

    /// <summary>Radius of the bald patch on the crown, model units; below 0 none. Usually -0.36…0.115.</summary>
    public float CrownHole { get => this[HeadField.CrownHole]; init => this[HeadField.CrownHole] = value; }

    /// <summary>Radius of a ponytail, model units; below 0 none. Usually -0.09…0.05.</summary>
    public float TailRadius { get => this[HeadField.TailRadius]; init => this[HeadField.TailRadius] = value; }

    /// <summary>How far the ponytail hangs down, model units. Usually 0.14…0.34.</summary>
    public float TailLength { get => this[HeadField.TailLength]; init => this[HeadField.TailLength] = value; }

    /// <summary>Where the ponytail is tied: angle above the middle of the skull, radians. Usually -0.5…0.95.</summary>
    public float TailHeight { get => this[HeadField.TailHeight]; init => this[HeadField.TailHeight] = value; }

    /// <summary>Radius of a bun, model units; below 0 none. Usually -0.11…0.062.</summary>
    public float BunRadius { get => this[HeadField.BunRadius]; init => this[HeadField.BunRadius] = value; }

    /// <summary>Where the bun sits: angle above the middle of the skull, radians; 1.57 is the top. Usually 0…0.95.</summary>
    public float BunElevation { get => this[HeadField.BunElevation]; init => this[HeadField.BunElevation] = value; }

    /// <summary>Where the ponytail is tied: angle from the middle of the back towards the person's left, radians. Usually -0.8…0.8.</summary>
    public float TailSide { get => this[HeadField.TailSide]; init => this[HeadField.TailSide] = value; }

    /// <summary>Where the bun sits, as TailSide, with which it shares its coordinate. Usually -0.8…0.8.</summary>
    public float BunSide { get => this[HeadField.BunSide]; init => this[HeadField.BunSide] = value; }

    /// <summary>How far a beard stands off the chin, model units; below 0 none. Usually -0.022…0.019.</summary>
    public float BeardLength { get => this[HeadField.BeardLength]; init => this[HeadField.BeardLength] = value; }
}
