using System.Globalization;
using System.Numerics;

namespace Workbench.Photos;

/// <summary>Points of a head as text.</summary>
internal static class HeadPointsText
{
    private static readonly char[] Separators = [' ', ';', '\n', '\r', '\t'];

    public static HeadPoints Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 0)
            throw new FormatException("There are no points: write five pairs x,y (right eye, left eye, nose, right and left corner of the mouth), or named ones such as right-eye=410,388.");
        if (parts.All(part => !part.Contains('=', StringComparison.Ordinal)))
            return parts.Length == 5
                ? HeadPoints.Five([.. parts.Select(part => Place(part, part))])
                : throw new FormatException($"There are {parts.Length} points without names; unnamed points must be five: right eye, left eye, nose, right and left corner of the mouth. Name them where you have others: right-eye=410,388 chin=460,600.");
        var points = new HeadPoints();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw new FormatException($"'{part}' has no name although other points do; write for example nose={part}.");
            var name = part[..equals].ToLowerInvariant();
            if (!seen.Add(name))
                throw new FormatException($"'{name}' is given twice.");
            points = With(points, name, part[(equals + 1)..], part);
        }
        return points;
    }

    public static string Write(HeadPoints points)
    {
        var known = points.Known.Select(item => string.Create(CultureInfo.InvariantCulture, $"{NameOf(item.Name)}={item.Place.X:0.##},{item.Place.Y:0.##}"));
        return string.Join(' ', points.Box is { } box ? known.Append(string.Create(CultureInfo.InvariantCulture, $"box={box.Left:0.##},{box.Top:0.##},{box.Right:0.##},{box.Bottom:0.##}")) : known);
    }

    public static string NameOf(HeadPoint point) => point switch
    {
        HeadPoint.RightEye => "right-eye",
        HeadPoint.LeftEye => "left-eye",
        HeadPoint.Nose => "nose",
        HeadPoint.RightMouth => "right-mouth",
        HeadPoint.LeftMouth => "left-mouth",
        HeadPoint.Mouth => "mouth",
        HeadPoint.Chin => "chin",
        HeadPoint.RightEar => "right-ear",
        HeadPoint.LeftEar => "left-ear",
        _ => throw new ArgumentOutOfRangeException(nameof(point), point, "Unknown point."),
    };

    public static HeadPoints Map(HeadPoints points, Func<Vector2, Vector2> map)
    {
        foreach (var (name, place) in points.Known)
            points = With(points, name, map(place));
        return points with { Box = null };
    }

    private static HeadPoints With(HeadPoints points, string name, string value, string part)
    {
        if (name == "box")
        {
            var edges = Numbers(value, part);
            return edges.Length == 4
                ? points with { Box = new HeadRectangle(edges[0], edges[1], edges[2], edges[3]) }
                : throw new FormatException($"'{part}': a box has four numbers: left, top, right, bottom.");
        }
        foreach (var point in Enum.GetValues<HeadPoint>())
            if (NameOf(point) == name)
                return With(points, point, Place(value, part));
        throw new FormatException($"'{name}' is no point of a head. Known: {string.Join(", ", Enum.GetValues<HeadPoint>().Select(NameOf))}, box.");
    }

    private static HeadPoints With(HeadPoints points, HeadPoint name, Vector2 place) => name switch
    {
        HeadPoint.RightEye => points with { RightEye = place },
        HeadPoint.LeftEye => points with { LeftEye = place },
        HeadPoint.Nose => points with { Nose = place },
        HeadPoint.RightMouth => points with { RightMouth = place },
        HeadPoint.LeftMouth => points with { LeftMouth = place },
        HeadPoint.Mouth => points with { Mouth = place },
        HeadPoint.Chin => points with { Chin = place },
        HeadPoint.RightEar => points with { RightEar = place },
        _ => points with { LeftEar = place },
    };

    private static Vector2 Place(string value, string part) => Numbers(value, part) is [var x, var y]
        ? new Vector2((float)x, (float)y)
        : throw new FormatException($"'{part}': a point has two numbers, x and y, with a comma between them.");

    private static double[] Numbers(string value, string part) =>
    [
        .. value.Split(',').Select(number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed)
            ? parsed
            : throw new FormatException($"'{part}': '{number}' is no number. Write pixels such as 410.5,388; decimals take a point.")),
    ];
}
