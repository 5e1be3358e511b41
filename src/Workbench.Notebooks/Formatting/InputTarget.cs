using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Formatting;

/// <summary>Where <c>input</c> asks: the front end of the cell it runs in.</summary>
internal static class InputTarget
{
    public static string Ask(string prompt, bool isPassword) =>
        (CellContext.Current ?? throw new InvalidOperationException("Input can be asked for in cells only.")).Ask(prompt, isPassword);
}
