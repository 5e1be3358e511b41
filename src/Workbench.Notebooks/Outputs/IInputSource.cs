namespace Workbench.Notebooks.Outputs;

/// <summary>A sink whose front end can also be asked for input. Sinks without it have no standard input.</summary>
public interface IInputSource
{
    /// <summary>What <see cref="Console.In"/> reads in the cell.</summary>
    TextReader Input { get; }

    /// <summary>Asks the person at the front end and waits for the answer.</summary>
    /// <param name="prompt">Shown beside the field.</param>
    /// <param name="isPassword">Hides what is typed.</param>
    /// <returns>The answer, or null at the end of input.</returns>
    /// <exception cref="InvalidOperationException">The front end does not answer questions.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while waiting.</exception>
    string? Ask(string prompt, bool isPassword);
}
