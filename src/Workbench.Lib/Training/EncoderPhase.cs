namespace Workbench.Training;

/// <summary>Which pixels of a picture are rendered and compared in a step.</summary>
public enum PixelPattern
{
    /// <summary>All.</summary>
    Whole,

    /// <summary>Every k-th in both directions, from a random first one: the whole face at a smaller size.</summary>
    Strided,

    /// <summary>A random square: a part of the face at full size. The identity term is left out.</summary>
    Crop,
}

/// <summary>Steps of an encoder's training that train the same things.</summary>
public sealed record EncoderPhase
{
    /// <summary>Number of steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Whether the reader of codes is trained.</summary>
    public bool Codes { get; init; } = true;

    /// <summary>Whether the refinement of planes is trained.</summary>
    public bool Planes { get; init; } = true;

    /// <summary>Whether the discriminator judges and is trained.</summary>
    public bool Adversarial { get; init; }

    /// <summary>Step size of the first step.</summary>
    public double RateFrom { get; init; } = 1e-4;

    /// <summary>Step size of the last step; a half cosine leads there.</summary>
    public double RateTo { get; init; } = 1e-4;

    /// <summary>Which pixels are compared.</summary>
    public PixelPattern Pixels { get; init; }

    /// <summary>Pixels a side that are compared; all unless given.</summary>
    public int? Side { get; init; }
}
