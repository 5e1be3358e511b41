namespace Workbench.Photos;

/// <summary>What stands behind a head when the background is removed; targets and renders take the same.</summary>
public enum BackgroundColour
{
    /// <summary>White, 1 in −1…1: the default, and what the demo generator paints.</summary>
    White,

    /// <summary>Mid-grey, 0.</summary>
    Grey,

    /// <summary>Black, −1.</summary>
    Black,
}
