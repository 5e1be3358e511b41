using System.Collections.Immutable;
using Workbench.Notebooks.Engine;

namespace Workbench.Notebooks.Formatting;

/// <summary>The registered formatters of one session, or of the process outside of any cell.</summary>
internal sealed class FormatterTable
{
    private static readonly FormatterTable Process = new();

    private readonly Lock _lock = new();
    private readonly Dictionary<(Type Type, string MimeType), ImmutableArray<Entry>> _cache = [];
    private readonly HashSet<Type> _discovered = [];
    private readonly List<Entry> _user = [];
    private readonly List<Entry> _conventions = [];
    private readonly Dictionary<Type, string[]> _preferred = [];

    public FormatterTable() => ResetLimits();

    public delegate bool Write(object value, TextWriter writer);

    internal sealed record Entry(Type Type, string MimeType, Write Write);

    public static FormatterTable Current => CellContext.Current?.Formatters ?? Process;

    public int ListExpansionLimit { get; set; }

    public int RecursionLimit { get; set; }

    public string DefaultMimeType { get; set; } = "text/html";

    /// <summary>A table that begins with the registrations of the process.</summary>
    public static FormatterTable ForSession()
    {
        var table = new FormatterTable();
        lock (Process._lock)
        {
            table._user.AddRange(Process._user);
            table._conventions.AddRange(Process._conventions);
            table._discovered.UnionWith(Process._discovered);
            foreach (var (type, mimeTypes) in Process._preferred) table._preferred[type] = mimeTypes;
        }
        return table;
    }

    public void RegisterUser(Type type, string mimeType, Write write)
    {
        lock (_lock)
        {
            _user.Add(new Entry(type, mimeType, write));
            _cache.Clear();
        }
    }

    public void SetPreferred(Type type, string[] mimeTypes)
    {
        lock (_lock)
        {
            _preferred[type] = [.. mimeTypes];
            _cache.Clear();
        }
    }

    /// <summary>The preference of the most specific type that has one, else the default of the kind of value.</summary>
    public IReadOnlyList<string> Preferred(Type type)
    {
        Discover(type);
        lock (_lock)
        {
            var best = _preferred.Keys
                .Select(candidate => (candidate, Distance: TypeDistance.Between(type, candidate)))
                .Where(item => item.Distance is not null)
                .OrderBy(item => item.Distance)
                .Select(item => item.candidate)
                .FirstOrDefault();
            if (best is not null) return _preferred[best];
        }
        if (ScalarValue.IsScalar(type) && Candidates(type, DefaultMimeType).IsEmpty) return ["text/plain"];
        return [DefaultMimeType];
    }

    /// <summary>Formatters to try for a value, best first.</summary>
    public ImmutableArray<Entry> Candidates(Type type, string mimeType)
    {
        Discover(type);
        lock (_lock)
        {
            if (_cache.TryGetValue((type, mimeType), out var cached)) return cached;
            var found = Ranked(_user, type, mimeType).Concat(Ranked(_conventions, type, mimeType)).ToImmutableArray();
            _cache[(type, mimeType)] = found;
            return found;
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _user.Clear();
            _conventions.Clear();
            _preferred.Clear();
            _discovered.Clear();
            _cache.Clear();
            DefaultMimeType = "text/html";
            ResetLimits();
        }
    }

    private void ResetLimits() => (ListExpansionLimit, RecursionLimit) = (20, 6);

    private void Discover(Type type)
    {
        lock (_lock)
        {
            if (!_discovered.Add(type)) return;
        }
        // outside the lock: the constructor of a formatter source is foreign code and may register formatters itself
        if ((ConventionFormatters.Find(type) ?? ForeignFormatters.Find(type)) is not { } found) return;
        lock (_lock)
        {
            _conventions.AddRange(found.Entries);
            if (found.PreferredMimeTypes is { Length: > 0 } preferred) _preferred.TryAdd(type, preferred);
            _cache.Clear();
        }
    }

    private static IEnumerable<Entry> Ranked(List<Entry> entries, Type type, string mimeType) =>
        entries
            .Select((entry, index) => (entry, index, Distance: TypeDistance.Between(type, entry.Type)))
            .Where(item => item.Distance is not null && item.entry.MimeType == mimeType)
            .OrderBy(item => item.Distance)
            .ThenByDescending(item => item.index)
            .Select(item => item.entry);
}
