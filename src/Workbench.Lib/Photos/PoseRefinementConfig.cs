namespace Workbench.Photos;

/// <summary>How a pose is refined against a generator.</summary>
public sealed record PoseRefinementConfig
{
    /// <summary>Pixels a side at which photograph and renders are compared.</summary>
    public int Resolution { get; init; } = 32;

    /// <summary>Directions of W that may change the head, strongest first; 0 keeps the average head.</summary>
    public int Directions { get; init; } = 8;

    /// <summary>Codes from which the directions are fitted.</summary>
    public int DirectionSamples { get; init; } = 2048;

    /// <summary>Most steps of the joint refinement.</summary>
    public int Iterations { get; init; } = 8;

    /// <summary>Most steps that every start of the search for the yaw gets, with the average head.</summary>
    public int SearchIterations { get; init; } = 3;

    /// <summary>Yaws tried all round when the points do not tell it.</summary>
    public int YawStarts { get; init; } = 12;

    /// <summary>Yaws tried on either side of the one that five points tell, degrees; with fewer points twice and three times as far, too.</summary>
    public double YawReach { get; init; } = 20;

    /// <summary>Starts that are refined jointly when points do not tell the yaw; otherwise only the best is.</summary>
    public int Kept { get; init; } = 4;

    /// <summary>How many independent pixels the picture counts for; its residuals are correlated.</summary>
    public double EffectivePixels { get; init; } = 300;

    /// <summary>Expected difference of silhouettes, 0…1.</summary>
    public double SilhouetteDeviation { get; init; } = 0.25;

    /// <summary>Expected difference of colours, −1…1.</summary>
    public double ColourDeviation { get; init; } = 0.3;

    /// <summary>How much less the given points count than in the first guess.</summary>
    public double PointRelaxation { get; init; } = 1.5;

    /// <summary>Expected pitch, degrees.</summary>
    public double PitchDeviation { get; init; } = 12;

    /// <summary>All contradictions, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(Resolution is >= 8 and <= 256, $"Resolution must lie in 8…256, got {Resolution}.");
        Require(Directions >= 0 && DirectionSamples > Directions + 1, $"Directions must not be negative, and DirectionSamples larger; got {Directions} and {DirectionSamples}.");
        Require(Iterations >= 0 && SearchIterations >= 0, "Iterations and SearchIterations must not be negative.");
        Require(YawStarts >= 1 && Kept >= 1, $"YawStarts and Kept must be at least 1, got {YawStarts} and {Kept}.");
        Require(YawReach is >= 0 and <= 180, $"YawReach must lie in 0…180 degrees, got {YawReach}.");
        Require(EffectivePixels > 0 && SilhouetteDeviation > 0 && ColourDeviation > 0 && PointRelaxation > 0 && PitchDeviation > 0, "EffectivePixels and all deviations must be positive.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }
}
