namespace Workbench.Population;

/// <summary>The classes of the 19-class face parser. Left and right are the person's.</summary>
public enum HeadPart : byte
{
    /// <summary>Nothing.</summary>
    Background = 0,

    /// <summary>Skin of the face and scalp, beard included.</summary>
    Skin = 1,

    /// <summary>The brow at +x.</summary>
    LeftBrow = 2,

    /// <summary>The brow at −x.</summary>
    RightBrow = 3,

    /// <summary>The eye at +x.</summary>
    LeftEye = 4,

    /// <summary>The eye at −x.</summary>
    RightEye = 5,

    /// <summary>Glasses.</summary>
    Glasses = 6,

    /// <summary>The ear at +x.</summary>
    LeftEar = 7,

    /// <summary>The ear at −x.</summary>
    RightEar = 8,

    /// <summary>An earring.</summary>
    Earring = 9,

    /// <summary>Nose.</summary>
    Nose = 10,

    /// <summary>The line between the lips.</summary>
    Mouth = 11,

    /// <summary>Upper lip.</summary>
    UpperLip = 12,

    /// <summary>Lower lip.</summary>
    LowerLip = 13,

    /// <summary>Neck.</summary>
    Neck = 14,

    /// <summary>A necklace.</summary>
    Necklace = 15,

    /// <summary>Clothes.</summary>
    Cloth = 16,

    /// <summary>Hair.</summary>
    Hair = 17,

    /// <summary>A hat.</summary>
    Hat = 18,
}
