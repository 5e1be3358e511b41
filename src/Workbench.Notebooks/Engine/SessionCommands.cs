using System.Runtime.InteropServices;
using Workbench.Notebooks.Formatting;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Engine;

/// <summary>The <c>#!</c> commands that look at or change the session.</summary>
internal static class SessionCommands
{
    public static void Run(ScriptSession session, CommandStep command, IOutputSink sink)
    {
        switch (command.Name)
        {
            case "who":
                sink.Display(ValueFormatter.ToBundle(session.Variables().Select(variable => variable.Name).ToArray()), null);
                break;
            case "whos":
                sink.Display(ValueFormatter.ToBundle(session.Variables()), null);
                break;
            case "lsmagic":
                sink.Display(new MimeBundle("text/plain", string.Join('\n', CellParser.CommandNames)), null);
                break;
            case "about":
                sink.Display(new MimeBundle("text/plain", $"C# notebook engine {typeof(ScriptSession).Assembly.GetName().Version} on {RuntimeInformation.FrameworkDescription}"), null);
                break;
            case "mem":
                sink.Display(ValueFormatter.ToBundle(session.Survey()), null);
                break;
            case "reset":
                session.Reset();
                break;
            case "forget":
                Forget(session, command);
                break;
        }
    }

    private static void Forget(ScriptSession session, CommandStep command)
    {
        foreach (var name in command.Argument.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var variable = session.CurrentVariables().FirstOrDefault(candidate => candidate.Name == name)
                ?? throw new CellException(command.Line, $"#!forget {name}: there is no variable of this name.");
            if (variable.IsReadOnly) throw new CellException(command.Line, $"#!forget {name}: a constant cannot be emptied.");
            (variable.Value as IDisposable)?.Dispose();
            VariableHistory.Empty(variable);
        }
        GC.Collect(); // asked for: what only these variables held goes now
        GC.WaitForPendingFinalizers();
    }
}
