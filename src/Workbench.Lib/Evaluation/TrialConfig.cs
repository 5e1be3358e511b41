using Workbench.Cameras;

namespace Workbench.Evaluation;

/// <summary>What of an inversion is measured and shown.</summary>
public sealed record TrialConfig
{
    /// <summary>Cameras around the head, the first in front: novel views, compared with the truth where it is known.</summary>
    public int NovelViews { get; init; } = 8;

    /// <summary>Elevation of the novel views, degrees.</summary>
    public double PitchDegrees { get; init; }

    /// <summary>Largest side at which pictures are compared; smaller generators are compared at their own.</summary>
    public int Resolution { get; init; } = 256;

    /// <summary>Every contradiction of the configuration, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (NovelViews < 1)
            problems.Add($"NovelViews must be positive, got {NovelViews}.");
        if (PitchDegrees is not (>= -60 and <= 60))
            problems.Add($"PitchDegrees must lie in -60 … 60, got {PitchDegrees}.");
        if (Resolution < 16)
            problems.Add($"Resolution must be at least 16, got {Resolution}.");
        return problems;
    }

    /// <summary>The novel cameras.</summary>
    /// <param name="radius">Distance from the origin.</param>
    public IReadOnlyList<Camera> Cameras(double radius) => Camera.Orbit(NovelViews, PitchDegrees, radius);

    /// <summary>The sector of a yaw: front up to 60° to either side, side up to 120°, back beyond.</summary>
    /// <param name="yawDegrees">Any number of degrees; 0 is the front.</param>
    public static string Sector(double yawDegrees) => Math.Abs(Math.IEEERemainder(yawDegrees, 360)) switch
    {
        <= 60 => "front",
        <= 120 => "side",
        _ => "back",
    };
}
