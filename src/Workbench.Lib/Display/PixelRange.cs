namespace Workbench.Display;

/// <summary>The range of values that a tensor's colours have.</summary>
public enum PixelRange
{
    /// <summary>−1 black, 1 white: what generators make and read.</summary>
    Signed,

    /// <summary>0 black, 1 white: masks, probabilities, albedo.</summary>
    Unit,
}
