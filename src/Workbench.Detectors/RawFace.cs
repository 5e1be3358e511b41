namespace Workbench.Detectors;

/// <summary>A face in pixels of a network's input: box, score, five points.</summary>
internal readonly record struct RawFace(double Left, double Top, double Right, double Bottom, double Score, (double X, double Y)[] Points)
{
    /// <summary>Keeps the best of faces that overlap.</summary>
    public static IReadOnlyList<RawFace> Suppress(IEnumerable<RawFace> faces, double overlap = 0.4)
    {
        var kept = new List<RawFace>();
        foreach (var face in faces.OrderByDescending(face => face.Score))
            if (kept.All(other => face.Overlap(other) <= overlap))
                kept.Add(face);
        return kept;
    }

    private double Overlap(RawFace other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / (Area + other.Area - shared);
    }

    private double Area => (Right - Left) * (Bottom - Top);
}
