namespace Workbench.Photos;

/// <summary>Names of points of a head; left and right are the person's.</summary>
public enum HeadPoint
{
    /// <summary>Middle of the right eye.</summary>
    RightEye,

    /// <summary>Middle of the left eye.</summary>
    LeftEye,

    /// <summary>Tip of the nose.</summary>
    Nose,

    /// <summary>Right corner of the mouth.</summary>
    RightMouth,

    /// <summary>Left corner of the mouth.</summary>
    LeftMouth,

    /// <summary>Middle of the mouth.</summary>
    Mouth,

    /// <summary>Lowest point of the chin.</summary>
    Chin,

    /// <summary>Middle of the right ear.</summary>
    RightEar,

    /// <summary>Middle of the left ear.</summary>
    LeftEar,
}
