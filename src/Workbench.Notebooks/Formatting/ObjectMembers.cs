using System.Reflection;

namespace Workbench.Notebooks.Formatting;

/// <summary>The readable public properties and fields of a type, as an object view shows them.</summary>
internal static class ObjectMembers
{
    public sealed record Member(string Name, Func<object, object?> Read);

    public static IReadOnlyList<Member> Of(Type type)
    {
        // the value of a Lazy would be computed by looking at it
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Lazy<>)) return [];
        const BindingFlags flags = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(flags)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && Showable(property.PropertyType))
            .DistinctBy(property => property.Name)
            .Select(property => new Member(property.Name, instance => Guarded(() => property.GetValue(instance))));
        var fields = type.GetFields(flags)
            .Where(field => Showable(field.FieldType))
            .Select(field => new Member(field.Name, field.GetValue));
        return [.. properties, .. fields];
    }

    private static bool Showable(Type type) => !type.IsByRefLike && !type.IsPointer && !type.IsByRef && !type.IsFunctionPointer;

    private static object? Guarded(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            return new FailedMember(inner);
        }
    }

    /// <summary>Stands for a property whose getter threw.</summary>
    internal sealed record FailedMember(Exception Error)
    {
        public override string ToString() => $"<{Error.GetType().Name}: {Error.Message}>";
    }
}
