namespace Workbench.Metrics;

/// <summary>What the truth says about a place: seen, or why it is not.</summary>
public enum VisibilityClass
{
    /// <summary>It holds surface that a camera sees.</summary>
    Seen,

    /// <summary>It lies behind the surface or inside the head.</summary>
    Hidden,

    /// <summary>No picture shows it: it projects beyond the borders.</summary>
    Outside,

    /// <summary>There is no surface.</summary>
    Empty,
}
