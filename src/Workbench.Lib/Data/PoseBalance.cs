namespace Workbench.Data;

/// <summary>Which poses of a data set are kept and how often they are shown: the selection of PanoHead's data loader.</summary>
/// <remarks>
/// Kept are images with <see cref="MinYaw"/> ≤ |yaw| ≤ <see cref="MaxYaw"/> and |pitch| ≤ 90°. Those with |yaw| ≥ max(90°, MinYaw) form the back set, which follows the front set <see cref="BackRepeat"/> times.
/// Mirroring comes afterwards. Inside each set the order is that of the names.
/// </remarks>
public sealed record PoseBalance
{
    private const double LargestPitch = 90;
    private const double BackBegins = 90;

    /// <summary>Smallest |yaw| in degrees, 0…180.</summary>
    public double MinYaw { get; init; }

    /// <summary>Largest |yaw| in degrees, 0…180.</summary>
    public double MaxYaw { get; init; } = 180;

    /// <summary>How often the back set is shown; the released configuration takes 4.</summary>
    public int BackRepeat { get; init; } = 1;

    /// <summary>All problems of these values; empty when there are none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (!(MinYaw is >= 0 and <= 180))
            problems.Add($"MinYaw is {MinYaw}; it lies in 0…180 degrees.");
        if (!(MaxYaw is >= 0 and <= 180))
            problems.Add($"MaxYaw is {MaxYaw}; it lies in 0…180 degrees.");
        if (MinYaw > MaxYaw)
            problems.Add($"MinYaw ({MinYaw}) exceeds MaxYaw ({MaxYaw}): nothing would be kept.");
        if (BackRepeat < 1)
            problems.Add($"BackRepeat is {BackRepeat}; to leave the back set out, set MaxYaw below 90.");
        return problems;
    }

    /// <summary>The selected images: the front set once, then the back set <see cref="BackRepeat"/> times.</summary>
    /// <param name="images">Any labelled images.</param>
    /// <exception cref="InvalidOperationException">The values are not valid.</exception>
    public IReadOnlyList<LabelledImage> Apply(IEnumerable<LabelledImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (Validate() is { Count: > 0 } problems)
            throw new InvalidOperationException(string.Join(" ", problems));
        var front = new List<LabelledImage>();
        var back = new List<LabelledImage>();
        foreach (var image in images)
        {
            var angles = image.Camera.Angles;
            var yaw = Math.Abs(angles.YawDegrees);
            if (yaw >= MinYaw && yaw <= MaxYaw && Math.Abs(angles.PitchDegrees) <= LargestPitch)
                (yaw >= Math.Max(BackBegins, MinYaw) ? back : front).Add(image);
        }
        return [.. front, .. Enumerable.Repeat(back, BackRepeat).SelectMany(set => set)];
    }

    /// <summary>The images, then every one of them mirrored with its label.</summary>
    /// <param name="images">Any labelled images.</param>
    public static IReadOnlyList<LabelledImage> WithMirrored(IReadOnlyList<LabelledImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. images, .. images.Select(image => image.Mirror())];
    }

    /// <summary>Repeats each image as often as a rule says, keeping the order; used to show steep views more often.</summary>
    /// <param name="images">Any labelled images.</param>
    /// <param name="count">How often an image is shown; 0 leaves it out.</param>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static IReadOnlyList<LabelledImage> Repeat(IEnumerable<LabelledImage> images, Func<LabelledImage, int> count)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(count);
        var repeated = new List<LabelledImage>();
        foreach (var image in images)
        {
            var times = count(image);
            if (times < 0)
                throw new ArgumentException($"count: {times} repetitions for '{image.Name}'; the smallest number is 0.", nameof(count));
            repeated.AddRange(Enumerable.Repeat(image, times));
        }
        return repeated;
    }

    /// <summary>A rule for <see cref="Repeat"/>: the count of the steepest threshold that |yaw| reaches, 1 below all of them.</summary>
    /// <param name="thresholds">From which |yaw| in degrees an image is shown how often, in any order.</param>
    public static Func<LabelledImage, int> ByYaw(params IReadOnlyList<(double FromYaw, int Count)> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var steepestFirst = thresholds.OrderByDescending(threshold => threshold.FromYaw).ToArray();
        return image =>
        {
            var yaw = Math.Abs(image.Camera.Angles.YawDegrees);
            foreach (var (from, count) in steepestFirst)
                if (yaw >= from)
                    return count;
            return 1;
        };
    }
}
