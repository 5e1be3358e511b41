using System.Numerics;
using Workbench.Population;

namespace Workbench.Editing;

/// <summary>Labels views from behind, where face parsers fail, by what the front views show.</summary>
/// <remarks>
/// A point that a sure front view sees keeps that view's label. Below the neck line a point is neck, clothes or, where the front shows hair so far down, hair: whichever colour is nearest.
/// Above it a point is hair, unless its colour is nearer to the skin (or hat) of the front views than to their hair; this keeps bald crowns bald.
/// Nearness is the distance to the mean colour of a class in CIE L*a*b*, divided by the spread of the class.
/// The neck line is the highest place that front views label neck or clothes, else a little below the chin.
/// </remarks>
internal sealed class RearViewRule
{
    /// <summary>Views up to this yaw are front views, degrees.</summary>
    public const double FrontDegrees = 75;

    /// <summary>Front views from this yaw on count half, degrees.</summary>
    public const double SureDegrees = 60;

    /// <summary>Confidence of what the rule says, and of front views beyond <see cref="SureDegrees"/>.</summary>
    public const float HalfConfidence = 0.5f;

    /// <summary>A part on less of the foreground than this is not there.</summary>
    public const double Present = 0.002;

    private readonly SurfaceLabels _front;
    private readonly Dictionary<HeadPart, ClassColour> _colours = [];

    /// <summary>Learns from front views.</summary>
    /// <param name="front">Labelled front views; classes are <see cref="HeadPart"/>.</param>
    public RearViewRule(SurfaceLabels front)
    {
        _front = front;
        foreach (var part in (HeadPart[])[HeadPart.Skin, HeadPart.Hair, HeadPart.Hat, HeadPart.Neck, HeadPart.Cloth])
            _colours[part] = new ClassColour();
        var largest = new Dictionary<HeadPart, double>();
        foreach (var (view, classes, _) in front.Views)
        {
            var counts = new int[256];
            for (var i = 0; i < classes.Length; i++)
                if (view.Foreground[i])
                {
                    counts[classes[i]]++;
                    if (_colours.TryGetValue((HeadPart)classes[i], out var colour))
                        colour.Add(view.Colours[i]);
                }
            foreach (var part in _colours.Keys)
                largest[part] = Math.Max(largest.GetValueOrDefault(part), counts[(int)part] / (double)Math.Max(1, counts.Sum()));
        }
        HasHair = largest.GetValueOrDefault(HeadPart.Hair) >= Present;
        HasHat = largest.GetValueOrDefault(HeadPart.Hat) >= Present;
        NeckLine = FindNeckLine();
        LongHair = HasHair && ShareBelow(HeadPart.Hair) >= Present;
    }

    /// <summary>Whether any front view shows hair.</summary>
    public bool HasHair { get; }

    /// <summary>Whether any front view shows a hat.</summary>
    public bool HasHat { get; }

    /// <summary>Whether front views show hair below the neck line.</summary>
    public bool LongHair { get; }

    /// <summary>Height of the neck line, world units.</summary>
    public float NeckLine { get; }

    /// <summary>Confidence of a front view by its yaw: 1, or ½ where the face turns away.</summary>
    public static float FrontConfidence(double yawDegrees) => Math.Abs(yawDegrees) < SureDegrees ? 1 : HalfConfidence;

    /// <summary>Whether a view is labelled by its picture rather than by this rule.</summary>
    public static bool IsFront(ViewSurface view) => Math.Abs(view.YawDegrees) <= FrontDegrees;

    /// <summary>Labels a view.</summary>
    /// <returns>Class and confidence of every pixel, [r·r].</returns>
    public (byte[] Classes, float[] Confidence) Label(ViewSurface view)
    {
        var (classes, confidence) = (new byte[view.Points.Length], new float[view.Points.Length]);
        for (var i = 0; i < classes.Length; i++)
        {
            confidence[i] = HalfConfidence;
            if (!view.Foreground[i])
                continue;
            var (seen, trust) = _front.At(view.Points[i], HalfConfidence);
            if (seen > 0)
                (classes[i], confidence[i]) = ((byte)seen, trust);
            else
                classes[i] = (byte)Decide(view.Points[i], view.Colours[i]);
        }
        return (classes, confidence);
    }

    private HeadPart Decide(Vector3 point, Vector3 lab)
    {
        if (point.Y < NeckLine)
            return Nearest(lab, LongHair ? [HeadPart.Cloth, HeadPart.Neck, HeadPart.Hair] : [HeadPart.Cloth, HeadPart.Neck]);
        if (!HasHair)
            return HasHat ? Nearest(lab, [HeadPart.Skin, HeadPart.Hat]) : HeadPart.Skin;
        return Nearest(lab, HasHat ? [HeadPart.Hair, HeadPart.Skin, HeadPart.Hat] : [HeadPart.Hair, HeadPart.Skin]);
    }

    // The first of the parts where the front views show none of them.
    private HeadPart Nearest(Vector3 lab, ReadOnlySpan<HeadPart> parts)
    {
        var (best, smallest) = (parts[0], float.PositiveInfinity);
        foreach (var part in parts)
            if (_colours[part] is { Count: > 0 } colour && colour.Distance(lab) is var distance && distance < smallest)
                (best, smallest) = (part, distance);
        return best;
    }

    private float FindNeckLine()
    {
        var (highest, chin) = (float.NegativeInfinity, float.PositiveInfinity);
        foreach (var (view, classes, _) in _front.Views)
            for (var i = 0; i < classes.Length; i++)
                if (view.Foreground[i])
                    switch ((HeadPart)classes[i])
                    {
                        case HeadPart.Neck or HeadPart.Cloth:
                            highest = MathF.Max(highest, view.Points[i].Y);
                            break;
                        case HeadPart.Skin when MathF.Abs(view.Points[i].X) < 0.05f:
                            chin = MathF.Min(chin, view.Points[i].Y);
                            break;
                    }
        return float.IsFinite(highest) ? highest : float.IsFinite(chin) ? chin - 0.02f : float.NegativeInfinity;
    }

    private double ShareBelow(HeadPart part)
    {
        var (below, all) = (0, 0);
        foreach (var (view, classes, _) in _front.Views)
            for (var i = 0; i < classes.Length; i++)
                if (view.Foreground[i])
                {
                    all++;
                    if (classes[i] == (byte)part && view.Points[i].Y < NeckLine)
                        below++;
                }
        return below / (double)Math.Max(1, all);
    }
}
