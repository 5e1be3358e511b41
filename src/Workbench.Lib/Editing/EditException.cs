namespace Workbench.Editing;

/// <summary>An edit that cannot be made, with the reason in words.</summary>
public sealed class EditException : InvalidOperationException
{
    /// <summary>An edit that cannot be made.</summary>
    /// <param name="problem">The kind of reason.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public EditException(EditProblem problem, string message)
        : base(message) => Problem = problem;

    /// <summary>The kind of reason.</summary>
    public EditProblem Problem { get; }
}
