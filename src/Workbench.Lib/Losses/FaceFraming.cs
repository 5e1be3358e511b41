namespace Workbench.Losses;

/// <summary>How faces lie in the pictures that an identity network is handed.</summary>
public enum FaceFraming
{
    /// <summary>Portraits aligned as FFHQ's; <see cref="FaceCrop"/> cuts the face out.</summary>
    AlignedPortrait,

    /// <summary>Heads in the middle of what the standard camera sees, from any side; <see cref="HeadCrop"/> cuts the head out.</summary>
    CentredHead,
}
