using System.Collections;
using System.Reflection;

namespace Workbench.Notebooks.Formatting;

/// <summary>Finds the formatters that a type brings along by naming convention, without any shared reference.</summary>
/// <remarks>
/// An attribute class named <c>TypeFormatterSourceAttribute</c> (any namespace and accessibility) names a source type in its property
/// <c>FormatterSourceType</c>; the source's method <c>CreateTypeFormatters</c> yields objects with <c>MimeType</c>,
/// <c>Format(object, TextWriter)</c> returning bool, and optionally <c>Type</c>.
/// </remarks>
internal static class ConventionFormatters
{
    public sealed record Discovered(IReadOnlyList<FormatterTable.Entry> Entries, string[]? PreferredMimeTypes);

    /// <summary>The formatters of a type, or null when it follows no convention or the convention is broken.</summary>
    /// <remarks>A source that throws is replaced by a formatter that reports it, so that the value itself is still shown as text.</remarks>
    public static Discovered? Find(Type type)
    {
        try
        {
            return FindSource(type);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ThreadInterruptedException))
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            return new Discovered([new FormatterTable.Entry(type, "text/html", (_, _) => throw new InvalidOperationException($"its formatter source failed: {cause.Message}", cause))], null);
        }
    }

    private static Discovered? FindSource(Type type)
    {
        var attribute = type.GetCustomAttributes(inherit: true).FirstOrDefault(item => item.GetType().Name == "TypeFormatterSourceAttribute");
        if (attribute is null || Read<Type>(attribute, "FormatterSourceType") is not { IsAbstract: false } sourceType) return null;
        if (sourceType.GetConstructor(Type.EmptyTypes) is not { } constructor) return null;
        var create = sourceType.GetMethod("CreateTypeFormatters", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        if (create is null || !typeof(IEnumerable).IsAssignableFrom(create.ReturnType)) return null;
        var source = constructor.Invoke(null);
        if (create.Invoke(source, null) is not IEnumerable formatters) return null;
        var entries = new List<FormatterTable.Entry>();
        foreach (var formatter in formatters)
        {
            if (formatter is not null && Entry(formatter, type) is { } entry) entries.Add(entry);
        }
        return new Discovered(entries, Read<string[]>(attribute, "PreferredMimeTypes"));
    }

    private static FormatterTable.Entry? Entry(object formatter, Type type)
    {
        if (Read<string>(formatter, "MimeType") is not { Length: > 0 } mimeType) return null;
        var methods = formatter.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(method => method.Name == "Format").ToArray();
        if (methods is not [{ } format] || format.ReturnType != typeof(bool)) return null;
        if (format.GetParameters() is not [{ } value, { } writer] || value.ParameterType != typeof(object) || writer.ParameterType != typeof(TextWriter)) return null;
        var write = format.CreateDelegate<Func<object, TextWriter, bool>>(formatter);
        return new FormatterTable.Entry(Read<Type>(formatter, "Type") ?? type, mimeType, write.Invoke);
    }

    private static T? Read<T>(object instance, string property)
        where T : class
    {
        var found = instance.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance);
        return found is { CanRead: true } && typeof(T).IsAssignableFrom(found.PropertyType) ? (T?)found.GetValue(instance) : null;
    }
}
