using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Workbench.Notebooks.Formatting;

namespace Workbench.Notebooks.Engine;

/// <summary>Exceptions of cells as text: message, frames down to the cell, source lines; frames of the engine are left out.</summary>
internal static partial class ExceptionText
{
    private const int MaxDepth = 8;

    /// <param name="error">What the cell threw.</param>
    /// <param name="cells">Source of each cell by name, to recognise frames and to quote lines.</param>
    public static CellError Error(Exception error, IReadOnlyDictionary<string, string> cells)
    {
        var lines = new List<string>();
        int? line = null;
        for (var (current, depth) = (error, 0); current is not null && depth < MaxDepth; current = current.InnerException, depth++)
        {
            lines.Add($"{(depth == 0 ? string.Empty : "---> ")}{current.GetType().FullName}: {Message(current)}");
            var own = Frames(current, cells, lines);
            line ??= own;
        }
        return new CellError(error.GetType().FullName ?? error.GetType().Name, Message(error), lines, line);
    }

    // native exceptions carry a long native trace behind their first line
    private static string Message(Exception error) =>
        error is ExternalException && error.Message.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end ? error.Message[..end] : error.Message;

    private static int? Frames(Exception error, IReadOnlyDictionary<string, string> cells, List<string> lines)
    {
        int? first = null;
        var frames = new StackTrace(error, fNeedFileInfo: true).GetFrames();
        var last = Array.FindLastIndex(frames, frame => CellOf(frame, cells) is not null);
        if (last < 0) last = frames.Length - 1;
        foreach (var frame in frames[..(last + 1)])
        {
            if (frame.GetMethod() is not { } method || IsPlumbing(method)) continue;
            var text = "   at " + MethodText(method);
            var number = frame.GetFileLineNumber();
            if (CellOf(frame, cells) is { } cell)
            {
                first ??= number;
                text += string.Create(CultureInfo.InvariantCulture, $" in {cell}:line {number}");
                var source = cells[cell].Split('\n').ElementAtOrDefault(number - 1)?.Trim();
                lines.Add(text);
                if (!string.IsNullOrEmpty(source)) lines.Add("        " + source);
                continue;
            }
            // the folder of a source file says nothing about the error and much about the machine
            if (frame.GetFileName() is { } file) text += string.Create(CultureInfo.InvariantCulture, $" in {Path.GetFileName(file)}:line {number}");
            lines.Add(text);
        }
        return first;
    }

    private static string? CellOf(StackFrame frame, IReadOnlyDictionary<string, string> cells) =>
        frame.GetFileName() is { } file && Path.GetFileName(file) is { } name && cells.ContainsKey(name) ? name : null;

    private static bool IsPlumbing(MethodBase method)
    {
        var space = method.DeclaringType?.Namespace ?? string.Empty;
        return space.StartsWith("Microsoft.CodeAnalysis.Scripting", StringComparison.Ordinal)
            || space == "Workbench.Notebooks.Engine"
            || space == "System.Runtime.ExceptionServices"
            || (space == "System.Runtime.CompilerServices" && method.DeclaringType!.Name.Contains("Awaiter", StringComparison.Ordinal))
            || method.DeclaringType == typeof(System.Runtime.ControlledExecution);
    }

    private static string MethodText(MethodBase method)
    {
        var type = method.DeclaringType;
        var name = method.Name;
        // a state machine's MoveNext stands for the method it was made from
        if (name == "MoveNext" && type is not null && StateMachine().Match(type.Name) is { Success: true } machine)
        {
            name = machine.Groups[1].Value;
            type = type.DeclaringType;
        }
        while (type is not null && type.Name.StartsWith('<')) type = type.DeclaringType;
        if (LocalFunction().Match(name) is { Success: true } local) name = local.Groups[2].Value;
        else if (Lambda().Match(name) is { Success: true } lambda) name = lambda.Groups[1].Value is "<Initialize>" ? "lambda" : $"{lambda.Groups[1].Value} (lambda)";
        if (name is "<Initialize>" or "<Factory>") return "<cell>";
        var parameters = string.Join(", ", method.Name == "MoveNext" ? [] : method.GetParameters().Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}"));
        var owner = type is null || type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? string.Empty : Owner(type) + ".";
        return $"{owner}{name}({parameters})";
    }

    private static string Owner(Type type) =>
        type.DeclaringType is { } outer
            ? outer.Name.StartsWith("Submission#", StringComparison.Ordinal) ? TypeName.Of(type) : $"{Owner(outer)}.{TypeName.Of(type)}"
            : string.IsNullOrEmpty(type.Namespace) ? TypeName.Of(type) : $"{type.Namespace}.{TypeName.Of(type)}";

    [GeneratedRegex(@"^<(.+)>d(?:__\d+)?$")]
    private static partial Regex StateMachine();

    [GeneratedRegex("^<(.*)>g__([^|]+)\\|")]
    private static partial Regex LocalFunction();

    [GeneratedRegex("^<(.*)>b__")]
    private static partial Regex Lambda();
}
