using System.Globalization;

namespace Workbench.Data;

/// <summary>A frame of MEAD by its file name, <c>subject/view/clip_frame.png</c>.</summary>
/// <param name="Subject">Who.</param>
/// <param name="View">Folder of the camera: front, left_30, left_60, right_30, right_60, top, down.</param>
/// <param name="Clip">Which recording; equal clips of several views were taken at once.</param>
/// <param name="Frame">Number of the frame.</param>
/// <param name="Image">The image and its label.</param>
public sealed record MeadFrame(string Subject, string View, string Clip, int Frame, LabelledImage Image)
{
    private static readonly Dictionary<string, int> s_angles = new(StringComparer.Ordinal) { ["front"] = 0, ["left_30"] = -30, ["left_60"] = -60, ["right_30"] = 30, ["right_60"] = 60 };

    /// <summary>Nominal yaw of the camera in degrees; null for the views from above and below.</summary>
    public int? AngleDegrees => s_angles.TryGetValue(View, out var angle) ? angle : null;
}

/// <summary>Simultaneous frames of one subject.</summary>
/// <param name="Front">The frontal frame, which is encoded.</param>
/// <param name="Others">The frames of the other cameras, which are compared.</param>
public sealed record MeadMoment(MeadFrame Front, IReadOnlyList<MeadFrame> Others);

/// <summary>Finds simultaneous frames in a folder of extracted MEAD frames.</summary>
public static class MeadFrames
{
    private static readonly string[] s_views = ["front", "left_30", "left_60", "right_30", "right_60", "top", "down"];

    /// <summary>Reads the names of frames.</summary>
    /// <param name="images">Images named <c>subject/view/clip_frame.png</c>; folders before these three parts are ignored.</param>
    /// <exception cref="FormatException">A name does not follow the layout.</exception>
    public static IReadOnlyList<MeadFrame> Parse(IEnumerable<LabelledImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. images.Select(Parse)];
    }

    /// <summary>The moments at which the front camera and at least one other have a frame, sorted by subject, clip and frame.</summary>
    /// <param name="frames">Frames.</param>
    public static IReadOnlyList<MeadMoment> Moments(IEnumerable<MeadFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return
        [
            .. from frame in frames
               group frame by (frame.Subject, frame.Clip, frame.Frame) into moment
               let front = moment.FirstOrDefault(frame => frame.View == "front")
               where front is not null && moment.Any(frame => frame.View != "front")
               orderby moment.Key.Subject, moment.Key.Clip, moment.Key.Frame
               select new MeadMoment(front, [.. moment.Where(frame => frame.View != "front").OrderBy(frame => Array.IndexOf(s_views, frame.View))]),
        ];
    }

    private static MeadFrame Parse(LabelledImage image)
    {
        var parts = image.Name.Split('/');
        var stem = Path.GetFileNameWithoutExtension(parts[^1]);
        var cut = stem.LastIndexOf('_');
        if (parts.Length < 3 || cut <= 0 || !int.TryParse(stem[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var frame))
            throw new FormatException($"'{image.Name}' is not named subject/view/clip_frame.png, as frames of MEAD are.");
        if (!s_views.Contains(parts[^2]))
            throw new FormatException($"'{image.Name}': '{parts[^2]}' is none of MEAD's views {string.Join(", ", s_views)}.");
        return new MeadFrame(parts[^3], parts[^2], stem[..cut], frame, image);
    }
}
