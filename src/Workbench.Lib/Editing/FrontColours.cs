using System.Numerics;
using Workbench.Population;

namespace Workbench.Editing;

/// <summary>Which colours of front views are skin, hair and clothes.</summary>
internal sealed class FrontColours
{
    private const int Clusters = 6;
    private const int Rounds = 20;

    // A cluster is skin if this share of it lies in the middle of the face, or if it is this near to the skin, in spreads: the best of a sweep over 40 procedural heads.
    private const float FaceShare = 0.15f;
    private const float SkinReach = 0.8f;

    private readonly Vector3[] _centres;
    private readonly HeadPart[] _above;
    private readonly HeadPart[] _below;
    private readonly float _neckLine;

    /// <summary>Learns from the front views of a head.</summary>
    /// <exception cref="EditException">No view shows the middle of the face.</exception>
    public FrontColours(IReadOnlyList<ViewSurface> front)
    {
        var face = Face(front);
        var skin = Skin(face);
        _neckLine = NeckLine(front);
        var pixels = front.SelectMany(view => Enumerable.Range(0, view.Points.Length).Where(i => view.Foreground[i]).Select(i => (Lab: view.Colours[i], view.Points[i].Y))).ToArray();
        _centres = Means([.. pixels.Select(pixel => pixel.Lab)], skin.Mean);
        var (above, all) = (new int[_centres.Length], new int[_centres.Length]);
        foreach (var (lab, y) in pixels)
        {
            var cluster = Nearest(lab);
            all[cluster]++;
            if (y > _neckLine)
                above[cluster]++;
        }
        var inFace = new int[_centres.Length];
        foreach (var lab in face)
            inFace[Nearest(lab)]++;
        _above = [.. _centres.Select((centre, i) => inFace[i] > FaceShare * all[i] || skin.Distance(centre) < SkinReach ? HeadPart.Skin : HeadPart.Hair)];
        _below = [.. _centres.Select((_, i) => _above[i] == HeadPart.Skin ? HeadPart.Skin : 2 * above[i] > all[i] ? HeadPart.Hair : HeadPart.Cloth)];
    }

    /// <summary>Class of every pixel, [r·r].</summary>
    public byte[] Label(ViewSurface view)
    {
        var classes = new byte[view.Points.Length];
        for (var i = 0; i < classes.Length; i++)
            if (view.Foreground[i])
                classes[i] = (byte)(view.Points[i].Y > _neckLine ? _above : _below)[Nearest(view.Colours[i])];
        return classes;
    }

    private int Nearest(Vector3 lab)
    {
        var best = 0;
        for (var i = 1; i < _centres.Length; i++)
            if (Vector3.DistanceSquared(lab, _centres[i]) < Vector3.DistanceSquared(lab, _centres[best]))
                best = i;
        return best;
    }

    private static Vector3[] Face(IReadOnlyList<ViewSurface> front)
    {
        Vector3[] found = [.. front.SelectMany(view => Enumerable.Range(0, view.Points.Length)
            .Where(i => view.Foreground[i] && MathF.Abs(view.Points[i].X) < 0.1f && view.Points[i].Y is > -0.1f and < 0.05f && view.Points[i].Z > 0).Select(i => view.Colours[i]))];
        return found.Length > 0 ? found
            : throw new EditException(EditProblem.CannotLabel, "The colour source finds no face in the front views: nothing lies within 0.1 of the middle and −0.1 < y < 0.05. Is the head in the generator's frame?");
    }

    private static ClassColour Skin(Vector3[] face)
    {
        // Twice: eyes, brows, lips and fringe are outliers of the first pass.
        var all = new ClassColour();
        Array.ForEach(face, all.Add);
        var skin = new ClassColour();
        foreach (var lab in face)
            if (all.Distance(lab) < 1.5f)
                skin.Add(lab);
        return skin.Count > 0 ? skin : all;
    }

    // Downwards from the mouth, the first place of the middle of the face that lies clearly behind it.
    private static float NeckLine(IReadOnlyList<ViewSurface> front)
    {
        const float Usual = -0.2f;
        var view = front.MinBy(item => Math.Abs(item.YawDegrees))!;
        var profile = Enumerable.Range(0, view.Points.Length).Where(i => view.Foreground[i] && MathF.Abs(view.Points[i].X) < 0.03f).Select(i => view.Points[i]).OrderByDescending(point => point.Y).ToArray();
        var mouth = profile.Where(point => point.Y is > -0.1f and < -0.05f).Select(point => point.Z).Order().ToArray();
        if (mouth.Length == 0)
            return Usual;
        var limit = mouth[mouth.Length / 2] - 0.045f;
        foreach (var point in profile)
            if (point.Y < -0.1f && point.Z < limit)
                return point.Y;
        return Usual;
    }

    // Lloyd's algorithm from the skin and the colours farthest from all centres so far: the same clusters every time.
    private static Vector3[] Means(Vector3[] colours, Vector3 skin)
    {
        var centres = new List<Vector3> { skin };
        while (centres.Count < Clusters)
            centres.Add(colours.MaxBy(lab => centres.Min(centre => Vector3.DistanceSquared(lab, centre))));
        var means = centres.ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var (sums, counts) = (new Vector3[Clusters], new int[Clusters]);
            foreach (var lab in colours)
            {
                var best = 0;
                for (var i = 1; i < Clusters; i++)
                    if (Vector3.DistanceSquared(lab, means[i]) < Vector3.DistanceSquared(lab, means[best]))
                        best = i;
                sums[best] += lab;
                counts[best]++;
            }
            for (var i = 0; i < Clusters; i++)
                if (counts[i] > 0)
                    means[i] = sums[i] / counts[i];
        }
        return means;
    }
}
