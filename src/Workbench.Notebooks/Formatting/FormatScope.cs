using System.Runtime.CompilerServices;

namespace Workbench.Notebooks.Formatting;

/// <summary>Depth, open objects, collected resources and the remaining budget of one formatting call, per thread.</summary>
internal sealed class FormatScope
{
    /// <summary>Nested values one output may show; beyond it only an ellipsis is written. Bounds the cost of trees and graphs.</summary>
    private const int ValueBudget = 5_000;

    [ThreadStatic]
    private static FormatScope? _current;

    private readonly HashSet<object> _open = new(ReferenceComparer.Instance);
    private int _left = ValueBudget;

    private FormatScope()
    {
    }

    /// <summary>Number of values around the current one.</summary>
    public static int Depth => _current?._open.Count ?? 0;

    /// <summary>Scripts and styles needed by the values shown so far in this call.</summary>
    public Dictionary<string, string> Resources { get; } = [];

    /// <summary>Adds resources to the running call.</summary>
    public static void Note(IEnumerable<KeyValuePair<string, string>> resources)
    {
        foreach (var (key, html) in resources) _current?.Resources.TryAdd(key, html);
    }

    /// <summary>Begins to show a value; null with a reason when it is open already (a cycle), too deep, or over the budget.</summary>
    public static FormatScope? Enter(object value, int recursionLimit, out string refusal)
    {
        var scope = _current ??= new FormatScope();
        refusal = string.Empty;
        if (scope._open.Count > recursionLimit || scope._left-- <= 0) refusal = "…";
        else if (!scope._open.Add(value)) refusal = "(cycle)";
        return refusal.Length == 0 ? scope : null;
    }

    public void Leave(object value)
    {
        _open.Remove(value);
        if (_open.Count == 0) _current = null;
    }

    private sealed class ReferenceComparer : IEqualityComparer<object>
    {
        public static readonly ReferenceComparer Instance = new();

        bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y);

        int IEqualityComparer<object>.GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
