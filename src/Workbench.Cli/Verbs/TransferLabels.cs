using Workbench.Editing;

namespace Workbench.Cli.Verbs;

/// <summary>Part labels of heads whose truth is not known.</summary>
internal static class TransferLabels
{
    /// <summary>The best source at hand.</summary>
    /// <exception cref="EditException">There is none.</exception>
    public static IPartLabels Best() => throw new EditException(
        EditProblem.CannotLabel, "Nothing can tell the parts of this head: the truth is known for seeds of the demo generator only. Give seeds.");
}
