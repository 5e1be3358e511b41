namespace Workbench.Discriminators;

/// <summary>How a discriminator sees the foreground mask.</summary>
public enum MaskRoute
{
    /// <summary>Not at all: the dual discriminator of EG3D.</summary>
    None,

    /// <summary>Through a tower of its own, whose 4×4 features are added to those of the images (PanoHead's first version).</summary>
    Tower,

    /// <summary>As one more input channel (PanoHead's second version, which trained the released model).</summary>
    Channel,
}
