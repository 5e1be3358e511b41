using System.Globalization;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Documents;

/// <summary>Runs notebooks in this process, without any front end.</summary>
public static class NotebookRunner
{
    /// <summary>Runs all code cells in order and stops at the first error.</summary>
    /// <param name="document">The notebook; it is not changed.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="token">Cancels the run; the running cell is interrupted.</param>
    /// <returns>The outcome. Errors of the notebook are part of it, not exceptions.</returns>
    /// <exception cref="IOException">The output file cannot be written.</exception>
    public static async Task<RunOutcome> RunAsync(NotebookDocument document, RunOptions? options = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        options ??= new RunOptions();
        NotebookDocument output;
        try
        {
            output = NotebookParameters.Inject(document, options.Parameters);
        }
        catch (ParameterException e)
        {
            return new RunOutcome { Status = RunStatus.Failed, Document = document.Clone(), Error = e.Message };
        }
        output.EnsureKernelMetadata();
        var folder = options.WorkingDirectory is { } wanted ? Path.GetFullPath(wanted) : Environment.CurrentDirectory;
        var previousFolder = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder;
        try
        {
            using var session = new ScriptSession(options.Session with { WorkingDirectory = folder });
            return await new NotebookRun(session, output, options).RunAsync(token).ConfigureAwait(false);
        }
        finally
        {
            Environment.CurrentDirectory = previousFolder;
        }
    }

    /// <summary>Runs a notebook file from its own folder and writes the executed notebook to another file.</summary>
    /// <exception cref="NotebookFormatException">The input is not a notebook.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static Task<RunOutcome> RunFileAsync(string inputPath, string outputPath, RunOptions? options = null, CancellationToken token = default)
    {
        options ??= new RunOptions();
        var document = NotebookDocument.Load(inputPath);
        return RunAsync(document, options with
        {
            OutputPath = Path.GetFullPath(outputPath),
            WorkingDirectory = options.WorkingDirectory ?? Path.GetDirectoryName(Path.GetFullPath(inputPath)),
        }, token);
    }
}

/// <summary>One run of one notebook.</summary>
internal sealed class NotebookRun(ScriptSession session, NotebookDocument document, RunOptions options)
{
    private readonly DisplayRegistry _registry = new();
    private readonly Dictionary<int, CellOutputs> _outputs = [];
    private readonly Dictionary<int, TimeSpan> _durations = [];
    private readonly List<string> _warnings = [];
    private int? _failedCell;
    private string? _error;
    private RunStatus _status = RunStatus.Succeeded;

    public async Task<RunOutcome> RunAsync(CancellationToken token)
    {
        Prepare();
        Save();
        var codeCells = document.Cells.Count(IsRun);
        var number = 0;
        for (var index = 0; index < document.Cells.Count; index++)
        {
            var cell = document.Cells[index];
            if (!IsRun(cell)) continue;
            number++;
            options.Progress?.Report(new CellProgress(index, number, codeCells, null, TimeSpan.Zero));
            var result = await RunCellAsync(index, cell, number, token).ConfigureAwait(false);
            Save();
            options.Progress?.Report(new CellProgress(index, number, codeCells, result.Status, result.Duration));
            if (_status is RunStatus.Cancelled || session.IsBroken || (_status != RunStatus.Succeeded && !options.AllowErrors)) break;
        }
        Save();
        return new RunOutcome { Status = _status, Document = document, FailedCell = _failedCell, Error = _error, Durations = _durations, Warnings = _warnings };
    }

    private async Task<CellResult> RunCellAsync(int index, NotebookCell cell, int number, CancellationToken token)
    {
        var name = "cell " + number.ToString(CultureInfo.InvariantCulture);
        var sink = _outputs[index] = new CellOutputs(_registry, options.Limits, number);
        cell.ExecutionCount = number;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (options.CellTimeout is { } timeout) limit.CancelAfter(timeout);
        var result = await session.RunAsync(cell.Source, name, sink, limit.Token).ConfigureAwait(false);
        _durations[index] = result.Duration;
        if (result.Error is not { } error) return result;
        var status = RunStatus.Failed;
        if (result.Status == CellStatus.Interrupted)
        {
            status = token.IsCancellationRequested ? RunStatus.Cancelled : RunStatus.TimedOut;
            var reason = status == RunStatus.Cancelled
                ? $"{name} was cancelled."
                : string.Create(CultureInfo.InvariantCulture, $"{name} took longer than {options.CellTimeout!.Value.TotalSeconds:0.###} s and was interrupted.");
            if (session.IsBroken) reason += " It does not stop; the remaining cells cannot run.";
            error = new CellError(status == RunStatus.Cancelled ? "Cancelled" : "CellTimeout", reason, [reason], null);
        }
        sink.Error(new ErrorOutput { Name = error.Name, Message = error.Message, Traceback = error.Traceback });
        if (result.Status != CellStatus.Interrupted && cell.Tags.Contains("raises-exception")) return result;
        if (_status != RunStatus.Succeeded) return result;
        (_status, _failedCell, _error) = (status, index, Describe(name, cell, result.Status, error));
        return result;
    }

    private static string Describe(string name, NotebookCell cell, CellStatus status, CellError error)
    {
        if (status != CellStatus.Failed) return error.Message;
        var at = error.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : string.Empty;
        var source = error.Line is { } number ? cell.Source.Split('\n').ElementAtOrDefault(number - 1)?.Trim() : null;
        return $"{name}{at}: {error.Name}: {error.Message}{(string.IsNullOrEmpty(source) ? string.Empty : $" ({source})")}";
    }

    private void Prepare()
    {
        for (var index = 0; index < document.Cells.Count; index++)
        {
            var cell = document.Cells[index];
            if (cell.Kind != CellKind.Code || cell.Tags.Contains("skip-execution")) continue;
            if (!IsRun(cell)) _warnings.Add(string.Create(CultureInfo.InvariantCulture, $"cell at index {index} is in language \"{cell.Language}\" and was left out"));
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
    }

    private static bool IsRun(NotebookCell cell) =>
        cell.Kind == CellKind.Code && !cell.Tags.Contains("skip-execution") && (cell.Language is null || KernelNames.IsCSharp(cell.Language));

    // every cell anew: background work and updates may have changed earlier ones
    private void Save()
    {
        foreach (var (index, outputs) in _outputs)
        {
            var cell = document.Cells[index];
            cell.Outputs.Clear();
            foreach (var output in outputs.Snapshot()) cell.Outputs.Add(output);
        }
        if (options.OutputPath is { } path) document.Save(path);
    }
}
