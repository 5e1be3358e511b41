using System.Globalization;
using System.Numerics;

namespace Workbench.Photos;

/// <summary>Finds points that cannot be right before a crop is made of them.</summary>
public static class PointChecks
{
    // Of the picture's longer side: clicks miss the edge by a little.
    private const double Margin = 0.02;

    /// <summary>What is wrong with points, one sentence a problem; empty when they can be used.</summary>
    /// <param name="points">The points.</param>
    /// <param name="width">Pixels of the photograph.</param>
    /// <param name="height">Pixels of the photograph.</param>
    public static IReadOnlyList<string> Problems(HeadPoints points, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(points);
        var problems = new List<string>();
        var known = points.Known;
        if (known.Count == 0 && points.Box is null)
            return ["There are neither points nor a box: give five points, two eyes and the mouth or chin, or a box around the head."];
        var margin = Margin * Math.Max(width, height);
        foreach (var (name, place) in known)
            if (!float.IsFinite(place.X) || !float.IsFinite(place.Y) || place.X < -margin || place.Y < -margin || place.X > width + margin || place.Y > height + margin)
                problems.Add(Text($"The {Spoken(name)} ({place.X:0.#}, {place.Y:0.#}) lies outside the photograph of {width}×{height} pixels: were the points taken from a picture of another size, or before it was turned upright?"));
        if (points.Box is { } box)
            CheckBox(box, width, height, problems);
        else if (known.Count < 3)
            problems.Add($"{known.Count} point{(known.Count == 1 ? "" : "s")} cannot fix a head: give at least three, or a box around the head.");
        if (problems.Count == 0)
            CheckSides(points, problems);
        return problems;
    }

    /// <summary>Throws when points cannot be used.</summary>
    /// <exception cref="ArgumentException">They have problems; the message lists them.</exception>
    public static void Require(HeadPoints points, int width, int height)
    {
        if (Problems(points, width, height) is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(points));
    }

    internal static string Spoken(HeadPoint name) => HeadPointsText.NameOf(name).Replace('-', ' ');

    private static void CheckBox(HeadRectangle box, int width, int height, List<string> problems)
    {
        if (!(box.Right - box.Left >= 2 && box.Bottom - box.Top >= 2))
            problems.Add(Text($"The box ({box.Left}, {box.Top}, {box.Right}, {box.Bottom}) is empty: its four numbers are left, top, right, bottom."));
        else if (box.Left > width || box.Top > height || box.Right < 0 || box.Bottom < 0)
            problems.Add(Text($"The box ({box.Left}, {box.Top}, {box.Right}, {box.Bottom}) lies outside the photograph of {width}×{height} pixels."));
    }

    // From the right to the left eye and from the eyes to the mouth must turn clockwise, as x and y do; holds for every pose in which both eyes are seen.
    private static void CheckSides(HeadPoints points, List<string> problems)
    {
        var below = points.Mouth ?? Middle(points.RightMouth, points.LeftMouth) ?? points.Chin;
        if (points.RightEye is { } right && points.LeftEye is { } left)
        {
            if (Vector2.Distance(right, left) < 1)
                problems.Add("Both eyes lie on the same pixel; leave out the eye that is hidden.");
            else if (below is { } lower && Turn(left - right, lower - (right + left) / 2) <= 0)
                problems.Add("Left and right are exchanged, or the head is upside down: right and left are the person's, so the right eye of somebody who faces the camera lies left in the picture. If the picture was mirrored, mirror its points too.");
        }
        if (problems.Count == 0 && points is { RightEye: { } eye, LeftEye: { } other, RightMouth: { } corner, LeftMouth: { } opposite } && Vector2.Dot(other - eye, opposite - corner) < 0)
            problems.Add("The eyes and the corners of the mouth are listed in opposite directions: right and left are the person's for both.");
    }

    private static Vector2? Middle(Vector2? a, Vector2? b) => a is { } first && b is { } second ? (first + second) / 2 : a ?? b;

    private static float Turn(Vector2 a, Vector2 b) => a.X * b.Y - a.Y * b.X;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
