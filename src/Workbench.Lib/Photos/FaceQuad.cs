using System.Numerics;

namespace Workbench.Photos;

/// <summary>The square of a face in a photograph, turned with it: corners centre ± x ± y.</summary>
/// <param name="Centre">Middle, pixels.</param>
/// <param name="AxisX">Half an upper edge, from left to right, pixels.</param>
/// <param name="AxisY">Half a side edge, downwards, pixels.</param>
public readonly record struct FaceQuad(Vector2 Centre, Vector2 AxisX, Vector2 AxisY)
{
    /// <summary>Length of an edge, pixels.</summary>
    public double Side => 2 * AxisX.Length();
}
