namespace Workbench.Editing;

/// <summary>Where a grid of an edit comes from.</summary>
/// <param name="Name">What its owner called it.</param>
/// <param name="Grid">Fingerprint of its planes.</param>
/// <param name="Labels">The source of its part labels.</param>
public sealed record GridOrigin(string Name, string Grid, string Labels);

/// <summary>What an edit was made of, and by what.</summary>
public sealed record EditProvenance
{
    /// <summary>Name of the generator.</summary>
    public string Generator { get; init; } = "";

    /// <summary>Fingerprint of its weights.</summary>
    public string GeneratorHash { get; init; } = "";

    /// <summary>Who keeps the identity.</summary>
    public GridOrigin Target { get; init; } = new("", "", "");

    /// <summary>Who gives parts.</summary>
    public IReadOnlyList<GridOrigin> References { get; init; } = [];

    /// <summary>What re-encoded the transition; empty for nothing.</summary>
    public string Encoder { get; init; } = "";

    /// <summary>How the references were aligned, in words; empty for not at all.</summary>
    public string Alignment { get; init; } = "";

    /// <summary>Wall time of the edit, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Version of the library.</summary>
    public string Library { get; init; } = typeof(EditProvenance).Assembly.GetName().Version?.ToString() ?? "";
}
