using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebooks.Engine;

/// <summary>Completion, inspection and completeness of cells that are being written. Answers while a cell runs; may be called from any thread.</summary>
/// <remarks>Positions are UTF-16 units of the cell. Costs about 125 MB once used, nothing before.</remarks>
public sealed class LanguageService : IDisposable
{
    private readonly Func<(ImmutableArray<MetadataReference> References, CSharpCompilationOptions Options)> _surroundings;
    private readonly DirectiveCompletion _directives;
    private readonly Lock _lock = new();
    private readonly List<Action<SubmissionChain>> _pending = []; // executed cells before anybody has asked for anything
    private LanguageThread? _thread;
    private SubmissionChain? _chain; // used on the thread only
    private bool _isDisposed;

    internal LanguageService(Func<(ImmutableArray<MetadataReference> References, CSharpCompilationOptions Options)> surroundings, string workingDirectory)
    {
        _surroundings = surroundings;
        _directives = new DirectiveCompletion(workingDirectory);
    }

    /// <summary>How long a request waits for its answer; a late one is empty.</summary>
    public TimeSpan Budget { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the first requests wait instead, while the services are still loading.</summary>
    public TimeSpan WarmUpBudget { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>True when the first answer has been given.</summary>
    public bool IsWarm { get; private set; }

    /// <summary>Loads the services in the background, so that the first request is quick.</summary>
    public void WarmUp() => Thread()?.Post(() =>
    {
        const string sample = "Console.";
        CodeCompletion.Find(Fork(sample), sample, sample.Length, CancellationToken.None);
        IsWarm = true;
    });

    /// <summary>The names, keywords, commands, packages or paths that can stand at a position and begin with what is typed there.</summary>
    public CompletionList Complete(string code, int position)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, code.Length);
        if (_directives.TryComplete(code, position) is { } directive) return directive;
        var empty = CompletionList.Empty(position);
        return Ask(token => CodeCompletion.Find(Fork(CellMask.Of(code)), code, position, token), empty) ?? empty;
    }

    /// <summary>Declaration and documentation of the name at a position; null when there is none.</summary>
    public Inspection? Inspect(string code, int position)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, code.Length);
        return Ask(token => CodeInspection.Find(Fork(CellMask.Of(code)), position, token), null);
    }

    /// <summary>Whether a cell is finished, by its syntax alone.</summary>
    public static Completeness IsComplete(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return CompletenessReader.Read(code);
    }

    /// <summary>Ends the thread of the services.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _thread?.Post(() => _chain?.Dispose());
            _thread?.Dispose();
        }
    }

    /// <summary>A cell was executed: later answers know what it declared.</summary>
    internal void Append(string code)
    {
        var (references, options) = _surroundings();
        Change(chain => chain.Append(code, references, options));
    }

    /// <summary>The session forgot its cells.</summary>
    internal void Clear() => Change(chain => chain.Clear());

    private void Change(Action<SubmissionChain> change)
    {
        lock (_lock)
        {
            if (_thread is null) _pending.Add(change);
            else _thread.Post(() => change(Chain()));
        }
    }

    private T? Ask<T>(Func<CancellationToken, T?> question, T? late)
        where T : class =>
        Thread()?.Ask(
            token =>
            {
                var answer = question(token);
                IsWarm = true;
                return answer;
            },
            late, IsWarm ? Budget : WarmUpBudget) ?? late;

    private LanguageThread? Thread()
    {
        lock (_lock)
        {
            if (_isDisposed) return null;
            if (_thread is not null) return _thread;
            _thread = new LanguageThread();
            foreach (var change in _pending) _thread.Post(() => change(Chain()));
            _pending.Clear();
            return _thread;
        }
    }

    private SubmissionChain Chain() => _chain ??= new SubmissionChain();

    private Document Fork(string code)
    {
        var (references, options) = _surroundings();
        return Chain().Fork(code, references, options);
    }
}
