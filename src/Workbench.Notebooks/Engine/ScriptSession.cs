using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Workbench.Notebooks.Formatting;
using Workbench.Notebooks.Outputs;

namespace Workbench.Notebooks.Engine;

/// <summary>A chain of C# cells: each sees what the earlier ones declared. Knows nothing of files, protocols or front ends.</summary>
/// <remarks>Cells run one after another on a thread of their own. Sessions are independent of each other except for loaded assemblies.</remarks>
public sealed class ScriptSession : IDisposable
{
    // exactly what the established engine imports, so that a notebook that runs here compiles there
    private static readonly string[] DefaultImports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(Kernel).FullName!,
    ];

    private const int MaxImportDepth = 16;

    private static readonly FieldInfo? ReturnValueField =
        typeof(ScriptState<object>).GetField("<ReturnValue>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic);

    private readonly SessionOptions _options;
    private readonly ScriptReferences _references;
    private readonly PackageResolver _packages;
    private readonly CellThread _thread = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, string> _sources = [];
    private readonly SharedValues _values;
    private readonly VariableHistory _history = new();
    private readonly FormatterTable _formatters = FormatterTable.ForSession();
    private ScriptState<object>? _state;
    private int _importDepth;
    private bool _isBroken;
    private bool _isDisposed;

    /// <summary>Starts a session. Compiles nothing yet.</summary>
    public ScriptSession(SessionOptions? options = null)
    {
        _options = options ?? new SessionOptions();
        _references = new ScriptReferences([typeof(ScriptSession).Assembly, .. _options.References]);
        _packages = new PackageResolver(_references, _options.PackageAliases);
        _values = new SharedValues(_options.WorkingDirectory);
        Language = new LanguageService(() => (_references.All, EditorOptions()), _options.WorkingDirectory);
        ConsoleRouter.Install();
    }

    /// <summary>Completion and inspection of cells that are being written; knows what the executed cells declared.</summary>
    public LanguageService Language { get; }

    /// <summary>True when a cell could not be stopped: its thread is lost, and the session runs nothing more.</summary>
    public bool IsBroken => _isBroken;

    internal SharedResources Resources { get; } = new();

    /// <summary>The variables of the session, newest declaration of each name, sorted by name.</summary>
    public IReadOnlyList<ScriptVariableText> Variables() =>
        [.. CurrentVariables().Select(variable =>
            new ScriptVariableText(variable.Name, TypeName.Of(variable.Type), ValueFormatter.ToText(variable.Value, "text/plain")))];

    /// <summary>Runs one cell.</summary>
    /// <param name="code">Its source.</param>
    /// <param name="cellName">Its name in messages and stack traces, for example <c>cell 7</c>.</param>
    /// <param name="sink">Receives its outputs, also those of work that goes on after the cell has ended.</param>
    /// <param name="token">Interrupts it.</param>
    /// <exception cref="InvalidOperationException">The session is broken or disposed.</exception>
    public Task<CellResult> RunAsync(string code, string cellName, IOutputSink sink, CancellationToken token = default) =>
        RunAsync(code, cellName, sink, input: null, token);

    /// <summary>Runs one cell that may ask for input.</summary>
    /// <param name="code">Its source.</param>
    /// <param name="cellName">Its name in messages and stack traces, for example <c>cell 7</c>.</param>
    /// <param name="sink">Receives its outputs, also those of work that goes on after the cell has ended.</param>
    /// <param name="input">Who answers <c>Console.ReadLine</c>; null: reading fails with a clear message.</param>
    /// <param name="token">Interrupts it.</param>
    /// <exception cref="InvalidOperationException">The session is broken or disposed.</exception>
    public async Task<CellResult> RunAsync(string code, string cellName, IOutputSink sink, IInputSource? input, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrEmpty(cellName);
        ArgumentNullException.ThrowIfNull(sink);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isBroken) throw new InvalidOperationException("The session cannot go on: an interrupted cell did not stop. Start a new one.");
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        try
        {
            var context = new CellContext(sink, input, _formatters, Resources, token) { Survey = Survey, CooperativeGrace = _options.StopLimit / 2 };
            using var watch = new Checkpoint.Watch(context, token);
            var error = await RunStepsAsync(code, cellName, context, token).ConfigureAwait(false);
            return new CellResult(error.Status, error.Error, clock.Elapsed);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the session.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _thread.Dispose();
        _state = null;
        Language.Dispose();
        _references.DeleteShadows();
        ConsoleRouter.Remove();
    }

    internal IEnumerable<ScriptVariable> CurrentVariables() =>
        _state?.Variables.GroupBy(variable => variable.Name).Select(group => group.Last()).OrderBy(variable => variable.Name, StringComparer.Ordinal) ?? Enumerable.Empty<ScriptVariable>();

    /// <summary>Takes stock of the memory that the session's variables hold.</summary>
    internal MemoryReport Survey() => MemorySurvey.Take([.. _state?.Variables ?? []]);

    /// <summary>Forgets all variables and functions; loaded assemblies stay.</summary>
    internal void Reset()
    {
        _state = null;
        _history.Clear();
        Language.Clear();
    }

    private async Task<(CellStatus Status, CellError? Error)> RunStepsAsync(string code, string cellName, CellContext context, CancellationToken token)
    {
        var watch = Stopwatch.StartNew();
        var isTimed = false;
        try
        {
            foreach (var step in CellParser.Parse(code))
            {
                if (token.IsCancellationRequested) return (CellStatus.Interrupted, Interrupted(cellName));
                switch (step)
                {
                    case CodeStep source:
                        var outcome = await RunCodeAsync(source.Code, code, cellName, context, token).ConfigureAwait(false);
                        if (outcome.Status != CellStatus.Ok) return outcome;
                        break;
                    case CommandStep { Name: "time" }:
                        isTimed = true;
                        watch.Restart();
                        break;
                    case CommandStep { Name: "import" } import:
                        var imported = await RunPiecesAsync(ImportedCode.Read(import, _options.WorkingDirectory), context, token).ConfigureAwait(false);
                        if (imported.Status != CellStatus.Ok) return imported;
                        break;
                    case PackageStep package:
                        var scripts = await AddPackageAsync(package, context, token).ConfigureAwait(false);
                        var extended = await RunPiecesAsync(scripts.SelectMany(script => ImportedCode.Extension(package, script)), context, token).ConfigureAwait(false);
                        if (extended.Status != CellStatus.Ok) return extended;
                        break;
                    case ValueStep or CommandStep { Name: "set" or "share" }:
                        var (command, text) = step is ValueStep value ? (value.Command, value.Text) : ((CommandStep)step, string.Empty);
                        var declaration = _values.Follow(command, text);
                        if (declaration.Length == 0) break;
                        var declared = await RunCodeAsync(new string('\n', command.Line - 1) + declaration, code, cellName, context, token).ConfigureAwait(false);
                        if (declared.Status != CellStatus.Ok) return declared;
                        break;
                    default:
                        Follow(step, context);
                        break;
                }
            }
        }
        catch (CellException e)
        {
            var line = $"{cellName}({e.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)},1): error: {e.Message}";
            return (CellStatus.Rejected, new CellError("CompilationError", line, [line], e.Line));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return (CellStatus.Interrupted, Interrupted(cellName));
        }
        if (isTimed) context.Sink.Display(new MimeBundle("text/plain", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds:0.###} ms")), null);
        return (CellStatus.Ok, null);
    }

    private async Task<(CellStatus Status, CellError? Error)> RunPiecesAsync(IEnumerable<(string Name, string Source)> pieces, CellContext context, CancellationToken token)
    {
        if (_importDepth == MaxImportDepth) throw new CellException(1, "#!import: files import each other in a circle.");
        _importDepth++;
        try
        {
            foreach (var (name, source) in pieces)
            {
                var outcome = await RunStepsAsync(source, name, context, token).ConfigureAwait(false);
                if (outcome.Status != CellStatus.Ok) return outcome;
            }
            return (CellStatus.Ok, null);
        }
        finally
        {
            _importDepth--;
        }
    }

    private async Task<IReadOnlyList<string>> AddPackageAsync(PackageStep package, CellContext context, CancellationToken token)
    {
        try
        {
            var addition = await _packages.AddAsync(package.Id, package.Version, token).ConfigureAwait(false);
            if (addition.Remark is { } remark) context.Sink.Write(StreamKind.Stderr, remark + "\n");
            return addition.Extensions;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or InvalidDataException or UnauthorizedAccessException or PackageException)
        {
            throw new CellException(package.Line, e.Message, e);
        }
    }

    private void Follow(CellStep step, CellContext context)
    {
        try
        {
            switch (step)
            {
                case AssemblyStep assembly:
                    if (_references.AddFile(assembly.Path, _options.WorkingDirectory) is { } remark) context.Sink.Write(StreamKind.Stderr, remark + "\n");
                    break;
                case SourceStep source:
                    _packages.AddSource(source.Source, _options.WorkingDirectory);
                    break;
                case TextStep text:
                    context.Sink.Display(new MimeBundle(text.MimeType, text.Text), null);
                    break;
                case CommandStep command:
                    SessionCommands.Run(this, command, context.Sink);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CellException(step.Line, e.Message, e);
        }
    }

    private async Task<(CellStatus Status, CellError? Error)> RunCodeAsync(string code, string wholeCell, string cellName, CellContext context, CancellationToken token)
    {
        var options = CompileOptions(cellName);
        var previous = _state?.Script;
        var woven = CheckpointWeaver.Weave(code);
        var script = Next(woven);
        var diagnostics = await Task.Run(() => script.Compile(token), CancellationToken.None).ConfigureAwait(false);
        if (woven != code && diagnostics.Any(diagnostic => DiagnosticText.IsError(diagnostic) || DiagnosticText.IsWarning(diagnostic)))
        {
            // what the compiler says is about the code as it was written
            var (plain, failed) = (Next(code), diagnostics.Any(DiagnosticText.IsError));
            diagnostics = await Task.Run(() => plain.Compile(token), CancellationToken.None).ConfigureAwait(false);
            if (failed) script = plain;
        }
        if (diagnostics.Where(DiagnosticText.IsError).ToArray() is { Length: > 0 } errors) return (CellStatus.Rejected, DiagnosticText.Error(errors));
        foreach (var line in diagnostics.Where(DiagnosticText.IsWarning).SelectMany(DiagnosticText.Lines)) context.Sink.Write(StreamKind.Stderr, line + "\n");
        var compilation = script.GetCompilation();
        var trailing = TrailingValueReader.Read(compilation);
        var change = _history.Read(compilation);
        _sources[cellName] = wholeCell;

        ScriptState<object>? reached = null;
        var run = _thread.RunAsync(RunOnCellThreadAsync, () => Grace(context), token);
        if (!await EndsInTimeAsync(run, token).ConfigureAwait(false))
        {
            _isBroken = true;
            var lost = $"{cellName} was interrupted but does not stop; the session is lost.";
            return (CellStatus.Interrupted, new CellError("Interrupted", lost, [lost], null));
        }
        var wasStopped = run is { IsCompletedSuccessfully: true, Result: false } || (reached?.Exception is OperationCanceledException or ThreadInterruptedException && token.IsCancellationRequested);
        if (reached is { } state && !wasStopped)
        {
            ReturnValueField?.SetValue(state, null); // what was shown must not stay alive until the next cell
            _state = state;
            _history.Commit(change, state.Variables);
            Language.Append(code);
        }
        // behind the commit: what the cell's declarations replaced is garbage now
        await _thread.RunAsync(EndScopesAsync, () => TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        if (run.Exception is { } stray) return (CellStatus.Failed, ExceptionText.Error(stray.InnerException!, _sources));
        if (wasStopped || reached is null) return (CellStatus.Interrupted, Interrupted(cellName));
        return reached.Exception is { } thrown ? (CellStatus.Failed, ExceptionText.Error(thrown, _sources)) : (CellStatus.Ok, null);

        Script<object> Next(string source) => previous is null
            ? CSharpScript.Create<object>(source, options, globalsType: null, _references.Loader)
            : previous.ContinueWith<object>(source, options);

        async Task RunOnCellThreadAsync()
        {
            CellContext.Current = context;
            foreach (var scope in _options.Scopes) scope.Begin();
            var ended = _state is null
                ? await script.RunAsync(globals: null, catchException: static _ => true, CancellationToken.None)
                : await script.RunFromAsync(_state, catchException: static _ => true, CancellationToken.None);
            if (ended.Exception is null) ShowValue(ended.ReturnValue, trailing, context);
            reached = ended;
        }

        Task EndScopesAsync()
        {
            foreach (var scope in _options.Scopes.Reverse()) scope.End();
            return Task.CompletedTask;
        }
    }

    private static void ShowValue(object? value, TrailingValue trailing, CellContext context)
    {
        if (trailing == TrailingValue.None || (trailing == TrailingValue.IfReturned && value is null) || value is DisplayedValue) return;
        var bundle = ValueFormatter.ToBundle(value);
        context.Resources.Attach(bundle, context.Sink);
        context.Sink.Result(bundle);
    }

    private async Task<bool> EndsInTimeAsync(Task run, CancellationToken token)
    {
        var lost = new TaskCompletionSource();
        using var registration = token.Register(() => _ = Task.Delay(_options.StopLimit).ContinueWith(_ => lost.TrySetResult(), TaskScheduler.Default));
        await Task.WhenAny(run, lost.Task).ConfigureAwait(false);
        return run.IsCompleted;
    }

    // a cell that watches its token gets time to save what it has; any other code is stopped after a moment
    private TimeSpan Grace(CellContext context) => context.IsCooperative ? _options.StopLimit / 2 : TimeSpan.FromMilliseconds(100);

    private ScriptOptions CompileOptions(string cellName) =>
        ScriptOptions.Default
            .WithReferences(_references.All)
            .WithImports([.. DefaultImports, .. _options.Imports])
            .WithMetadataResolver(new LoadedScriptReferences(_references, _options.WorkingDirectory))
            .WithSourceResolver(new SourceFileResolver([], _options.WorkingDirectory))
            .WithLanguageVersion(CellParser.ParseOptions.LanguageVersion)
            .WithOptimizationLevel(_options.Optimize ? OptimizationLevel.Release : OptimizationLevel.Debug)
            .WithAllowUnsafe(true)
            .WithFilePath(cellName)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8); // debug information needs an encoding

    private CSharpCompilationOptions EditorOptions() => new(
        OutputKind.DynamicallyLinkedLibrary,
        usings: [.. DefaultImports, .. _options.Imports],
        allowUnsafe: true,
        sourceReferenceResolver: new SourceFileResolver([], _options.WorkingDirectory),
        metadataReferenceResolver: ScriptMetadataResolver.Default.WithBaseDirectory(_options.WorkingDirectory));

    private static CellError Interrupted(string cellName) => new("Interrupted", $"{cellName} was interrupted.", [$"{cellName} was interrupted."], null);
}
