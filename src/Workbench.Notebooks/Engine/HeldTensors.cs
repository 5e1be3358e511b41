using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Workbench.Notebooks.Engine;

/// <summary>Finds the tensors that a value holds, directly or through collections, modules, closures and other objects.</summary>
internal sealed class HeldTensors(TensorType tensors)
{
    private const int ObjectBudget = 200_000; // beyond it a graph is not a notebook's data any more

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];

    /// <summary>The live tensors below a value that were not below an earlier one.</summary>
    public IReadOnlyList<(long Bytes, string Device)> Below(object? root)
    {
        var found = new List<(long, string)>();
        var waiting = new Stack<object>();
        Push(root);
        while (waiting.TryPop(out var next))
        {
            if (tensors.Type.IsInstanceOfType(next))
            {
                if (tensors.Size(next) is { } size) found.Add(size);
                continue;
            }
            if (_seen.Count > ObjectBudget) break;
            if (next is Delegate function) Push(function.Target);
            else if (next is Array array && !array.GetType().GetElementType()!.IsPrimitive) PushAll(array);
            else if (next is not Array) PushFields(next);
        }
        return found;

        void Push(object? value)
        {
            if (value is null or string or MemberInfo or Assembly or Module or Thread) return;
            var type = value.GetType();
            if (type.IsPrimitive || type.IsEnum || type.IsPointer || (!type.IsValueType && !_seen.Add(value))) return;
            waiting.Push(value);
        }

        void PushAll(IEnumerable items)
        {
            foreach (var item in items) Push(item);
        }

        void PushFields(object value)
        {
            foreach (var field in FieldsOf(value.GetType())) Push(field.GetValue(value));
        }
    }

    private FieldInfo[] FieldsOf(Type type)
    {
        if (_fields.TryGetValue(type, out var known)) return known;
        var all = new List<FieldInfo>();
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            all.AddRange(current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => !field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsFunctionPointer && !field.FieldType.IsEnum && field.FieldType != typeof(string)));
        }
        return _fields[type] = [.. all];
    }
}
