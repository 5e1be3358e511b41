using Spectre.Console;
using Workbench.Notebooks.Documents;
using Workbench.Weights;

namespace Workbench.Cli;

/// <summary>Turns exceptions into one sentence and an exit code: 0 done, 1 failed, 2 wrong arguments, 75 training interrupted and saved, 124 out of time, 130 cancelled.</summary>
internal static class Failures
{
    /// <summary>Exit code of work that failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code of work that took longer than allowed.</summary>
    public const int TimedOut = 124;

    /// <summary>Exit code of work that Ctrl+C ended.</summary>
    public const int Cancelled = 130;

    private const int WrongArguments = 2;

    /// <summary>Runs a command.</summary>
    public static async Task<int> Report(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            Say("Cancelled.");
            return Cancelled;
        }
        catch (ArgumentException error)
        {
            Say(WithoutParameter(error).ReplaceLineEndings(" "));
            return WrongArguments;
        }
        catch (Exception error) when (error is CheckpointFormatException or NotebookFormatException or ParameterException or IOException or UnauthorizedAccessException or FormatException or InvalidDataException or InvalidOperationException or System.Runtime.InteropServices.ExternalException)
        {
            Say(FirstLine(error.Message));
            return Failed;
        }
    }

    private static void Say(string message) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).MarkupLineInterpolated($"[red]{message}[/]");

    // .NET appends the name of a parameter that the person at the keyboard never saw.
    private static string WithoutParameter(ArgumentException error) =>
        error.ParamName is { } name ? error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : error.Message;

    // libtorch appends its own stack, line by line.
    private static string FirstLine(string message) => message.Split('\n', 2)[0];
}
