namespace Workbench.Editing;

/// <summary>Something about an edit that its reader must know, in words.</summary>
/// <param name="Problem">What kind of thing it is.</param>
/// <param name="Text">The sentence: what, where, and what to do.</param>
public sealed record EditNote(EditProblem Problem, string Text)
{
    /// <summary>The sentence.</summary>
    public override string ToString() => Text;
}
