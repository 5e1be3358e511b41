using System.Numerics;

namespace Workbench.Photos;

/// <summary>A face that a detector found.</summary>
/// <param name="Points">Its points, and its box if the detector gives one.</param>
/// <param name="Score">How sure the detector is, 0…1.</param>
/// <param name="SixtyEight">The 68 landmarks of iBUG and dlib; null when the detector gives fewer.</param>
public sealed record DetectedFace(HeadPoints Points, double Score, IReadOnlyList<Vector2>? SixtyEight = null)
{
    /// <summary>Distance between the points that lie farthest apart, pixels; the height of the box where there are no points.</summary>
    public double Extent
    {
        get
        {
            var places = Points.Known.Select(item => item.Place).ToArray();
            return places.Length >= 2
                ? places.Max(a => places.Max(b => Vector2.Distance(a, b)))
                : Points.Box is { } box ? box.Bottom - box.Top : 0;
        }
    }
}
