namespace Workbench.Editing;

/// <summary>What may be wrong with an edit, or noteworthy about it.</summary>
public enum EditProblem
{
    /// <summary>No pixel of any view shows the part.</summary>
    EmptyPart,

    /// <summary>Too few views show the part.</summary>
    FewViews,

    /// <summary>The labels call nearly the whole head the part.</summary>
    EverythingIsPart,

    /// <summary>The views leave most cells of the head without a label.</summary>
    UnknownCells,

    /// <summary>The heads differ in place or size.</summary>
    NotAligned,

    /// <summary>The heads come from different generators or have different planes.</summary>
    DifferentGenerators,

    /// <summary>A number in the planes is not finite.</summary>
    NotFinite,

    /// <summary>The label source has no such part.</summary>
    UnknownPart,

    /// <summary>A rule replaced the labels of the source, for instance behind the head.</summary>
    RuleInsteadOfLabels,

    /// <summary>Labels are a guess.</summary>
    Approximate,

    /// <summary>The label source cannot label these views.</summary>
    CannotLabel,

    /// <summary>An edit changed nothing.</summary>
    NothingChanged,

    /// <summary>A part asked for was left out, or a setting had no effect.</summary>
    Ignored,
}
