namespace Workbench.Rendering;

/// <summary>Everything a ray kernel reads and writes, as raw pointers; the owner keeps the tensors alive.</summary>
internal unsafe struct FusedScene
{
    /// <summary>Packed planes, [N, P, H, W, D, C].</summary>
    public float* Grid;

    public int Planes, Features, Depth, Height, Width;

    /// <summary>World axes each plane reads, [P, 3].</summary>
    public int* Axes;

    /// <summary>Factor from world to plane coordinates, 2 / box.</summary>
    public float PointScale;

    /// <summary>First layer, [C, H'], with the mean over planes folded in; its bias, [H'].</summary>
    public float* HiddenWeight, HiddenBias;

    /// <summary>Hidden width, padded with zeros to two registers.</summary>
    public int Hidden;

    /// <summary>Weights of the raw density, [H'].</summary>
    public float* DensityWeight;

    public float DensityBias;

    /// <summary>Weights of the colours, [H', O'], and their bias, [O'].</summary>
    public float* ColourWeight, ColourBias;

    /// <summary>Colour features, and the same padded with zeros to two registers.</summary>
    public int Colours, PaddedColours;

    public DecoderActivation Activation;

    public int CoarseSamples, FineSamples;

    /// <summary>Samples with |x| or |z| beyond are empty; infinite without crop.</summary>
    public float CropLimit;

    public bool WhiteBackground;

    /// <summary>Rays a head; ray index = head · rays + ray.</summary>
    public long RaysPerHead;

    /// <summary>[N·R, 3]</summary>
    public float* Origins, Directions;

    /// <summary>Coarse depths, [N·R, S].</summary>
    public float* Coarse;

    /// <summary>Uniform numbers, [N·R, F].</summary>
    public float* Quantiles;

    /// <summary>Results: [N·R, O], Σ w·d [N·R], Σ w [N·R].</summary>
    public float* OutFeatures, OutDistance, OutOpacity;

    /// <summary>Depth of every sample and how much of it the ray shows, ascending, [N·R, S + F] each; null when not asked for.</summary>
    public float* OutSampleDepths, OutSampleWeights;

    /// <summary>Samples a ray in the end.</summary>
    public readonly int Samples => CoarseSamples + FineSamples;
}
