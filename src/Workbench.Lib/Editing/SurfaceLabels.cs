using System.Numerics;

namespace Workbench.Editing;

/// <summary>Views whose pixels have classes, and what they say about any point of the surface.</summary>
internal sealed class SurfaceLabels
{
    /// <summary>A point lies on the surface that a view shows when its distance differs by less than this, world units.</summary>
    public const float Tolerance = 0.03f;

    private readonly List<(ViewSurface View, byte[] Classes, float[] Confidence)> _views = [];

    /// <summary>The labelled views.</summary>
    public IReadOnlyList<(ViewSurface View, byte[] Classes, float[] Confidence)> Views => _views;

    /// <summary>Adds a labelled view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="classes">Class of every pixel, [r·r].</param>
    /// <param name="confidence">How far each counts, 0…1, [r·r].</param>
    public void Add(ViewSurface view, byte[] classes, float[] confidence) => _views.Add((view, classes, confidence));

    /// <summary>The class that the views which see a point agree on most, weighted by their confidence.</summary>
    /// <param name="point">A point of the surface.</param>
    /// <param name="least">Confidence below which a pixel has no voice.</param>
    /// <returns>The class and the share of the votes for it times their mean confidence; class −1 where no view sees the point.</returns>
    public (int Class, float Confidence) At(Vector3 point, float least = 0)
    {
        Span<float> votes = stackalloc float[256];
        var (total, count) = (0f, 0);
        foreach (var (view, classes, confidence) in _views)
        {
            var pixel = view.PixelOf(point);
            if (pixel < 0 || !view.Foreground[pixel] || !(confidence[pixel] > least) || MathF.Abs(view.Distance(point) - view.Distance(view.Points[pixel])) >= Tolerance)
                continue;
            votes[classes[pixel]] += confidence[pixel];
            total += confidence[pixel];
            count++;
        }
        if (count == 0)
            return (-1, 0);
        var best = 0;
        for (var i = 1; i < votes.Length; i++)
            if (votes[i] > votes[best])
                best = i;
        return (best, votes[best] / total * (total / count));
    }
}
