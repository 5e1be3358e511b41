namespace Workbench.Notebooks.Outputs;

/// <summary>Somebody who can be asked for a line of text while a cell runs.</summary>
public interface IInputSource
{
    /// <summary>Asks and waits for the answer. Called on the cell's thread, or on a thread the cell has started.</summary>
    /// <param name="prompt">What to show before the answer; may be empty.</param>
    /// <param name="isPassword">The answer must not be shown while it is typed.</param>
    /// <param name="token">Is cancelled when the cell is interrupted.</param>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    /// <exception cref="InvalidOperationException">Nobody can answer; the message says why.</exception>
    string ReadLine(string prompt, bool isPassword, CancellationToken token);
}
