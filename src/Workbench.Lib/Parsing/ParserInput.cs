namespace Workbench.Parsing;

/// <summary>How a picture is scaled before the face parser reads it.</summary>
public enum ParserInput
{
    /// <summary>As the network was trained: (x − mean)/deviation of ImageNet a channel, x in 0…1.</summary>
    Trained,

    /// <summary>−1…1 as it is, half the contrast: what the published editing code feeds; for comparison with it.</summary>
    Raw,
}
