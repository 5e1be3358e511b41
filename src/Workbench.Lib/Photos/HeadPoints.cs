using System.Numerics;

namespace Workbench.Photos;

/// <summary>Points of a head in a photograph, by hand or from a detector; what is hidden stays null. Left and right are the person's, so that the right eye of a frontal portrait lies left in the picture.</summary>
/// <remarks>Pixels; whole numbers are the middles of pixels.</remarks>
public sealed record HeadPoints
{
    /// <summary>Middle of the right eye.</summary>
    public Vector2? RightEye { get; init; }

    /// <summary>Middle of the left eye.</summary>
    public Vector2? LeftEye { get; init; }

    /// <summary>Tip of the nose.</summary>
    public Vector2? Nose { get; init; }

    /// <summary>Right corner of the mouth.</summary>
    public Vector2? RightMouth { get; init; }

    /// <summary>Left corner of the mouth.</summary>
    public Vector2? LeftMouth { get; init; }

    /// <summary>Middle of the mouth, where no corners are given.</summary>
    public Vector2? Mouth { get; init; }

    /// <summary>Lowest point of the chin.</summary>
    public Vector2? Chin { get; init; }

    /// <summary>Middle of the right ear.</summary>
    public Vector2? RightEar { get; init; }

    /// <summary>Middle of the left ear.</summary>
    public Vector2? LeftEar { get; init; }

    /// <summary>A rectangle around the head, hair included.</summary>
    public HeadRectangle? Box { get; init; }

    /// <summary>The points that are known, by name.</summary>
    public IReadOnlyList<(HeadPoint Name, Vector2 Place)> Known =>
    [
        .. from item in All(this)
           where item.Place is not null
           select (item.Name, item.Place!.Value),
    ];

    /// <summary>Whether eyes, nose and corners of the mouth are all known.</summary>
    public bool HasFive => RightEye is not null && LeftEye is not null && Nose is not null && RightMouth is not null && LeftMouth is not null;

    /// <summary>Five points in the order of common detectors: right eye, left eye, nose, right and left corner of the mouth; in a frontal picture the right ones lie left.</summary>
    /// <param name="points">5 points.</param>
    /// <exception cref="ArgumentException">There are not five.</exception>
    public static HeadPoints Five(params ReadOnlySpan<Vector2> points) => points.Length == 5
        ? new() { RightEye = points[0], LeftEye = points[1], Nose = points[2], RightMouth = points[3], LeftMouth = points[4] }
        : throw new ArgumentException($"points: expected right eye, left eye, nose, right mouth corner, left mouth corner; got {points.Length} points.", nameof(points));

    /// <summary>The 68 landmarks of iBUG and dlib: an eye is the mean of its six points.</summary>
    /// <param name="points">68 points.</param>
    /// <exception cref="ArgumentException">There are not 68.</exception>
    public static HeadPoints SixtyEight(IReadOnlyList<Vector2> points)
    {
        Check68(points);
        return new()
        {
            RightEye = Mean(points, 36, 42),
            LeftEye = Mean(points, 42, 48),
            Nose = points[30],
            RightMouth = points[48],
            LeftMouth = points[54],
            Chin = points[8],
        };
    }

    /// <summary>A head of which only the outline is known.</summary>
    /// <param name="left">Left edge, pixels.</param>
    /// <param name="top">Top edge, hair included.</param>
    /// <param name="right">Right edge.</param>
    /// <param name="bottom">The chin, or where it would be.</param>
    public static HeadPoints Around(double left, double top, double right, double bottom) => new() { Box = new HeadRectangle(left, top, right, bottom) };

    /// <summary>Reads points from text: five pairs <c>x,y</c> in the order of <see cref="Five"/>, or named ones: <c>right-eye=410,388 nose=455,470 chin=460,600</c>.</summary>
    /// <remarks>Names: right-eye, left-eye, nose, right-mouth, left-mouth, mouth, chin, right-ear, left-ear, and box with four numbers left, top, right, bottom. Separators: spaces, semicolons or line breaks.</remarks>
    /// <exception cref="FormatException">The text holds something else; the message names it.</exception>
    public static HeadPoints Parse(string text) => HeadPointsText.Parse(text);

    /// <summary>The named form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => HeadPointsText.Write(this);

    /// <summary>The same points in a crop.</summary>
    internal HeadPoints In(CropTransform crop) => HeadPointsText.Map(this, crop.ToCrop);

    internal static void Check68(IReadOnlyList<Vector2> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count != 68)
            throw new ArgumentException($"points: expected the 68 landmarks of iBUG and dlib, got {points.Count}." + (points.Count == 5 ? " Five points are for HeadPoints.Five." : ""), nameof(points));
    }

    internal static Vector2 Mean(IReadOnlyList<Vector2> points, int from, int to)
    {
        var sum = Vector2.Zero;
        for (var i = from; i < to; i++)
            sum += points[i];
        return sum / (to - from);
    }

    internal static IEnumerable<(HeadPoint Name, Vector2? Place)> All(HeadPoints points) =>
    [
        (HeadPoint.RightEye, points.RightEye), (HeadPoint.LeftEye, points.LeftEye), (HeadPoint.Nose, points.Nose),
        (HeadPoint.RightMouth, points.RightMouth), (HeadPoint.LeftMouth, points.LeftMouth), (HeadPoint.Mouth, points.Mouth),
        (HeadPoint.Chin, points.Chin), (HeadPoint.RightEar, points.RightEar), (HeadPoint.LeftEar, points.LeftEar),
    ];
}
