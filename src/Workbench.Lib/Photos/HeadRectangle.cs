namespace Workbench.Photos;

/// <summary>A rectangle around a head, from the top of the hair to the chin and from side to side, pixels of the photograph.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
public readonly record struct HeadRectangle(double Left, double Top, double Right, double Bottom);
